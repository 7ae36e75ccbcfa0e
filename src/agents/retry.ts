// Asks a provider again when it may have been bad luck: nothing of an answer has come yet, so nothing is said twice.
import { getLogger } from '@logtape/logtape';
import { retryAfter } from './provider-words.ts';

const RETRIES = 2;
const FIRST_WAIT_MS = 500;
/** A longer wait is told, not sat through: another model or the person decides. */
const LONGEST_WAIT_MS = 5000;
const passing = new Set([408, 429, 500, 502, 503, 504, 529]);
const log = getLogger(['pincer', 'models']);

export type Fetch = typeof globalThis.fetch;

export type Patience = {
  /** From 0 to 1. */
  random: () => number;
  /** Ends early, without an error, when the signal aborts. */
  pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

/** What comes last is given back as it came: the answer, the refusal, or the error of the connection. */
export function retrying(fetch: Fetch, model: string, { random, pause }: Patience): Fetch {
  return async (input, init) => {
    const signal = init?.signal ?? new AbortController().signal;
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await fetch(input, init).then(
        (response) => ({ response, error: null }),
        (error: unknown) => ({ response: null, error }),
      );
      const over = attempt === RETRIES || signal.aborted || wasSilent(outcome.error);
      const wait = over ? null : waitAfter(outcome.response, attempt, random);
      if (wait === null) {
        if (outcome.response) return outcome.response;
        throw outcome.error;
      }
      log.debug('{model} did not answer ({status}); asking again in {wait} ms', {
        model,
        status: outcome.response?.status ?? 'no connection',
        wait,
      });
      await outcome.response?.body?.cancel();
      await pause(wait, signal);
      signal.throwIfAborted();
    }
  };
}

/** Who waited for minutes is not made to wait so long again. */
function wasSilent(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

/** Exponential with full jitter, so that those who failed together do not come back together. */
function waitAfter(response: Response | null, attempt: number, random: () => number): number | null {
  if (response && !passing.has(response.status)) return null;
  const asked = response ? retryAfter(Object.fromEntries(response.headers)) : null;
  if (asked !== null) return asked <= LONGEST_WAIT_MS ? asked : null;
  return Math.round(random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt));
}
