// Files on their way: two at once, refused before anything is sent where that can be known, and never lost by a bad line.
import { signal } from '@preact/signals';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { attachmentOf } from '../../ui/src/composer/attachment.ts';
import { Draft } from '../../ui/src/composer/draft.ts';
import { readAnswer } from '../../ui/src/composer/upload.ts';
import { Uploads } from '../../ui/src/composer/uploads.ts';

const pass = { url: '/media', ticket: 'a-ticket', expiresAtMs: 0, maxBytes: 100, maxImageBytes: 10 };
const answer = (name: string) =>
  JSON.stringify({ mediaId: name, contentType: 'text/plain', kind: 'document', sizeBytes: 5, fileName: name });

/** A request as the page makes it; the test is the network. */
class Request {
  static readonly all: Request[] = [];
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
  readonly headers = new Map<string, string>();
  onload = () => {};
  onerror = () => {};
  onabort = () => {};
  status = 0;
  responseText = '';
  address = '';
  open(_method: string, address: string) {
    this.address = address;
  }
  setRequestHeader(name: string, value: string) {
    this.headers.set(name, value);
  }
  send() {
    Request.all.push(this);
  }
  abort() {
    this.onabort();
  }
  answer(status: number, body: string) {
    this.status = status;
    this.responseText = body;
    this.onload();
  }
}

beforeEach(() => {
  Request.all.length = 0;
  vi.stubGlobal('XMLHttpRequest', Request);
});
afterEach(() => vi.unstubAllGlobals());

function start(...files: File[]) {
  const line = {
    ready: true,
    hello: signal(null),
    whenReady: () => () => {},
    ask: async <const S extends v.GenericSchema>(_method: string, _params: object, schema: S) => v.parse(schema, pass),
  };
  const draft = new Draft('agent:main:main');
  const uploads = new Uploads(line);
  const all = files.map((file) => attachmentOf(file, { state: 'waiting' }));
  draft.attach(all);
  for (const { id, file } of all) if (file) uploads.start({ draft, id, file });
  const standing = (index: number) => draft.files.value.find(({ id }) => id === all[index]?.id)?.standing;
  return { draft, uploads, all, standing };
}

const text = (name: string, size = 5) => new File(['x'.repeat(size)], name, { type: 'text/plain' });
const requests = (count: number) => expect.poll(() => Request.all.length).toBe(count);

test('Two files are on their way at once, and the next follows when one is there', async () => {
  const { draft, standing } = start(text('a.txt'), text('b & c.txt'), text('d.txt'));
  await requests(2);
  expect(standing(2)).toEqual({ state: 'waiting' });
  const [first, second] = Request.all;
  expect(second?.address).toMatch(/\/media\?name=b%20%26%20c\.txt$/);
  expect(first?.headers.get('Authorization')).toBe('Ticket a-ticket');
  first?.upload.onprogress?.({ loaded: 3 });
  expect(standing(0)).toEqual({ state: 'sending', sent: 3 });
  first?.answer(201, answer('a.txt'));
  await requests(3);
  expect(standing(0)).toMatchObject({ state: 'there', media: { id: 'a.txt', url: 'media://inbound/a.txt' } });
  expect(draft.take().media).toHaveLength(1);
});

test('A file that is larger than the ticket allows is refused, and nothing of it is sent', async () => {
  const { standing } = start(text('large.txt', 101), new File(['x'.repeat(11)], 'p.png', { type: 'image/png' }));
  await expect.poll(() => standing(1)?.state).toBe('refused');
  expect(standing(0)).toEqual({ state: 'refused', trouble: { code: 'too-large', limit: 100 } });
  expect(standing(1)).toEqual({ state: 'refused', trouble: { code: 'picture-too-large', limit: 10 } });
  expect(Request.all).toEqual([]);
});

test('An upload that is cut can be tried again', async () => {
  const { draft, uploads, all, standing } = start(text('a.txt'));
  await requests(1);
  Request.all[0]?.onerror();
  await expect.poll(() => standing(0)).toEqual({ state: 'cut', trouble: { code: 'cut' } });
  const [again] = all;
  if (again?.file) uploads.start({ draft, id: again.id, file: again.file });
  await requests(2);
  Request.all[1]?.answer(201, answer('a.txt'));
  await expect.poll(() => standing(0)?.state).toBe('there');
});

test('A file that is removed on its way makes room for the next, and stays away', async () => {
  const { draft, uploads, all } = start(text('a.txt'), text('b.txt'), text('c.txt'));
  await requests(2);
  const [first] = all;
  draft.remove(first?.id ?? '');
  uploads.cancel(first?.id ?? '');
  await requests(3);
  expect(draft.files.value.map(({ name }) => name)).toEqual(['b.txt', 'c.txt']);
});

const refusal = (code: string, more: object = {}) =>
  JSON.stringify({ error: { message: 'Cannot take it.', details: { code, ...more } } });

test.each([
  [413, refusal('ATTACHMENT_TOO_LARGE', { limit: 7 }), 'refused', { code: 'too-large', limit: 7 }],
  [413, refusal('ATTACHMENT_IMAGE_TOO_LARGE', { limit: 7 }), 'refused', { code: 'picture-too-large', limit: 7 }],
  [415, refusal('ATTACHMENT_TYPE_UNSUPPORTED'), 'refused', { code: 'unknown' }],
  [400, refusal('ATTACHMENT_INVALID'), 'refused', { code: 'refused', why: 'Cannot take it' }],
  [400, refusal('UPLOAD_CUT'), 'cut', { code: 'cut' }],
  [429, refusal('UPLOADS_BUSY'), 'cut', { code: 'busy' }],
  [403, refusal('MEDIA_TICKET_EXPIRED'), 'cut', { code: 'cut' }],
  [502, '<html>', 'cut', { code: 'cut' }],
  [200, 'not an answer', 'cut', { code: 'cut' }],
])('What the gateway answers with %i to an upload is told: %s', (status, body, state, trouble) => {
  expect(readAnswer(status, body)).toEqual({ state, trouble });
});
