// How often somebody may change the gateway itself: only so often within any minute, each for himself.
import { GatewayError } from '../errors.ts';
import type { Principal } from '../ports.ts';

type Writer = Pick<Principal, 'deviceId' | 'method' | 'user'>;

export const MOST_WRITES = 60;
const MINUTE_MS = 60_000;
/** So many are counted one by one; who comes on top of them shares one count with the others who do. */
const MOST_WRITERS = 1000;
const OTHERS = 'others';

export class ControlWrites {
  readonly #now: () => number;
  /** When each wrote within the last minute, oldest first. */
  readonly #times = new Map<string, number[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Throws when this one would be too many. A refused one counts for nothing. */
  count(writer: Writer): void {
    const now = this.#now();
    const name = this.#place(nameOf(writer), now);
    const times = recent(this.#times.get(name) ?? [], now);
    const [oldest] = times;
    if (oldest !== undefined && times.length >= MOST_WRITES) throw limited(oldest + MINUTE_MS - now);
    this.#times.set(name, [...times, now]);
  }

  get writers(): number {
    return this.#times.size;
  }

  #place(name: string, now: number): string {
    if (this.#times.has(name) || this.#times.size < MOST_WRITERS) return name;
    for (const [other, times] of this.#times) if (recent(times, now).length === 0) this.#times.delete(other);
    return this.#times.size < MOST_WRITERS ? name : OTHERS;
  }
}

/** What a clock that was set back has left in the future would count for longer than a minute. */
function recent(times: readonly number[], now: number): number[] {
  return times.filter((time) => time <= now && now - time < MINUTE_MS);
}

/** The device, else how it came in: what a client says of itself is no name, as it could say something else. */
function nameOf({ deviceId, method, user }: Writer): string {
  return deviceId ?? `${method} ${user ?? ''}`;
}

function limited(retryAfterMs: number): GatewayError {
  const next = `try again in ${Math.ceil(retryAfterMs / 1000)} s, and let a program that does this do it less often`;
  const words = `Cannot change the gateway: it was changed ${MOST_WRITES} times from here within a minute (${next})`;
  const details = { code: 'CONTROL_WRITES_LIMITED', rule: 'control_writes_limited', next };
  return new GatewayError('UNAVAILABLE', words, { retryAfterMs, details });
}
