import { expect, test, vi } from 'vitest';
import { base64, pdf, png, text } from './samples.ts';

const loads = vi.hoisted(() => ({ sniffer: 0, sizes: 0, pdf: 0 }));
vi.mock('file-type', async (load) => {
  loads.sniffer += 1;
  return load();
});
vi.mock('image-size', async (load) => {
  loads.sizes += 1;
  return load();
});
vi.mock('unpdf', async (load) => {
  loads.pdf += 1;
  return load();
});

test('createIntake() loads what reads files with the first file of each kind, and once', async () => {
  const { openIntake } = await import('./fixture.ts');
  const { intake } = await openIntake();
  await intake.receive([]);
  expect(loads).toEqual({ sniffer: 0, sizes: 0, pdf: 0 });
  await intake.receive([{ content: base64(text('words')) }]);
  expect(loads).toEqual({ sniffer: 1, sizes: 0, pdf: 0 });
  await intake.receive([{ content: base64(png(1, 1)) }]);
  expect(loads).toEqual({ sniffer: 1, sizes: 1, pdf: 0 });
  await intake.receive([{ content: base64(pdf('a')) }, { content: base64(pdf('b')) }]);
  expect(loads).toEqual({ sniffer: 1, sizes: 1, pdf: 1 });
});

test('readInThread() loads what reads a PDF in its thread and nowhere else', async () => {
  const { readInThread } = await import('../../src/machine/pdf-thread.ts');
  const before = loads.pdf;
  const read = readInThread(new URL('../../src/machine/pdf-worker.ts', import.meta.url));
  const limits = { until: Date.now() + 20_000, maxPages: 1, maxCharacters: 10 };
  expect(await read(pdf('a'), limits, new AbortController().signal)).toEqual({ text: 'a' });
  expect(loads.pdf).toBe(before);
});
