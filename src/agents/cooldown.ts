// Which models and providers are left alone for a while, because they asked for it or did not accept the key.

const MINUTE = 60_000;
const STAIRS = [1, 5, 25, 60];
const KEY_REFUSED_MS = 5 * MINUTE;

export type Rest = { reason: 'auth-failed' | 'cooldown'; until: number };
export type Target = { provider: string; id: string };

type Count = Rest & { failures: number };

export class Cooldown {
  readonly #now: () => number;
  readonly #resting = new Map<string, Count>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A key is the provider's, a limit the model's. Null when it may be asked. */
  of(target: Target): Rest | null {
    const now = this.#now();
    const rests = [this.#resting.get(keyOf(target)), this.#resting.get(target.provider)];
    const rest = rests.find((one) => one !== undefined && one.until > now);
    return rest ? { reason: rest.reason, until: rest.until } : null;
  }

  /** It is asked too much. The longer this lasts, the longer it is left alone, unless it says how long itself. */
  limited(target: Target, retryAfterMs: number | null): void {
    const now = this.#now();
    const before = this.#resting.get(keyOf(target));
    // Turns that fail together are one failure.
    const together = before !== undefined && before.until > now;
    const failures = together ? before.failures : (before?.failures ?? 0) + 1;
    const wait = retryAfterMs ?? (STAIRS[Math.min(failures, STAIRS.length) - 1] ?? 1) * MINUTE;
    const until = together && retryAfterMs === null ? before.until : now + wait;
    this.#resting.set(keyOf(target), { reason: 'cooldown', until, failures });
  }

  refused({ provider }: Target): void {
    this.#resting.set(provider, { reason: 'auth-failed', until: this.#now() + KEY_REFUSED_MS, failures: 1 });
  }

  answered(target: Target): void {
    this.#resting.delete(keyOf(target));
    this.#resting.delete(target.provider);
  }
}

function keyOf({ provider, id }: Target): string {
  return `${provider}/${id}`;
}
