import { expect, test } from 'vitest';
import { limits } from '../../src/media/limits.ts';
import { openIntake } from './fixture.ts';
import { base64, gif, pdf, png, samples, stream, text } from './samples.ts';

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts);
}

test('Intake.upload() recognises files that come in small pieces, as they come with a message', async () => {
  const { intake, media } = await openIntake();
  for (const [name, bytes] of [
    ['a.png', png(640, 480)],
    ['a.gif', gif(3, 4, 10)],
    ['a.pdf', pdf('Hello', 'you')],
    ['a.txt', text('wörds '.repeat(300_000))],
    ['a.mp4', new Uint8Array([...samples.mp4, ...new Uint8Array(900_000).fill(7)])],
  ] as const) {
    const upload = await intake.upload({ name }, stream(bytes, 1001));
    const [sent] = await intake.receive([{ fileName: name, content: base64(bytes) }]);
    expect({ ...upload, id: '' }).toEqual({ ...sent, id: '' });
    const [one, other] = await media.find([upload.id, sent?.id ?? '']);
    expect(one?.text).toEqual(other?.text);
    expect((await collect(media.read(upload.id, 0, upload.size))).equals(bytes)).toBe(true);
  }
});

test('Intake.upload() stores a long video while it comes, and holds only its beginning', async () => {
  const { intake, stored } = await openIntake();
  let ahead = 0;
  async function* video() {
    yield samples.mp4;
    for (let piece = 0; piece < 40; piece += 1) {
      if ((await stored()) === 0) ahead += 256 * 1024;
      yield new Uint8Array(256 * 1024);
    }
  }
  const file = await intake.upload({ name: 'long.mp4' }, video());
  expect(file.size).toBe(samples.mp4.length + 40 * 256 * 1024);
  expect(ahead).toBeLessThanOrEqual(1024 * 1024);
});

test.each([
  ['nothing', new Uint8Array(), 'ATTACHMENT_INVALID'],
  ['an archive', samples.zip, 'ATTACHMENT_TYPE_UNSUPPORTED'],
  ['a bomb', png(60_000, 60_000), 'ATTACHMENT_IMAGE_TOO_LARGE'],
  ['a heavy picture', Buffer.concat([png(1, 1), Buffer.alloc(limits.maxImageBytes)]), 'ATTACHMENT_IMAGE_TOO_LARGE'],
  [
    'a text that turns into noise',
    Buffer.concat([Buffer.alloc(2_000_000, 'a'), Buffer.from([0xff])]),
    'ATTACHMENT_TYPE_UNSUPPORTED',
  ],
  [
    'a text with a NUL far behind',
    Buffer.concat([Buffer.alloc(2_000_000, 'a'), Buffer.from([0])]),
    'ATTACHMENT_TYPE_UNSUPPORTED',
  ],
])('Intake.upload() refuses %s, reads no further and keeps nothing', async (_what, bytes, code) => {
  const { intake, stored } = await openIntake();
  let left = false;
  async function* body() {
    try {
      yield* stream(bytes);
      yield* stream(new Uint8Array(10_000_000).fill(0x61));
    } finally {
      left = true;
    }
  }
  const source = bytes.length === 0 ? stream(bytes) : body();
  await expect(intake.upload({ name: 'a' }, source)).rejects.toMatchObject({
    details: { code, fileName: expect.stringMatching(/^a/) },
  });
  expect(await stored()).toBe(0);
  expect(left || bytes.length === 0).toBe(true);
});

test('Intake.upload() refuses what is longer than an upload may be', async () => {
  const { intake, stored } = await openIntake();
  const piece = new Uint8Array(8 * 1024 * 1024);
  let sent = 0;
  async function* endless() {
    yield samples.webm;
    for (; ; sent += piece.length) yield piece;
  }
  await expect(intake.upload({ name: 'a.webm' }, endless())).rejects.toMatchObject({
    details: { code: 'ATTACHMENT_TOO_LARGE', limit: limits.maxUploadBytes },
  });
  expect(sent).toBeLessThan(limits.maxUploadBytes + 2 * piece.length);
  expect(await stored()).toBe(0);
}, 60_000);
