// Which way the words in a field run.
import { expect, test } from 'vitest';
import { directionOf } from '../../ui/src/parts/direction.ts';

test.each([
  ['', 'ltr'],
  ['Hello', 'ltr'],
  ['12, שלום', 'rtl'],
  ['مرحبا and more', 'rtl'],
  ['English, then שלום', 'ltr'],
  ['你好', 'ltr'],
])('directionOf("%s") is %s', (text, direction) => {
  expect(directionOf(text)).toBe(direction);
});
