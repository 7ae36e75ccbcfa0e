// Where a text may be cut.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginningOf } from '../src/beginning.ts';

test('beginningOf() cuts before a character that does not fit whole, and leaves a text that fits as it is', () => {
  expect(beginningOf('ab🙂c', 3)).toBe('ab');
  expect(beginningOf('ab🙂c', 4)).toBe('ab🙂');
  expect(beginningOf('ab🙂', 4)).toBe('ab🙂');
  expect(beginningOf('ab', 0)).toBe('');
});

test('beginningOf() never makes half a character, and never gives up more than one for it', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  fc.assert(
    fc.property(text, fc.nat(60), (whole, characters) => {
      const beginning = beginningOf(whole, characters);
      expect(whole.startsWith(beginning)).toBe(true);
      expect(beginning.isWellFormed()).toBe(true);
      expect(beginning.length).toBeLessThanOrEqual(characters);
      expect(beginning.length).toBeGreaterThanOrEqual(Math.min(characters, whole.length) - 1);
    }),
  );
});
