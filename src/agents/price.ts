// What an answer cost, as far as the settings know the price.
import type { Provider } from '../config/schema.ts';
import type { StepUsage } from '../ports.ts';

/** Dollars for a million tokens. */
export type Price = NonNullable<Provider['models'][number]['cost']>;

const MILLION = 1_000_000;

/** What was read from a cache or written to it is part of the input, and has a price of its own. */
export function priced(usage: Omit<StepUsage, 'cost'>, price: Price | null): StepUsage {
  if (price === null) return usage;
  const { input, output, cacheRead = 0, cacheWrite = 0 } = usage;
  const fresh = Math.max(0, input - cacheRead - cacheWrite);
  const sum = fresh * price.input + output * price.output + cacheRead * price.cacheRead + cacheWrite * price.cacheWrite;
  return { ...usage, cost: sum / MILLION };
}
