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
  failed(): void | Promise<void>;
  /** Forgets what failed before of this kind from there. Throws as the other does. */
  succeeded(): void | Promise<void>;
};

/** Where guesses are counted: in this process, or in one place for many. */
export type Guesses = { begin(who: Guesser): Attempt | Promise<Attempt> };

/** Of one kind of secret from one place: when those failed who were told so, oldest first. */
export type Failures = [key: string, times: number[]];

export const unlimited: Attempt = { locked: null, failed: () => undefined, succeeded: () => undefined };

export class Attempts implements Guesses {
  readonly #limits: () => RateLimit;
  readonly #now: () => number;
  /** When those failed who were told so, oldest first in each list; whoever failed last stands last in the map. */
  readonly #free = new Map<string, number[]>();
  readonly #locked = new Map<string, number[]>();
  readonly #others = new Map<Guesser['kind'], number[]>();

  constructor({ limits, now, failures = [] }: { limits: () => RateLimit; now: () => number; failures?: Failures[] }) {
    this.#limits = limits;
    this.#now = now;
    for (const [key, times] of failures) this.#free.set(key, times);
  }

  /** What another of these can go on with. */
  get failures(): Failures[] {
    return [...this.#free, ...this.#locked];
  }

  get remembered(): number {
    return this.#free.size + this.#locked.size;
  }

  begin(who: Guesser): Attempt {
    if (isExempt(who, this.#limits())) return unlimited;
    const key = `${who.kind} ${whereOf(who)}`;
    const locked = () => this.#lockOf(this.#timesOf(key, who.kind));
    const settle = (note: () => void) => {
      const left = locked();
      if (left !== null) throw rateLimited(left);
      note();
    };
    return {
      locked: locked(),
      failed: () => settle(() => this.#note(key, who.kind)),
      succeeded: () => settle(() => this.#forget(key)),
    };
  }

  #note(key: string, kind: Guesser['kind']): void {
    const now = this.#now();
    const { windowMs } = this.#limits();
    const times = [...this.#timesOf(key, kind).filter((at) => now - at < windowMs), now];
    if (this.#counts(key)) {
      this.#forget(key);
      if (this.#lockOf(times) === null) this.#free.set(key, times);
      else this.#locked.set(key, times);
      const [oldest] = this.#free.keys();
      if (this.remembered > MOST_REMEMBERED && oldest !== undefined) this.#free.delete(oldest);
    } else this.#others.set(kind, times);
  }

  #forget(key: string): void {
    this.#free.delete(key);
    this.#locked.delete(key);
  }

  /** What a clock that was set back has left in the future would lock for longer than anybody wants. */
  #timesOf(key: string, kind: Guesser['kind']): number[] {
    const now = this.#now();
    const times = this.#counts(key) ? (this.#free.get(key) ?? this.#locked.get(key)) : this.#others.get(kind);
    return (times ?? []).filter((at) => at <= now);
  }

  /** Whether it has a count of its own. No lock is given up for it: to come from elsewhere too would end one early. */
  #counts(key: string): boolean {
    if (this.#locked.size < MOST_REMEMBERED || this.#locked.has(key)) return true;
    for (const [other, times] of this.#locked) {
      if (this.#lockOf(times) !== null) break;
      this.#locked.delete(other);
    }
    return this.#locked.size < MOST_REMEMBERED;
  }

  /** How long a lock still lasts: until the window has room again, however short a lockout is set. */
  #lockOf(times: readonly number[]): number | null {
    const { maxAttempts, windowMs, lockoutMs } = this.#limits();
    const [first, last] = [times.at(-maxAttempts), times.at(-1)];
    if (first === undefined || last === undefined || last - first >= windowMs) return null;
    const left = Math.max(last + lockoutMs, first + windowMs) - this.#now();
    return left > 0 ? left : null;
  }
}

export function isExempt({ local, origin }: Guesser, { exemptLoopback }: RateLimit): boolean {
  return local && origin === null && exemptLoopback;
}

/** On this machine every page counts for itself: one that is evil must not lock out the others or the command line. */
export function whereOf({ address, origin, local }: Guesser): string {
  return local ? (origin ?? 'loopback') : limiterKey(address);
}

export function rateLimited(retryAfterMs: number): GatewayError {
  const words = 'too many failed authentication attempts';
  const next = `retry in ${Math.ceil(retryAfterMs / 1000)} s, with the right secret; until then it is not looked at`;
  return unauthorized(words, next, 'rate_limited', 'wait_then_retry', { status: 429, retryAfterMs });
}
