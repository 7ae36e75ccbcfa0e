import { expect, test } from 'vitest';
import { entityTag, isKnown, readRange, wantsPart } from '../../src/media/range.ts';

test.each([
  ['bytes=0-3', { from: 0, to: 4 }],
  ['bytes=4-', { from: 4, to: 10 }],
  ['bytes=-3', { from: 7, to: 10 }],
  ['bytes=-30', { from: 0, to: 10 }],
  ['bytes=8-99999999999999999999', { from: 8, to: 10 }],
  ['Bytes = 9 - 9 ', { from: 9, to: 10 }],
])('readRange() reads %j of ten bytes', (header, part) => {
  expect(readRange(header, 10)).toEqual(part);
});

test.each([null, '', 'items=0-3', 'bytes', 'bytes=0-1,4-5', 'bytes=0-1,'])(
  'readRange() takes %j as the whole',
  (header) => {
    expect(readRange(header, 10)).toBe('whole');
  },
);

test.each([
  'bytes=',
  'bytes=-',
  'bytes=-0',
  'bytes=10-',
  'bytes=5-4',
  'bytes=a-b',
  'bytes=--1',
  'bytes=1-2-3',
  'bytes=0x1-',
])('readRange() finds nothing at %j', (header) => {
  expect(readRange(header, 10)).toBe('unsatisfiable');
});

test('readRange() finds no part of an empty file', () => {
  expect([readRange('bytes=0-', 0), readRange('bytes=-1', 0)]).toEqual(['unsatisfiable', 'unsatisfiable']);
});

test('isKnown() knows a tag in a list, weak or strong, and the star', () => {
  const tag = entityTag('ab');
  expect(tag).toBe('"ab"');
  expect(['"ab"', 'W/"ab"', '"x", "ab"', '*'].map((header) => isKnown(header, tag))).toEqual([true, true, true, true]);
  expect([null, '', 'ab', '"abc"'].map((header) => isKnown(header, tag))).toEqual([false, false, false, false]);
});

test('wantsPart() wants a part only of the very same file', () => {
  const tag = entityTag('ab');
  expect([null, '"ab"'].map((header) => wantsPart(header, tag))).toEqual([true, true]);
  const others = ['W/"ab"', '"cd"', 'Wed, 21 Oct 2015 07:28:00 GMT'];
  expect(others.map((header) => wantsPart(header, tag))).toEqual([false, false, false]);
});
