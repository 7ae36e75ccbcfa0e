// The answer that is a file: all of it, a part, or only its head; in headers that let a browser do nothing but show it.
import type { Context } from 'hono';
import type { MediaStore, StoredFile } from '../src/agent-seams.ts';
import { entityTag, isKnown, type Part, readRange, wantsPart } from '../src/media/range.ts';

/** What a browser may show in its place. Everything else is for saving: a PDF needs scripts, and gets no page here. */
const shown = new Set(['image', 'audio', 'video']);

export function answerFile(c: Context, file: StoredFile, read: MediaStore['read'], maxAge: number): Response {
  const tag = entityTag(file.digest);
  const header = (name: string) => c.req.header(name) ?? null;
  const headers = { ...safe(file), ETag: tag, 'Cache-Control': `private, max-age=${Math.max(0, maxAge)}` };
  if (isKnown(header('if-none-match'), tag)) return c.body(null, 304, headers);

  const head = c.req.method === 'HEAD';
  // RFC 9110: of a file whose head alone is asked for there are no parts.
  const part = !head && wantsPart(header('if-range'), tag) ? readRange(header('range'), file.size) : 'whole';
  if (part === 'unsatisfiable') {
    const words = `Cannot serve that part of the file: it has ${file.size} bytes`;
    const error = { code: 'INVALID_REQUEST', message: words, details: { code: 'RANGE_NOT_SATISFIABLE' } };
    return c.json({ error }, 416, { 'Content-Range': `bytes */${file.size}`, 'Cache-Control': 'no-store' });
  }
  const { from, to }: Part = part === 'whole' ? { from: 0, to: file.size } : part;
  const sized = { ...headers, 'Content-Length': String(to - from) };
  const body = head ? null : streamOf(read(file.id, from, to));
  if (part === 'whole') return new Response(body, { status: 200, headers: sized });
  const ranged = { ...sized, 'Content-Range': `bytes ${from}-${to - 1}/${file.size}` };
  return new Response(body, { status: 206, headers: ranged });
}

function safe({ name, type, kind }: StoredFile): Record<string, string> {
  return {
    'Content-Type': type.startsWith('text/') ? 'text/plain; charset=utf-8' : type,
    'Content-Disposition': `${shown.has(kind) ? 'inline' : 'attachment'}; ${namesOf(name)}`,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Accept-Ranges': 'bytes',
  };
}

/** RFC 6266: a name in plain letters for those who know no other, and the true one as RFC 5987 writes it. */
function namesOf(name: string): string {
  const plain = name.replace(/[^\w .()-]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** One piece is read when the last has left; nobody reads on for a client that has gone. */
function streamOf(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
