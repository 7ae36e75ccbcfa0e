import { expect, test } from 'vitest';
import { readText } from '../../src/media/extract.ts';
import { text } from './samples.ts';

const until = Date.now() + 20_000;
const words = async () => 'words';

test('readText() has a PDF read, in bounds', async () => {
  const bytes = text('%PDF-1.7');
  const asked: unknown[] = [];
  const read = await readText('application/pdf', bytes, until, async (...asks) => {
    asked.push(...asks);
    return 'words';
  });
  expect(read).toBe('words');
  expect(asked).toEqual([bytes, { until, maxPages: 200, maxCharacters: 200_000 }]);
});

test('readText() takes a text as it is, without its mark, and cuts it between characters', async () => {
  expect(await readText('text/plain', text('\ufeffa,b\n1,2'), until, words)).toBe('a,b\n1,2');
  const long = await readText('text/plain', text(`a${'🐈'.repeat(150_000)}`), until, words);
  expect(long).toHaveLength(199_999);
  expect(long?.isWellFormed()).toBe(true);
});

test('readText() reads nothing out of pictures, sounds and videos', async () => {
  expect(await readText('image/png', text('words'), until, words)).toBeNull();
});
