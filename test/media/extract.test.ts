import { afterEach, expect, test } from 'vitest';
import { readText } from '../../src/media/extract.ts';
import { pdf, text } from './samples.ts';

const later = () => Date.now() + 20_000;

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
process.on('unhandledRejection', note);
afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled.splice(0)).toEqual([]);
});

test('readText() reads the pages of a PDF in their order', async () => {
  const bytes = pdf('Invoice (no. 7)', 'Total: 12 \\ 3');
  expect(await readText('application/pdf', bytes, later())).toBe('Invoice (no. 7)\n\nTotal: 12 \\ 3');
  expect(bytes.length, 'the bytes are still there').toBeGreaterThan(0);
});

test('readText() reads two hundred pages of a PDF and no more', async () => {
  const read = await readText(
    'application/pdf',
    pdf(...Array.from({ length: 230 }, (_, n) => `Page ${n + 1}.`)),
    later(),
  );
  expect(read).toContain('Page 200.');
  expect(read).not.toContain('Page 201.');
});

test('readText() keeps as much of a PDF as may be kept', async () => {
  const pages = Array.from({ length: 12 }, () => 'x'.repeat(30_000));
  expect(await readText('application/pdf', pdf(...pages), later())).toHaveLength(200_000);
});

test('readText() stops at the time that it has', async () => {
  expect(await readText('application/pdf', pdf('Hello'), Date.now() - 1)).toBeNull();
});

const encrypted = Buffer.from(pdf('Secret'))
  .toString('latin1')
  .replace(
    '/Root 1 0 R',
    `/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >> /ID [<41> <41>]`,
  );

test.each([
  ['is encrypted', Buffer.from(encrypted, 'latin1')],
  ['is cut', pdf('Hello').subarray(0, 60)],
  ['is only its first line', text('%PDF-1.4\n')],
  ['is noise behind its first line', Buffer.concat([text('%PDF-1.7\n'), Buffer.alloc(5000, '\x9c<< >> endobj ')])],
  ['has no words', pdf('')],
])('readText() leaves a PDF without text that %s', async (_what, bytes) => {
  expect(await readText('application/pdf', new Uint8Array(bytes), later())).toBeNull();
});

test('readText() takes a text as it is, without its mark, and cuts it between characters', async () => {
  expect(await readText('text/plain', text('\ufeffa,b\n1,2'), later())).toBe('a,b\n1,2');
  const long = await readText('text/plain', text(`a${'🐈'.repeat(150_000)}`), later());
  expect(long).toHaveLength(199_999);
  expect(long?.isWellFormed()).toBe(true);
});

test('readText() reads nothing out of pictures, sounds and videos', async () => {
  expect(await readText('image/png', text('words'), later())).toBeNull();
});
