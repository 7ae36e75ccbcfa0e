import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { limits } from '../../src/media/limits.ts';
import { change, session } from '../store/fixture.ts';
import { openIntake } from './fixture.ts';
import { base64, pdf, png, samples, stream, text } from './samples.ts';

const hex = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

test('Intake.receive() stores files by what they are and tells everything but their text', async () => {
  const { intake, media, stored } = await openIntake();
  const picture = png(640, 480);
  const files = await intake.receive([
    { type: 'image', mimeType: 'image/png', fileName: 'cat.png', content: base64(picture) },
    { fileName: 'notes.md', content: `data:text/markdown;base64,${base64(text('# Hi'))}` },
    { content: base64(pdf('Hello')) },
  ]);
  expect(files).toEqual([
    expect.objectContaining({
      name: 'cat.png',
      type: 'image/png',
      kind: 'image',
      width: 640,
      height: 480,
      digest: hex(picture),
    }),
    expect.objectContaining({ name: 'notes.md', type: 'text/plain', kind: 'document', size: 4 }),
    expect.objectContaining({ name: 'file.pdf', type: 'application/pdf', kind: 'document' }),
  ]);
  for (const file of files) expect(Object.keys(file)).not.toEqual(expect.arrayContaining(['text', 'createdAt']));
  expect((await media.find(files.map(({ id }) => id))).map((file) => file.text)).toEqual([null, '# Hi', 'Hello']);
  expect(await stored()).toBe(3);
});

test('Intake.receive() believes the content, not the name and not the declared type', async () => {
  const { intake } = await openIntake();
  const [lying, page] = await intake.receive([
    { type: 'image', mimeType: 'image/png', fileName: 'cat.png', content: base64(pdf('I am no cat')) },
    { type: 'image', mimeType: 'image/svg+xml', fileName: 'x.svg', content: base64(text('<svg onload="alert(1)"/>')) },
  ]);
  expect(lying).toMatchObject({ name: 'cat.png.pdf', type: 'application/pdf', kind: 'document' });
  expect(page).toMatchObject({ name: 'x.svg', type: 'text/plain', kind: 'document' });
});

test('Intake.receive() gives two files of one name two names', async () => {
  const { intake, media } = await openIntake();
  const content = base64(png(1, 1));
  const upload = await intake.upload({ name: 'a.png' }, stream(png(2, 2)));
  const files = await intake.receive([
    { fileName: 'a.png', content },
    { fileName: 'dir/A.png', content },
    { mediaId: upload.id },
  ]);
  expect(files.map(({ name }) => name)).toEqual(['a.png', 'A (2).png', 'a (3).png']);
  expect((await media.find(files.map(({ id }) => id))).map(({ name }) => name)).toEqual([
    'a.png',
    'A (2).png',
    'a.png',
  ]);
});

test.each([
  ['no content', { fileName: 'a' }, 'ATTACHMENT_INVALID', /must be base64/],
  ['content that is no text', { fileName: 'a', content: { url: 'x' } }, 'ATTACHMENT_INVALID', /must be base64/],
  ['broken base64', { fileName: 'a', content: 'AAA' }, 'ATTACHMENT_INVALID', /must be base64/],
  [
    'another kind of data URL',
    { fileName: 'a', content: 'data:text/plain,abcd' },
    'ATTACHMENT_INVALID',
    /must be base64/,
  ],
  [
    'an archive',
    { fileName: 'a', content: base64(samples.zip) },
    'ATTACHMENT_TYPE_UNSUPPORTED',
    /application\/zip is not taken/,
  ],
  [
    'noise',
    { fileName: 'a', content: base64(new Uint8Array([1, 0, 255])) },
    'ATTACHMENT_TYPE_UNSUPPORTED',
    /its type is not known/,
  ],
  ['a bomb', { fileName: 'a', content: base64(png(60_000, 60_000)) }, 'ATTACHMENT_IMAGE_TOO_LARGE', /60000 × 60000/],
  [
    'an unknown upload',
    { fileName: 'a', mediaId: 'nowhere' },
    'ATTACHMENT_NOT_FOUND',
    /Cannot find the upload 'nowhere'/,
  ],
])('Intake.receive() refuses %s, and stores nothing of what came with it', async (_what, wrong, code, words) => {
  const { refusal, stored } = await openIntake();
  const error = await refusal({ fileName: 'good.png', content: base64(png(1, 1)) }, wrong);
  expect(error.code).toBe('INVALID_REQUEST');
  expect(error.message).toMatch(words);
  expect(error.details).toMatchObject({ code, fileName: expect.stringMatching(/^a/) });
  expect(await stored()).toBe(0);
});

test('Intake.receive() refuses what reads as text only at its beginning', async () => {
  const { refusal, stored } = await openIntake();
  const bytes = Buffer.concat([Buffer.alloc(limits.headBytes + 10, 'a'), Buffer.from([0xff, 0])]);
  expect((await refusal({ content: base64(bytes) })).details?.code).toBe('ATTACHMENT_TYPE_UNSUPPORTED');
  expect(await stored()).toBe(0);
});

test('Intake.receive() holds to the limits that the gateway tells', async () => {
  const { intake, refusal, stored } = await openIntake();
  const large = await refusal({ fileName: 'a.txt', content: base64(Buffer.alloc(limits.maxBytes + 1, 'a')) });
  expect(large.details).toEqual({ code: 'ATTACHMENT_TOO_LARGE', fileName: 'a.txt', limit: limits.maxBytes });

  const padded = Buffer.concat([png(10, 10), Buffer.alloc(limits.maxImageBytes)]);
  const picture = await refusal({ fileName: 'a.png', content: base64(padded) });
  expect(picture.details).toEqual({
    code: 'ATTACHMENT_IMAGE_TOO_LARGE',
    fileName: 'a.png',
    limit: limits.maxImageBytes,
  });

  const many = await refusal(...Array.from({ length: 11 }, () => ({ content: base64(text('a')) })));
  expect(many.details).toEqual({ code: 'ATTACHMENT_TOO_MANY', limit: 10 });
  expect(await stored()).toBe(0);

  const [most] = await intake.receive([{ content: base64(Buffer.alloc(limits.maxBytes, 'a')) }]);
  expect(most?.size).toBe(limits.maxBytes);
});

test('Intake.receive() takes an upload for a day', async () => {
  const { intake, clock, refusal } = await openIntake();
  const upload = await intake.upload({ name: 'cat.png' }, stream(png(3, 4)));
  clock.now += limits.uploadMs - 1;
  expect(await intake.receive([{ mediaId: upload.id }])).toEqual([upload]);
  clock.now += 1;
  expect((await refusal({ mediaId: upload.id })).details).toEqual({ code: 'ATTACHMENT_NOT_FOUND', mediaId: upload.id });
});

test('Intake.receive() takes a file again in the session that holds it, however old, and in no other', async () => {
  const { intake, clock, writer } = await openIntake();
  const upload = await intake.upload({ name: 'cat.png' }, stream(png(3, 4)));
  const [inline] = await intake.receive([{ fileName: 'a.txt', content: base64(text('a')) }], 'agent:main:own');
  const ids = [upload.id, inline?.id ?? ''];
  await writer.commit(change(session({ key: 'agent:main:own' }), { media: ids }));
  await writer.commit(change(session({ key: 'agent:main:other' }), {}));
  const again = (key?: string) =>
    intake.receive(
      ids.map((mediaId) => ({ mediaId })),
      key,
    );
  clock.now += 30 * limits.uploadMs;
  expect(await again('agent:main:own')).toEqual([upload, inline]);
  for (const key of ['agent:main:other', 'agent:main:nowhere', undefined]) {
    await expect(again(key)).rejects.toMatchObject({ details: { code: 'ATTACHMENT_NOT_FOUND', mediaId: upload.id } });
  }
});

test('Intake.receive() takes an upload that is larger than what may come in a message', async () => {
  const { intake } = await openIntake();
  async function* film() {
    yield* stream(samples.mp4);
    for (let sent = 0; sent <= limits.maxBytes; sent += 1_000_000) yield new Uint8Array(1_000_000);
  }
  const upload = await intake.upload({ name: 'a.mp4' }, film());
  expect(upload.size).toBeGreaterThan(limits.maxBytes);
  expect(await intake.receive([{ mediaId: upload.id }], 'agent:main:own')).toEqual([upload]);
});

test('Intake.receive() does not take an upload whose bytes are still coming', async () => {
  const { intake, media, refusal } = await openIntake();
  let id = '';
  const put = media.put.bind(media);
  media.put = (facts, bytes) => {
    id = facts.id;
    return put(facts, bytes);
  };
  async function* video() {
    yield* stream(new Uint8Array([...samples.mp4, ...new Uint8Array(limits.headBytes)]));
    expect((await refusal({ mediaId: id })).details?.code).toBe('ATTACHMENT_NOT_FOUND');
  }
  const upload = await intake.upload({ name: 'a.mp4' }, video());
  expect(upload.id).toBe(id);
});

test('Intake.receive() answers one session in the order in which it was asked, and others at once', async () => {
  const { intake } = await openIntake();
  const answered: string[] = [];
  const note = (name: string, work: Promise<unknown>) =>
    work.then(() => answered.push(name)).catch(() => answered.push(`${name} refused`));
  const all = [
    note('film', intake.receive([{ content: base64(Buffer.alloc(5_000_000, 'a')) }], 'one')),
    note('broken', intake.receive([{ content: '!' }], 'one')),
    note('words', intake.receive([], 'one')),
    note('elsewhere', intake.receive([], 'two')),
  ];
  await Promise.all(all);
  expect(answered).toEqual(['elsewhere', 'film', 'broken refused', 'words']);
  await note('later', intake.receive([], 'one'));
  expect(answered.at(-1)).toBe('later');
});
