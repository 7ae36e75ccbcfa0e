// How a model is, in words: usable or why not, and what to do about it.
import { clock } from '../../parts/format.ts';
import { roomWords } from '../../words/words.ts';
import { isDemo } from './troubles.ts';
import type { Keys, Model } from './wire.ts';

const reasons = ['missing-auth', 'auth-failed', 'cooldown'] as const;
const sources = ['config', 'env', 'file', 'exec'] as const;

function reasonOf({ unavailableReason }: Model): (typeof reasons)[number] | 'other' {
  return reasons.find((reason) => reason === unavailableReason) ?? 'other';
}

export function stateOf(model: Model, keys: Keys | null): string {
  const { overview } = roomWords.value;
  if (!model.available) {
    const { unavailableUntil: until } = model;
    return [overview.unavailable[reasonOf(model)], ...(until ? [overview.until(clock(until))] : [])].join(' ');
  }
  if (isDemo(model)) return `${overview.available}, ${overview.builtIn}`;
  const provider = keys?.providers.find(({ provider }) => provider === model.provider);
  if (!provider) return overview.available;
  const source = sources.find((one) => one === provider.apiKey?.source) ?? 'none';
  return `${overview.available}, ${overview.keyFrom[source]}`;
}

export function unavailableNext(model: Model): string {
  return roomWords.value.overview.unavailableNext[reasonOf(model)](model.provider);
}
