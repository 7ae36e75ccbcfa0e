import { afterEach, expect, test } from 'vitest';
import { readPages } from '../../src/media/pdf.ts';
import { encrypted } from './hostile-pdfs.ts';
import { pdf, text } from './samples.ts';

const limits = () => ({ until: Date.now() + 20_000, maxPages: 200, maxCharacters: 200_000 });

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
process.on('unhandledRejection', note);
afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled.splice(0)).toEqual([]);
});

test('readPages() reads the pages of a PDF in their order', async () => {
  const bytes = pdf('Invoice (no. 7)', 'Total: 12 \\ 3');
  expect(await readPages(bytes, limits())).toBe('Invoice (no. 7)\n\nTotal: 12 \\ 3');
});

test('readPages() reads two hundred pages of a PDF and no more', async () => {
  const read = await readPages(pdf(...Array.from({ length: 230 }, (_, n) => `Page ${n + 1}.`)), limits());
  expect(read).toContain('Page 200.');
  expect(read).not.toContain('Page 201.');
});

test('readPages() keeps as much of a PDF as may be kept', async () => {
  const pages = Array.from({ length: 12 }, () => 'x'.repeat(30_000));
  expect(await readPages(pdf(...pages), limits())).toHaveLength(200_000);
});

test('readPages() stops at the time that it has', async () => {
  expect(await readPages(pdf('Hello'), { ...limits(), until: Date.now() - 1 })).toBeNull();
});

test.each([
  ['is encrypted', encrypted],
  ['is cut', pdf('Hello').subarray(0, 60)],
  ['is only its first line', text('%PDF-1.4\n')],
  ['is noise behind its first line', Buffer.concat([text('%PDF-1.7\n'), Buffer.alloc(5000, '\x9c<< >> endobj ')])],
  ['has no words', pdf('')],
])('readPages() leaves a PDF without text that %s', async (_what, bytes) => {
  expect(await readPages(new Uint8Array(bytes), limits())).toBeNull();
});
