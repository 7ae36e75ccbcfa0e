import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { limits } from '../../src/media/limits.ts';
import { createReception, type Guest } from '../../src/media/reception.ts';

const file = { id: 'one', name: 'one.txt', type: 'text/plain', kind: 'document' as const, size: 3, digest: 'ab' };

/** An intake that only counts, and a body that says what it is told. */
function open(given: { most?: number; idleMs?: number } = {}) {
  const taken: Uint8Array[] = [];
  const receive = createReception({
    take: async (_name, bytes) => {
      for await (const part of bytes) taken.push(part);
      return file;
    },
    now: () => 1000,
    ...given,
  });
  return { taken, receive };
}

function speaker() {
  const pipe = new TransformStream<Uint8Array, Uint8Array>(undefined, undefined, { highWaterMark: 10 });
  const writer = pipe.writable.getWriter();
  const guest = (length: number | null = null): Guest => ({ name: 'a.txt', length, body: pipe.readable });
  const say = (text: string) => writer.write(new TextEncoder().encode(text));
  return { guest, say, end: () => writer.close(), hangUp: () => writer.abort(new Error('gone')) };
}

async function said(text: string, length: number | null = null): Promise<Guest> {
  const { guest, say, end } = speaker();
  await say(text);
  await end();
  return guest(length);
}

const refusal = (code: string, status = 400) =>
  expect.objectContaining({ status, details: expect.objectContaining({ code }) });

test('Reception lets a file in, and says until when it may be named in a message', async () => {
  const { receive, taken } = open();
  expect(await receive(await said('abc', 3))).toEqual({ ...file, expiresAt: 1000 + limits.uploadMs });
  expect(Buffer.concat(taken).toString()).toBe('abc');
});

test('Reception refuses a file that says it is too large before it reads any of it', async () => {
  const { receive, taken } = open({ most: 4 });
  const { guest, say } = speaker();
  await say('abc');
  await expect(receive(guest(5))).rejects.toEqual(refusal('ATTACHMENT_TOO_LARGE'));
  expect(taken).toEqual([]);
});

test('Reception refuses a file that turns out too large, whatever it said of itself', async () => {
  for (const length of [null, 3]) {
    await expect(open({ most: 4 }).receive(await said('abcde', length))).rejects.toEqual(
      refusal('ATTACHMENT_TOO_LARGE'),
    );
  }
});

test('Reception refuses no body at all, and one that is shorter or longer than it said', async () => {
  const { receive } = open();
  await expect(receive({ name: 'a', length: null, body: null })).rejects.toEqual(refusal('ATTACHMENT_INVALID'));
  await expect(receive(await said('abc', 0))).rejects.toEqual(refusal('ATTACHMENT_INVALID'));
  await expect(receive(await said('abc', 4))).rejects.toEqual(refusal('UPLOAD_CUT'));
  await expect(receive(await said('abc', 2))).rejects.toEqual(refusal('UPLOAD_CUT'));
});

test('Reception gives up a body that breaks off, and one that says nothing for too long', async () => {
  const broken = speaker();
  const breaking = open().receive(broken.guest());
  await broken.say('abc');
  await broken.hangUp();
  await expect(breaking).rejects.toEqual(refusal('UPLOAD_CUT'));
  const silent = speaker();
  await silent.say('abc');
  await expect(open({ idleMs: 1 }).receive(silent.guest())).rejects.toEqual(refusal('UPLOAD_IDLE', 408));
});

describe('a body that comes slowly', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  test('is taken by Reception while it keeps a pace', async () => {
    const { receive, taken } = open();
    const { guest, say, end } = speaker();
    const receiving = receive(guest());
    for (let second = 0; second < 120; second += 1) {
      await say('x'.repeat(1000));
      await vi.advanceTimersByTimeAsync(1000);
    }
    await end();
    await expect(receiving).resolves.toMatchObject({ id: 'one' });
    expect(Buffer.concat(taken).length).toBe(120_000);
  });

  test('is given up by Reception when it would keep others out', async () => {
    const { guest, say } = speaker();
    const refused = expect(open().receive(guest())).rejects.toEqual(refusal('UPLOAD_IDLE', 408));
    for (let second = 0; second < 30; second += 1) {
      await say('x');
      await vi.advanceTimersByTimeAsync(1000);
    }
    await refused;
  });
});

test('Reception takes four files at once, sends the fifth away with 429, and takes it when one is done', async () => {
  const { receive } = open();
  const speakers = Array.from({ length: 4 }, speaker);
  const waiting = speakers.map(({ guest }) => receive(guest()));
  await expect(receive(await said('abc'))).rejects.toEqual(refusal('UPLOADS_BUSY', 429));
  const [first, ...others] = speakers;
  await first?.hangUp();
  await expect(waiting[0]).rejects.toEqual(refusal('UPLOAD_CUT'));
  await expect(receive(await said('abc'))).resolves.toMatchObject({ id: 'one' });
  for (const { end } of others) await end();
  await Promise.all(waiting.slice(1));
});
