// Models that were asked lately: the client of each is made once, and not once for each run.
import type { LanguageModel } from 'ai';
import { stayingThere } from './one-address.ts';
import { pause } from './pause.ts';
import { openModel, type Served } from './providers.ts';
import { type Fetch, type Patience, retrying } from './retry.ts';
import { endingSilence } from './silence.ts';

export type OpenModel = (asked: Omit<Served, 'fetch'>) => Promise<LanguageModel>;
export type Way = { fetch?: Fetch | undefined; patience?: Patience | undefined };

const KEPT = 16;

/** Another key, address or header makes another client. */
export function createModels({
  fetch = globalThis.fetch,
  patience = { random: Math.random, pause },
}: Way = {}): OpenModel {
  const way = endingSilence(stayingThere(fetch));
  const kept = new Map<string, LanguageModel>();
  return async (asked) => {
    const name = JSON.stringify(asked);
    const again = retrying(way, `${asked.provider}/${asked.model}`, patience);
    const model = kept.get(name) ?? (await openModel({ ...asked, fetch: again }));
    kept.delete(name);
    kept.set(name, model);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return model;
  };
}
