// How much of each live run one connection has been given. A delta is computed for who gets it, so nobody reads
// a word twice or misses one, however late it joined and however slowly it reads.
import type { SessionEvent } from '../src/commands.ts';
import { spoken } from './session-events.ts';

export type Delta = Extract<SessionEvent, { event: 'delta' }>;

const MAX_ENDED = 64;

export class LiveText {
  readonly #given: () => Record<string, number>;
  readonly #newest = new Map<string, Delta>();
  readonly #over = new Set<string>();

  /** `given` is kept by whoever owns the connection: it has to be there when this is not in memory. */
  constructor(given: () => Record<string, number>) {
    this.#given = given;
  }

  /** The part that this connection lacks; null when it lacks nothing. */
  take(delta: Delta): { from: number } | null {
    const all = this.#given();
    const given = all[delta.runId] ?? 0;
    if (delta.text.length <= given) return null;
    all[delta.runId] = delta.text.length;
    this.#newest.set(delta.runId, delta);
    return { from: given };
  }

  /** A slow reader is spared this one; the next, or the end of the run, makes up for it. */
  skip(delta: Delta): void {
    this.#newest.set(delta.runId, delta);
  }

  owed(runId: string): Delta | null {
    const newest = this.#newest.get(runId);
    return newest && newest.text.length > (this.#given()[runId] ?? 0) ? newest : null;
  }

  ended(runId: string): void {
    delete this.#given()[runId];
    this.#newest.delete(runId);
    this.#over.add(runId);
    const [oldest] = this.#over;
    if (this.#over.size > MAX_ENDED && oldest !== undefined) this.#over.delete(oldest);
  }

  /**
   * An answer carries the run so far: from here on, deltas continue that text and no other.
   * Null when this connection has already been told of its end.
   */
  joined(runId: string, text: string): string | null {
    if (this.#over.has(runId)) return null;
    const newest = this.#newest.get(runId);
    const current = newest && newest.text.length > text.length ? newest.text : text;
    this.#given()[runId] = current.length;
    return current;
  }
}

/** The payloads for everyone who has the same part already, made once. */
export class DeltaFrames {
  readonly #made = new Map<number, { chat: string; agent: string }>();
  readonly #delta: Delta;
  readonly #key: string;

  constructor(key: string, delta: Delta) {
    this.#key = key;
    this.#delta = delta;
  }

  from(start: number): { chat: string; agent: string } {
    let made = this.#made.get(start);
    if (made === undefined) {
      const { runId, agentId, seq, text, at } = this.#delta;
      const common = { runId, sessionKey: this.#key, agentId, seq };
      const delta = text.slice(start);
      const chat = { ...common, state: 'delta', deltaText: delta, message: spoken(text, at) };
      made = {
        chat: JSON.stringify(chat),
        agent: JSON.stringify({ ...common, stream: 'assistant', data: { text, delta }, ts: at, isHeartbeat: false }),
      };
      this.#made.set(start, made);
    }
    return made;
  }
}
