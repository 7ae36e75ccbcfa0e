// How lines are kept on the screen: in bundles that they never leave, as objects that stay, with what is missing marked.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Chunks } from '../../ui/src/conversation/chunks.ts';
import type { Line } from '../../ui/src/conversation/line.ts';
import { Loaded } from '../../ui/src/conversation/loaded.ts';
import { steady } from '../../ui/src/conversation/steady.ts';

const line = (key: string): Line => ({ kind: 'thought', key, text: '', live: false });
const named = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => line(`line ${from + index}`));

describe('Chunks.arrange()', () => {
  test('keeps the order, and every line in the bundle in which it was first put, whatever comes before or after', () => {
    const growth = fc.array(fc.record({ before: fc.nat(130), after: fc.nat(130) }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(growth, (steps) => {
        const chunks = new Chunks();
        const homes = new Map<string, number>();
        let from = 0;
        let to = 0;
        for (const { before, after } of steps) {
          from -= before;
          to += after;
          const arranged = chunks.arrange(named(from, to));
          expect(arranged.flatMap(({ lines }) => lines.map(({ key }) => key))).toEqual(
            named(from, to).map(({ key }) => key),
          );
          const ids = arranged.map(({ id }) => id);
          expect(ids).toEqual([...new Set(ids)].sort((one, other) => one - other));
          const moved = arranged.flatMap(({ id, lines }) => lines.filter(({ key }) => (homes.get(key) ?? id) !== id));
          expect(moved).toEqual([]);
          expect(Math.max(0, ...arranged.map(({ lines }) => lines.length))).toBeLessThanOrEqual(40);
          for (const { id, lines } of arranged) for (const { key } of lines) homes.set(key, id);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('gives bundles names that stay in order when lines from the middle go', () => {
    const chunks = new Chunks();
    chunks.arrange(named(0, 200));
    const ids = chunks.arrange([...named(0, 10), ...named(150, 260)]).map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort((one, other) => one - other));
  });
});

describe('Loaded', () => {
  test('knows what is missing before and between the parts that are here', () => {
    const loaded = new Loaded();
    loaded.add({ from: 901, to: 1000 });
    expect(loaded.gaps()).toEqual([{ from: 1, to: 900 }]);
    loaded.add({ from: 401, to: 500 });
    expect(loaded.gaps()).toEqual([
      { from: 1, to: 400 },
      { from: 501, to: 900 },
    ]);
    loaded.add({ from: 501, to: 900 });
    loaded.add({ from: 1, to: 400 });
    expect(loaded.gaps()).toEqual([]);
    loaded.reach(1003);
    expect(loaded.ranges).toEqual([{ from: 1, to: 1003 }]);
  });
});

test('steady() gives the same object for a line that says the same, and shows no name twice', () => {
  const before = new Map(named(0, 2).map((one) => [one.key, one]));
  const [first, second, third] = steady([...named(0, 3), line('line 0')], before);
  expect(first).toBe(before.get('line 0'));
  expect(second).toBe(before.get('line 1'));
  expect(third?.key).toBe('line 2');
  const changed = { kind: 'thought' as const, key: 'line 0', text: 'now', live: false };
  expect(steady([changed], before)).toEqual([changed]);
});
