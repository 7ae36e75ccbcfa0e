import { expect, test } from 'vitest';
import { priced } from '../../src/agents/price.ts';

const price = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };

test('priced() counts what came from a cache, and what went into it, at their own price', () => {
  const usage = { input: 1_000_000, output: 100_000, cacheRead: 500_000, cacheWrite: 200_000 };
  expect(priced(usage, price).cost).toBeCloseTo(0.3 * 3 + 0.1 * 15 + 0.5 * 0.3 + 0.2 * 3.75, 10);
});

test('priced() claims no cost where nobody knows the price, and none below nothing', () => {
  expect(priced({ input: 10, output: 10 }, null)).toEqual({ input: 10, output: 10 });
  expect(priced({ input: 1, output: 0, cacheRead: 5 }, { ...price, cacheRead: 0 }).cost).toBe(0);
});
