import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { decode, sizeOf, withoutHead } from '../../src/media/base64.ts';

test('decode() reads what was written, of every length', async () => {
  for (const length of [0, 1, 2, 3, 4, 100, 786_431, 786_432, 786_433, 3_000_000]) {
    const bytes = randomBytes(length);
    const base64 = bytes.toString('base64');
    expect(sizeOf(base64)).toBe(length);
    expect(Buffer.from((await decode(base64)) ?? []).equals(bytes), String(length)).toBe(true);
  }
});

test.each(['AAA', 'AA=A', 'A===', 'AA A', 'AAA\n', 'AA-_', 'AÄAA', '====', 'AAAA=AAA'])(
  'decode() refuses %j',
  async (base64) => {
    expect(await decode(base64)).toBeNull();
  },
);

test('decode() finds a wrong letter and padding also far behind', async () => {
  const long = 'A'.repeat(1024 * 1024);
  expect(await decode(`${long}AA==`)).toHaveLength(786_433);
  expect(await decode(`${'A'.repeat(1024 * 1024 - 2)}==AAAA`)).toBeNull();
  expect(await decode(`${long}A!AA`)).toBeNull();
});

test('decode() lets others do their work in between', async () => {
  let turns = 0;
  const others = setInterval(() => {
    turns += 1;
  }, 0);
  await decode('A'.repeat(16 * 1024 * 1024));
  clearInterval(others);
  expect(turns).toBeGreaterThan(1);
});

test('withoutHead() takes the head of a data URL away, and only that of one in base64', () => {
  expect(withoutHead('data:image/png;base64,AAAA')).toBe('AAAA');
  expect(withoutHead('data:;base64,AAAA')).toBe('AAAA');
  expect(withoutHead('AAAA')).toBe('AAAA');
  expect(withoutHead('data:text/plain,AAAA')).toBe('data:text/plain,AAAA');
});
