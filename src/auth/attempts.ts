// Failed attempts to come in: counted for each kind of secret and each address. Guesses side by side gain nothing: what
// came of one is told only if no lock fell while it was judged.
import type { RateLimit } from '../config/schema.ts';
import type { GatewayError } from '../errors.ts';
import { limiterKey } from './address.ts';
import { unauthorized } from './refusal.ts';

/** So many are remembered one by one. Those who come on top while all of them are locked share one count. */
export const MOST_REMEMBERED = 10_000;

export type Guesser = {
  kind: 'secret' | 'device-token' | 'bootstrap-token';
  address: string;
  origin: string | null;
  local: boolean;
};

export type Attempt = {
  /** How long nothing is judged from there, not even a right secret; null when it may try. */
  locked: number | null;
  /** Throws when others failed so often meanwhile that nobody is told what came of this one. */
  failed(): void;
  /** Forgets what failed before of this kind from there. Throws as the other does. */
  succeeded(): void;
};

const unlimited: Attempt = { locked: null, failed: () => undefined, succeeded: () => undefined };

export class Attempts {
  readonly #limits: () => RateLimit;
  readonly #now: () => number;
  /** When those failed that were told so, oldest first; whoever failed last stands last. */
  readonly #failures = new Map<string, number[]>();

  constructor({ limits, now }: { limits: () => RateLimit; now: () => number }) {
    this.#limits = limits;
    this.#now = now;
  }

  get remembered(): number {
    return this.#failures.size;
  }

  begin(who: Guesser): Attempt {
    if (who.local && who.origin === null && this.#limits().exemptLoopback) return unlimited;
    const settle = (note: (key: string) => void) => {
      const key = this.#place(who);
      const locked = this.#lockOf(key);
      if (locked !== null) throw rateLimited(locked);
      note(key);
    };
    return {
      locked: this.#lockOf(this.#place(who)),
      failed: () => settle((key) => this.#note(key)),
      succeeded: () => settle((key) => this.#failures.delete(key)),
    };
  }

  #note(key: string): void {
    const now = this.#now();
    const { windowMs } = this.#limits();
    const recent = this.#timesOf(key).filter((at) => now - at < windowMs);
    this.#failures.delete(key);
    if (this.#failures.size >= MOST_REMEMBERED) this.#forgetOne();
    this.#failures.set(key, [...recent, now]);
  }

  /** Until the window has room again, however short a lockout is set. */
  #lockOf(key: string): number | null {
    const { maxAttempts, windowMs, lockoutMs } = this.#limits();
    const times = this.#timesOf(key);
    const [first, last] = [times.at(-maxAttempts), times.at(-1)];
    if (first === undefined || last === undefined || last - first >= windowMs) return null;
    const left = Math.max(last + lockoutMs, first + windowMs) - this.#now();
    return left > 0 ? left : null;
  }

  /** What a clock that was set back has left in the future would lock for longer than anybody wants. */
  #timesOf(key: string): number[] {
    const now = this.#now();
    return (this.#failures.get(key) ?? []).filter((at) => at <= now);
  }

  #place(who: Guesser): string {
    const key = keyOf(who);
    const known = this.#failures.has(key) || this.#failures.size < MOST_REMEMBERED;
    return known || this.#forgettable() !== undefined ? key : `${who.kind} of the others`;
  }

  #forgetOne(): void {
    const key = this.#forgettable();
    if (key !== undefined) this.#failures.delete(key);
  }

  /** Never one that is locked: its owner would only have to fail from everywhere else to be let in again. */
  #forgettable(): string | undefined {
    for (const key of this.#failures.keys()) if (this.#lockOf(key) === null) return key;
    return undefined;
  }
}

/** On this machine every page counts for itself: one that is evil must not lock out the others or the command line. */
function keyOf({ kind, address, origin, local }: Guesser): string {
  return `${kind} ${local ? (origin ?? 'loopback') : limiterKey(address)}`;
}

export function rateLimited(retryAfterMs: number): GatewayError {
  const words = 'too many failed authentication attempts';
  const next = `retry in ${Math.ceil(retryAfterMs / 1000)} s, with the right secret; until then it is not looked at`;
  return unauthorized(words, next, 'rate_limited', 'wait_then_retry', { status: 429, retryAfterMs });
}
