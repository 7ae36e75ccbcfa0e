import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { distinct, safeName } from '../../src/media/name.ts';

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\me\\cat.png', 'cat.png'],
  ['a\u202Egnp.exe', 'agnp.exe'],
  ['a\0b\n\x1b[31m.txt', 'ab[31m.txt'],
  ['zero\u200Bwidth\uFEFF.md', 'zerowidth.md'],
  ['half \ud800.md', 'half \ufffd.md'],
  ['  ', 'file'],
  ['..', 'file'],
  ['folder/', 'file'],
  [undefined, 'file'],
  [`${'a'.repeat(200)}.tar`, `${'a'.repeat(116)}.tar`],
  ['Grüße 🐈.md', 'Grüße 🐈.md'],
])('safeName() makes %j to %j', (given, name) => {
  expect(safeName(given)).toBe(name);
});

test('safeName() and distinct() keep names short, whole and different', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { maxLength: 10 }), (given) => {
      const names = distinct(given.map(safeName));
      for (const name of names) {
        expect(name.length).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(120);
        expect(name.isWellFormed()).toBe(true);
        expect(name).not.toMatch(/[/\\\p{Cc}]/u);
      }
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    }),
  );
});

test('distinct() numbers the second of two names, before the extension', () => {
  expect(distinct(['a.png', 'A.png', 'a.png', 'a (2).png', 'b'])).toEqual([
    'a.png',
    'A (2).png',
    'a (3).png',
    'a (2) (2).png',
    'b',
  ]);
});
