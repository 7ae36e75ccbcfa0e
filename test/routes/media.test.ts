// Files over HTTP, on a real store: what comes in, what goes out, and in which headers.
import { expect, test } from 'vitest';
import { mediaRoutes } from '../../routes/media.ts';
import { openMediaSide } from '../../src/assembly/media-side.ts';
import { GatewayError } from '../../src/errors.ts';
import { sha256 } from '../../src/machine/digest.ts';
import { createIntake } from '../../src/media/intake.ts';
import { limits } from '../../src/media/limits.ts';
import { LINK_MS } from '../../src/media/link.ts';
import type { Scope } from '../../src/protocol/scopes.ts';
import { createMediaStore } from '../../src/store/media.ts';
import { admissionOf } from '../actors/visitor.ts';
import { change, openStore, session } from '../store/fixture.ts';

const START = Date.UTC(2030, 0, 1);
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
/** An MP4 by its beginning. */
const film = (size: number) =>
  Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2', 'latin1'), Buffer.alloc(size - 24, 7)]);

async function open(scopes: Scope[] = ['operator.write']) {
  const { db, client, writer } = await openStore();
  const clock = { now: START };
  const now = () => clock.now;
  const store = createMediaStore(db, sha256);
  const media = openMediaSide({
    store,
    intake: createIntake(store, async () => null, now),
    signingKey: new Uint8Array(32).fill(7),
    now,
  });
  const reads: number[] = [];
  const counted = {
    ...store,
    async *read(id: string, from: number, to: number) {
      for await (const piece of store.read(id, from, to)) {
        reads.push(piece.length);
        yield piece;
      }
    },
  };
  const admit = async () => admissionOf(scopes).principal;
  const sessionKey = (given: string) => `agent:main:${given}`;
  const app = mediaRoutes({ media: { ...media, store: counted }, admit, sessionKey });
  app.onError((error, c) => {
    if (!(error instanceof GatewayError)) return c.text(String(error), 500);
    return Response.json({ error: error.shape() }, { status: error.status });
  });
  const kept = async () => Number((await client.execute('select count(*) as n from media')).rows[0]?.n);
  const upload = async (bytes: Uint8Array<ArrayBuffer>, name = 'a') =>
    app.request(`/__openclaw__/media?name=${encodeURIComponent(name)}`, { method: 'POST', body: bytes });
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it is answered
  const json = async (response: Response): Promise<any> => response.json();
  const link = async (bytes: Uint8Array<ArrayBuffer>, name?: string): Promise<string> => {
    const { mediaId } = await json(await upload(bytes, name));
    const meta = `/__openclaw__/assistant-media?meta=1&source=media://inbound/${mediaId}`;
    return (await json(await app.request(meta))).url;
  };
  return { app, clock, store, writer, reads, kept, upload, json, link };
}

test('POST /__openclaw__/media keeps a file and says what it is, by its content', async () => {
  const { upload, json, kept } = await open();
  const response = await upload(PIXEL, '../holiday.pdf');
  expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store']);
  expect(await json(response)).toEqual({
    ok: true,
    mediaId: expect.any(String),
    contentType: 'image/png',
    kind: 'image',
    sizeBytes: PIXEL.length,
    fileName: 'holiday.pdf.png',
    width: 1,
    height: 1,
    expiresAtMs: START + limits.uploadMs,
  });
  expect(await kept()).toBe(1);
});

test('PUT /__openclaw__/media takes a film that comes in pieces and says nothing of its length', async () => {
  const { app, json, store } = await open();
  const bytes = film(1_000_000);
  const body = new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 99_999)
        controller.enqueue(new Uint8Array(bytes.subarray(at, at + 99_999)));
      controller.close();
    },
  });
  const init = { method: 'PUT', body, duplex: 'half' };
  const answer = await json(await app.request('/__openclaw__/media?name=film.mp4', init));
  expect(answer).toMatchObject({ contentType: 'video/mp4', kind: 'video', sizeBytes: 1_000_000, fileName: 'film.mp4' });
  const [file] = await store.find([answer.mediaId]);
  expect(file?.digest).toBe((await import('node:crypto')).createHash('sha256').update(bytes).digest('hex'));
});

test('POST /__openclaw__/media refuses in words, with a status that says which kind of no it is, and keeps nothing', async () => {
  const { app, upload, json, kept } = await open();
  const huge = { method: 'POST', body: 'abc', headers: { 'content-length': String(limits.maxUploadBytes + 1) } };
  const form = { method: 'POST', body: 'abc', headers: { 'content-type': 'multipart/form-data; boundary=x' } };
  const answers = [
    { response: await app.request('/__openclaw__/media', huge), status: 413, code: 'ATTACHMENT_TOO_LARGE' },
    {
      response: await upload(Buffer.concat([PIXEL, Buffer.alloc(limits.maxImageBytes)])),
      status: 413,
      code: 'ATTACHMENT_IMAGE_TOO_LARGE',
    },
    {
      response: await upload(Buffer.from('\x7fELF\0\0\0', 'latin1')),
      status: 415,
      code: 'ATTACHMENT_TYPE_UNSUPPORTED',
    },
    { response: await app.request('/__openclaw__/media', form), status: 415, code: 'UPLOAD_NOT_RAW' },
    { response: await upload(Buffer.alloc(0)), status: 400, code: 'ATTACHMENT_INVALID' },
  ];
  for (const { response, status, code } of answers) {
    expect(response.status, code).toBe(status);
    expect(await json(response)).toMatchObject({
      error: { code: 'INVALID_REQUEST', message: expect.any(String), details: { code } },
    });
  }
  expect(await kept()).toBe(0);
});

test('POST /__openclaw__/media keeps nothing of a body that breaks off', async () => {
  const { app, json, kept } = await open();
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array(film(600_000))),
    pull: (controller) => controller.error(new Error('gone')),
  });
  const init = { method: 'POST', body, duplex: 'half' };
  const response = await app.request('/__openclaw__/media', init);
  expect([response.status, (await json(response)).error.details.code]).toEqual([400, 'UPLOAD_CUT']);
  expect(await kept()).toBe(0);
});

test('Files need operator.write to come in and operator.read to be linked', async () => {
  const reader = await open(['operator.read']);
  const refused = await reader.upload(PIXEL);
  expect([refused.status, (await reader.json(refused)).error.details.missingScope]).toEqual([403, 'operator.write']);
  expect(await reader.kept()).toBe(0);
  const nobody = await open([]);
  const meta = await nobody.app.request('/__openclaw__/assistant-media?meta=1&source=media://inbound/a');
  expect([meta.status, (await nobody.json(meta)).error.details.missingScope]).toEqual([403, 'operator.read']);
});

test('A link gives the bytes, in headers that let a browser show a picture and run nothing', async () => {
  const { app, link } = await open();
  const response = await app.request(await link(PIXEL, 'Grüße "1".png'));
  expect(Buffer.from(await response.arrayBuffer())).toEqual(PIXEL);
  expect([response.status, Object.fromEntries(response.headers)]).toEqual([
    200,
    {
      'accept-ranges': 'bytes',
      'cache-control': `private, max-age=${LINK_MS / 1000}`,
      'content-disposition': `inline; filename="Gr__e _1_.png"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22.png`,
      'content-length': String(PIXEL.length),
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': 'image/png',
      'cross-origin-resource-policy': 'same-origin',
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
      'x-content-type-options': 'nosniff',
    },
  ]);
});

test.each([
  {
    what: 'a page',
    bytes: '<!doctype html><script>alert(1)</script>',
    name: 'a.html',
    type: 'text/plain; charset=utf-8',
  },
  {
    what: 'an SVG',
    bytes: '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    name: 'a.svg',
    type: 'text/plain; charset=utf-8',
  },
  { what: 'a PDF', bytes: '%PDF-1.4\n%%EOF', name: 'a.pdf', type: 'application/pdf' },
])('$what is for saving: it comes as $type', async ({ bytes, name, type }) => {
  const { app, link } = await open();
  const { headers } = await app.request(await link(Buffer.from(bytes), name));
  expect(headers.get('content-type')).toBe(type);
  expect(headers.get('content-disposition')).toMatch(/^attachment; /);
});

test('A link gives a part of the file, also one that crosses pieces, and reads no more than that', async () => {
  const { app, link, reads } = await open();
  const bytes = film(700_000);
  const url = await link(bytes);
  const part = (range: string, more = {}) => app.request(url, { headers: { range, ...more } });
  const middle = await part('bytes=262000-263000');
  expect([middle.status, middle.headers.get('content-range'), middle.headers.get('content-length')]).toEqual([
    206,
    'bytes 262000-263000/700000',
    '1001',
  ]);
  expect(Buffer.from(await middle.arrayBuffer()).equals(bytes.subarray(262_000, 263_001))).toBe(true);
  expect(reads.reduce((sum, length) => sum + length, 0)).toBe(1001);
  expect((await part('bytes=-1')).headers.get('content-range')).toBe('bytes 699999-699999/700000');
  expect((await part('bytes=0-1,5-6')).status).toBe(200);
  const beyond = await part('bytes=700000-');
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */700000']);
  const tag = middle.headers.get('etag') ?? '';
  expect((await part('bytes=0-1', { 'if-range': tag })).status).toBe(206);
  expect((await part('bytes=0-1', { 'if-range': '"another"' })).status).toBe(200);
});

test('A link answers HEAD with the size and no bytes, and 304 to the one who has the file', async () => {
  const { app, link, reads } = await open();
  const url = await link(PIXEL);
  const head = await app.request(url, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(PIXEL.length), '']);
  const ranged = await app.request(url, { method: 'HEAD', headers: { range: 'bytes=0-1' } });
  expect([ranged.status, ranged.headers.get('content-length')]).toEqual([200, String(PIXEL.length)]);
  const known = await app.request(url, { headers: { 'if-none-match': head.headers.get('etag') ?? '' } });
  expect([known.status, await known.text(), known.headers.get('etag')]).toEqual([304, '', head.headers.get('etag')]);
  expect(reads).toEqual([]);
});

test('A reader who takes no more makes the gateway read no more, and one who leaves ends the reading', async () => {
  const { app, link, reads, store } = await open();
  const response = await app.request(await link(film(2_000_000)));
  const reader = response.body?.getReader();
  await reader?.read();
  // Whatever was to be read without being asked for stands before this in the database's queue.
  for (let turn = 0; turn < 5; turn += 1) await store.find(['another']);
  expect(reads.length).toBe(1);
  await reader?.cancel();
  expect(reads.length).toBe(1);
});

test('A link is for one file and ten minutes: other tickets are refused before anyone looks for the file', async () => {
  const { app, clock, json, link } = await open();
  const [one, two] = [await link(PIXEL), await link(PIXEL)];
  const ticketOf = (url: string) => new URL(url, 'http://here').searchParams.get('ticket') ?? '';
  const path = one.split('?')[0] ?? '';
  const ask = async (url: string) => {
    const response = await app.request(url);
    return [response.status, (await json(response)).error.details.code];
  };
  expect(await ask(path)).toEqual([401, 'MEDIA_TICKET_MISSING']);
  expect(await ask('/__openclaw__/media/unknown')).toEqual([401, 'MEDIA_TICKET_MISSING']);
  expect(await ask(`${path}?ticket=${ticketOf(two)}`)).toEqual([403, 'MEDIA_TICKET_INVALID']);
  expect(await ask(`/__openclaw__/media/unknown?ticket=${ticketOf(one)}`)).toEqual([403, 'MEDIA_TICKET_INVALID']);
  clock.now += LINK_MS - 60_000;
  expect((await app.request(one)).headers.get('cache-control')).toBe('private, max-age=60');
  clock.now += 60_000;
  expect(await ask(one)).toEqual([403, 'MEDIA_TICKET_EXPIRED']);
});

test('A link to a file that was forgotten meanwhile is 404, and so is a name that is none', async () => {
  const { app, clock, json, link, store } = await open();
  const url = await link(PIXEL);
  await store.sweep(clock.now + 1);
  const gone = await app.request(url);
  expect([gone.status, (await json(gone)).error.details.code]).toEqual([404, 'ATTACHMENT_NOT_FOUND']);
  expect((await app.request('/__openclaw__/media/..%2Fsecret?ticket=x')).status).toBe(404);
});

test('GET /__openclaw__/assistant-media gives a ticket for a file of the session, and the bytes for the ticket', async () => {
  const { app, json, upload, writer } = await open();
  const { mediaId } = await json(await upload(PIXEL, 'a.png'));
  await writer.commit(change(session({ key: 'agent:main:own' }), { media: [mediaId] }));
  await writer.commit(change(session({ key: 'agent:main:other' }), {}));
  const base = `/__openclaw__/assistant-media?source=media://inbound/${mediaId}`;
  const meta = await json(await app.request(`${base}.png&sessionKey=own&meta=1`));
  expect(meta).toEqual({
    available: true,
    mimeType: 'image/png',
    contentType: 'image/png',
    kind: 'image',
    sizeBytes: PIXEL.length,
    fileName: 'a.png',
    width: 1,
    height: 1,
    mediaTicket: expect.any(String),
    mediaTicketExpiresAt: new Date(START + LINK_MS).toISOString(),
    url: `/__openclaw__/media/${mediaId}?ticket=${meta.mediaTicket}`,
    expiresAtMs: START + LINK_MS,
  });
  const bytes = await app.request(`${base}&mediaTicket=${meta.mediaTicket}`, { headers: { range: 'bytes=0-7' } });
  expect([bytes.status, Buffer.from(await bytes.arrayBuffer())]).toEqual([206, PIXEL.subarray(0, 8)]);
  expect((await app.request(base)).status).toBe(401);
  const none = { available: false, code: 'file-not-found', reason: expect.any(String) };
  expect(await json(await app.request(`${base}&sessionKey=other&meta=1`))).toEqual(none);
  expect(await json(await app.request('/__openclaw__/assistant-media?source=media://inbound/nothing&meta=1'))).toEqual(
    none,
  );
});

test.each([
  '/etc/passwd',
  'file:///etc/passwd',
  '\\\\host\\share\\a.png',
  'http://127.0.0.1/a.png',
  'media://inbound/../../pincer.key',
  'media://inbound/a/b',
  'media://inbound/%2e%2e',
  'media://outbound/a',
  'media://inbound/',
  ' media://inbound/a',
  '',
])('GET /__openclaw__/assistant-media refuses the source %j', async (source) => {
  const { app, json } = await open();
  const response = await app.request(`/__openclaw__/assistant-media?meta=1&source=${encodeURIComponent(source)}`);
  expect([response.status, (await json(response)).error.code]).toEqual([400, 'INVALID_REQUEST']);
});
