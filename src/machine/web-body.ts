// The body of an answer as text: unpacked within a limit, decoded, and only of the kinds that are text.
import { type Duplex, pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { WebPage } from '../agent-seams.ts';
import { GatewayError, invalidRequest } from '../errors.ts';
import type { Response } from './web-request.ts';

const TEXTUAL =
  /^(text\/.+|application\/(.+\+)?(json|xml|yaml|toml)|application\/(x-)?(javascript|ecmascript|ndjson|yaml|sh|sql|tex|www-form-urlencoded)|application\/(json5|jsonlines|graphql|rtf|xhtml\+xml)|image\/svg\+xml|message\/rfc822)$/;
/** Where HTML may name its encoding. */
const HEAD_BYTES = 1024;

export async function readBody(
  { headers, body }: Response,
  limit: number,
  shown: string,
): Promise<Pick<WebPage, 'type' | 'text' | 'truncated'>> {
  const declared = headers['content-type'] ?? '';
  const type = /^[\w.+-]+\/[\w.+-]+/.exec(declared)?.[0].toLowerCase() ?? '';
  if (type !== '' && !TEXTUAL.test(type)) {
    throw invalidRequest(`Cannot read ${shown} because it is "${type.slice(0, 100)}", and only text can be read`);
  }
  const { bytes, truncated } = await collect(unpack(body, headers['content-encoding'], shown), limit).catch((cause) => {
    throw new GatewayError(
      'UNAVAILABLE',
      `Cannot read ${shown} because its answer broke off or is damaged; try again`,
      {
        cause,
      },
    );
  });
  if (type === '' && bytes.includes(0)) {
    throw invalidRequest(`Cannot read ${shown} because it does not say what it is and does not look like text`);
  }
  const text = decode(bytes, encodingOf(declared, type, bytes)).replaceAll('\0', '\uFFFD');
  return { type: type === '' ? 'text/plain' : type, text, truncated };
}

function unpack(body: Readable, encoding: string | undefined, shown: string): Readable {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return body;
    case 'gzip':
    case 'x-gzip':
      return through(body, createGunzip());
    case 'deflate':
      return through(body, createInflate());
    case 'br':
      return through(body, createBrotliDecompress());
  }
  throw invalidRequest(
    `Cannot read ${shown} because it is packed as "${String(encoding).slice(0, 100)}", which nobody asked for`,
  );
}

/** What breaks off on one side is an error on the other. */
function through<Unpacked extends Duplex>(body: Readable, unpacked: Unpacked): Unpacked {
  pipeline(body, unpacked, () => undefined);
  return unpacked;
}

async function collect(stream: AsyncIterable<Uint8Array>, limit: number) {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream) {
    parts.push(part.subarray(0, limit - size));
    size += part.length;
    if (size > limit) break;
  }
  return { bytes: Buffer.concat(parts), truncated: size > limit };
}

function encodingOf(declared: string, type: string, bytes: Uint8Array): string {
  const named = /;\s*charset=["']?([\w.:-]{1,40})/i.exec(declared)?.[1];
  if (named !== undefined) return named;
  if (!/html|xml/.test(type)) return 'utf-8';
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_BYTES));
  return (
    /<meta[^>]+charset=["']?\s*([\w.:-]{1,40})|<\?xml[^>]+encoding=["']([\w.:-]{1,40})/i
      .exec(head)
      ?.slice(1)
      .find(Boolean) ?? 'utf-8'
  );
}

function decode(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
