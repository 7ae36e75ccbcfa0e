import { execFileSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { type Outcome, PdfReading } from '../../src/assembly/pdf-reading.ts';
import { readInThread } from '../../src/machine/pdf-thread.ts';
import { sized } from '../fixtures/sized.ts';
import { boasting, busy, circling, encrypted, inflating, repeating } from '../media/hostile-pdfs.ts';
import { pdf, text } from '../media/samples.ts';

const limits = (ms = 15_000) => ({ until: Date.now() + ms, maxPages: 200, maxCharacters: 200_000 });
const never = new AbortController().signal;
const read = readInThread(new URL('../../src/machine/pdf-worker.ts', import.meta.url));
const endless = readInThread(new URL('./endless-worker.ts', import.meta.url));

afterEach(() => {
  const threads = execFileSync('ps', ['-L', '-o', 'comm=', '-p', String(process.pid)], { encoding: 'utf8' });
  expect(threads.split('\n')).not.toContain('pdf');
});

/** Whoever has a name is read until its gate opens. */
function gated() {
  const gates = new Map<string, PromiseWithResolvers<Outcome>>();
  const begun: string[] = [];
  const reading = new PdfReading((bytes, _limits, signal) => {
    const name = Buffer.from(bytes).toString();
    const gate = Promise.withResolvers<Outcome>();
    signal.addEventListener('abort', () => gate.resolve({ failure: 'ended' }));
    begun.push(name);
    gates.set(name, gate);
    return gate.promise;
  });
  const open = (name: string, outcome: Outcome) => gates.get(name)?.resolve(outcome);
  return { reading, begun, open };
}

test('PdfReading.read() reads two at once, the others in their order, and one that failed has no text', async () => {
  const { reading, begun, open } = gated();
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => reading.read(text(name), limits()));
  expect(begun).toEqual(['a', 'b']);
  open('b', { failure: 'it is broken' });
  expect(await b).toBeNull();
  await expect.poll(() => begun).toEqual(['a', 'b', 'c']);
  open('c', { text: 'words' });
  expect(await c).toBe('words');
  open('a', { text: null });
  expect(await a).toBeNull();
  await expect.poll(() => begun).toEqual(['a', 'b', 'c', 'd']);
  open('d', { text: 'more words' });
  expect(await d).toBe('more words');
});

test('PdfReading.read() does not begin what has no time left', async () => {
  const { reading, begun } = gated();
  expect(await reading.read(text('late'), limits(-1))).toBeNull();
  expect(begun).toEqual([]);
});

test('PdfReading.close() ends what is read and what waits, and says that the gateway is stopping', async () => {
  const { reading, begun } = gated();
  const all = ['a', 'b', 'c'].map((name) => reading.read(text(name), limits()));
  reading.close();
  for (const one of [...all, reading.read(text('d'), limits())]) {
    await expect(one).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('is stopping') });
  }
  expect(begun).toEqual(['a', 'b']);
});

test('readInThread() reads the words, and the bytes stay where they are', async () => {
  const bytes = pdf('Hello', 'you');
  const part = new Uint8Array(bytes.length + 20).subarray(10, -10);
  part.set(bytes);
  expect(await read(part, limits(), never)).toEqual({ text: 'Hello\n\nyou' });
  expect(part).toEqual(bytes);
});

test('readInThread() ends a thread at its time, however busy it is', async () => {
  expect(await endless(new Uint8Array(), limits(500), never)).toEqual({ failure: 'it takes too long to read' });
});

test('readInThread() ends a thread that takes too much memory', async () => {
  expect(await endless(text('more'), limits(), never)).toEqual({ failure: 'it takes too much memory to read' });
});

test('readInThread() ends a thread when it is told to', async () => {
  const end = new AbortController();
  const ended = endless(new Uint8Array(), limits(), end.signal);
  end.abort();
  expect(await ended).toEqual({ failure: 'its reading was ended' });
});

test('PdfReading.read() has no text when a thread cannot start, or there is none to be had', async () => {
  const nowhere = new PdfReading(readInThread(new URL('./nowhere.ts', import.meta.url)));
  expect(await nowhere.read(text('x'), limits())).toBeNull();
  const none = new PdfReading(() => {
    throw new Error('No more threads');
  });
  expect(await none.read(text('x'), limits())).toBeNull();
});

test('readInThread() gives up a PDF that inflates to a gigabyte', async () => {
  expect(await read(inflating(1024), limits(), never)).toEqual({ failure: 'it takes too much memory to read' });
});

test('readInThread() gives up a PDF that has a font that is counted through', async () => {
  const outcome = await read(busy(3), limits(sized(4000, 15_000)), never).catch((error) => error.code);
  if (outcome !== 'ERR_WORKER_OUT_OF_MEMORY') {
    expect(outcome).toEqual({ failure: expect.stringMatching(/^it takes too (long|much memory) to read$/) });
  }
});

test.each([
  ...Object.entries(circling),
  ['promises two thousand million pages', boasting],
  ['is encrypted', encrypted],
  ['is cut', pdf('Hello').subarray(0, 60)],
])('readInThread() finds no words in a PDF that %s', async (_what, bytes) => {
  expect(await read(bytes, limits(), never)).toEqual({ text: null });
});

test('readInThread() reads the beginning of a PDF that names its page a hundred thousand times', async () => {
  const words = Array.from({ length: 200 }, () => 'Hello').join('\n\n');
  expect(await read(repeating(100_000), limits(), never)).toEqual({ text: words });
});
