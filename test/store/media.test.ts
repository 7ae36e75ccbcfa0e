import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { StoredFile } from '../../src/agent-seams.ts';
import { sha256 } from '../../src/machine/digest.ts';
import type { Attached } from '../../src/records.ts';
import { createMediaStore, PIECE_BYTES } from '../../src/store/media.ts';
import { change, entry, openStore, run, session } from './fixture.ts';

type Facts = Omit<StoredFile, 'size' | 'digest'>;

function facts(id: string, over: Partial<Facts> = {}): Facts {
  return { id, name: `${id}.mp4`, type: 'video/mp4', kind: 'video', text: null, createdAt: 1000, ...over };
}

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts);
}

async function open() {
  const store = await openStore();
  const media = createMediaStore(store.db, sha256);
  const count = async (table: string) => {
    const { rows } = await store.client.execute(`select count(*) as n from ${table}`);
    return Number(rows[0]?.n);
  };
  return { ...store, media, count };
}

function held(file: StoredFile): Attached {
  const { text: _text, createdAt: _createdAt, ...attached } = file;
  return attached;
}

test('MediaStore keeps bytes of every length as they are, with their size and SHA-256', async () => {
  const { media } = await open();
  for (const length of [0, 1, 7, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 17]) {
    const bytes = randomBytes(length);
    const file = await media.put(facts(`f${length}`), chunks(bytes, 100_003));
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect(file).toEqual({ ...facts(`f${length}`), size: length, digest });
    expect((await collect(media.read(file.id, 0, length))).equals(bytes), `${length} bytes`).toBe(true);
    expect(await media.find([file.id])).toEqual([file]);
  }
});

test('MediaStore.read() gives any range, across pieces', async () => {
  const { media } = await open();
  const bytes = randomBytes(3 * PIECE_BYTES);
  await media.put(facts('a'), chunks(bytes, 1_000_000));
  for (const [from, to] of [
    [0, 1],
    [5, 5],
    [PIECE_BYTES - 1, PIECE_BYTES + 1],
    [PIECE_BYTES, 2 * PIECE_BYTES],
    [10, 3 * PIECE_BYTES - 10],
    [3 * PIECE_BYTES - 1, 3 * PIECE_BYTES],
  ] as const) {
    expect((await collect(media.read('a', from, to))).equals(bytes.subarray(from, to)), `${from}-${to}`).toBe(true);
  }
});

test('MediaStore.put() takes a piece only when the last one is written', async () => {
  const { media, client } = await open();
  const written: number[] = [];
  async function* video() {
    for (let piece = 0; piece < 4; piece += 1) {
      const { rows } = await client.execute('select count(*) as n from media_pieces');
      written.push(Number(rows[0]?.n));
      yield randomBytes(PIECE_BYTES);
    }
  }
  await media.put(facts('a'), video());
  expect(written).toEqual([0, 1, 2, 3]);
});

test('MediaStore.find() gives files in the order asked, and none that is not complete or not there', async () => {
  const { media } = await open();
  const stop = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  async function* slow() {
    yield randomBytes(10);
    begun.resolve();
    await stop.promise;
  }
  const b = await media.put(
    facts('b', { width: 3, height: 4, text: 'words', kind: 'image' }),
    chunks(randomBytes(3), 3),
  );
  const a = await media.put(facts('a'), chunks(randomBytes(3), 3));
  const open_ = media.put(facts('slow'), slow());
  await begun.promise;
  expect(await media.find(['slow', 'a', 'nowhere', 'b'])).toEqual([a, b]);
  stop.resolve();
  await open_;
  expect((await media.find(['slow'])).map(({ size }) => size)).toEqual([10]);
});

test('MediaStore.put() leaves nothing behind when the bytes do not come to an end', async () => {
  const { media, count } = await open();
  async function* cut() {
    yield randomBytes(2 * PIECE_BYTES);
    throw new Error('The client went away');
  }
  await expect(media.put(facts('a'), cut())).rejects.toThrow('The client went away');
  expect([await count('media'), await count('media_pieces')]).toEqual([0, 0]);
});

test('MediaStore.sweep() forgets what is old and held by nobody, and nothing else', async () => {
  const { media, transcript, count } = await open();
  const one = session();
  const keep = await media.put(facts('held'), chunks(randomBytes(10), 10));
  await media.put(facts('orphan'), chunks(randomBytes(100 * PIECE_BYTES), PIECE_BYTES));
  await media.put(facts('young', { createdAt: 5000 }), chunks(randomBytes(10), 10));
  await transcript(one.key).commit(change(one, { media: [keep.id], runs: [run(one, 'r')] }));

  expect(await media.sweep(1000)).toBe(0);
  expect(await media.sweep(2000)).toBe(1);
  expect((await media.find(['held', 'orphan', 'young'])).map(({ id }) => id)).toEqual(['held', 'young']);
  expect(await count('media_pieces')).toBe(2);
  expect([await media.held('held', one.key), await media.held('held', 'agent:main:other')]).toEqual([true, false]);

  await transcript(one.key).erase(one.id);
  expect(await media.held('held', one.key)).toBe(false);
  expect(await media.sweep(2000)).toBe(1);
  expect([await count('media'), await count('media_holds')]).toEqual([1, 0]);
});

test('MediaStore.sweep() forgets more files than it looks at together', async () => {
  const { media, client, count } = await open();
  const rows = Array.from({ length: 400 }, (_, n) => `('m${n}', 'n', 't', 'image', 0, '', ${n}, ${n % 2})`);
  await client.execute(
    `insert into media (id, name, type, kind, size, digest, created_at, ready) values ${rows.join(', ')}`,
  );
  await client.execute(
    `insert into media_holds (media_id, session_id) select id, 's' from media where created_at < 150`,
  );
  expect(await media.sweep(1000)).toBe(250);
  expect(await count('media')).toBe(150);
});

test('MediaStore.put() that was swept under way is refused, and leaves no piece without a row', async () => {
  const { media, count } = await open();
  async function* slow() {
    yield randomBytes(PIECE_BYTES);
    await media.sweep(2000);
    yield randomBytes(PIECE_BYTES);
    throw new Error('Nobody asks for more');
  }
  await expect(media.put(facts('a'), slow())).rejects.toThrow('took longer than files are kept');
  expect([await count('media'), await count('media_pieces')]).toEqual([0, 0]);
});

test('MediaStore.read() says that a file is gone', async () => {
  const { media } = await open();
  await expect(collect(media.read('a', 0, 10))).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    details: { code: 'ATTACHMENT_NOT_FOUND' },
  });
});

test('A copied line holds the files that it speaks of, also when its source is deleted', async () => {
  const { media, transcript } = await open();
  const source = session();
  const files = await Promise.all(
    ['first', 'second', 'third'].map((id) => media.put(facts(id), chunks(randomBytes(5), 5))),
  );
  const entries = files.map((file, index) => entry(source, index + 1, { meta: { media: [held(file)] } }));
  await transcript(source.key).commit(change(source, { entries, media: files.map(({ id }) => id) }));

  const fork = session();
  const copies = [
    { from: source.id, to: fork.id, stretches: [{ branch: 0, after: 0, upTo: 2 }], names: 'f'.repeat(23) },
  ];
  await transcript(fork.key).commit(change(fork, { copies }));
  await transcript(source.key).erase(source.id);
  expect(await media.sweep(2000)).toBe(1);
  expect((await media.find(['first', 'second', 'third'])).map(({ id }) => id)).toEqual(['first', 'second']);
  const [copied] = await transcript(fork.key).page(fork.id, { branch: 0, after: 0, upTo: 1 }, 1);
  expect(copied?.meta.media?.[0]?.id).toBe('first');
});

test('A file is held in the same commit as the run that brings it', async () => {
  const { media, writer, count } = await open();
  const one = session();
  const file = await media.put(facts('a'), chunks(randomBytes(5), 5));
  const twice = { ...change(one, { media: [file.id, file.id], runs: [run(one, 'r')] }) };
  await writer.commit(twice);
  await writer.commit(twice);
  expect([await count('media_holds'), await count('runs')]).toEqual([1, 1]);
});
