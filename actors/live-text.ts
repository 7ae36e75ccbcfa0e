// How much of each live run one connection has been given. A delta is computed for who gets it, so nobody reads
// a word twice or misses one, however late it joined and however slowly it reads.
import type { SessionEvent } from '../src/commands.ts';
import { spoken } from './session-events.ts';

export type Delta = Extract<SessionEvent, { event: 'delta' }>;

const MAX_ENDED = 64;

export class LiveText {
  readonly #runs = new Map<string, { given: number; newest: Delta | null }>();
  readonly #over = new Set<string>();

  /** The part that this connection lacks; null when it lacks nothing. */
  take(delta: Delta): { from: number } | null {
    const known = this.#runs.get(delta.runId);
    const given = known?.given ?? 0;
    if (delta.text.length <= given) return null;
    this.#runs.set(delta.runId, { given: delta.text.length, newest: delta });
    return { from: given };
  }

  /** A slow reader is spared this one; the next, or the end of the run, makes up for it. */
  skip(delta: Delta): void {
    this.#runs.set(delta.runId, { given: this.#runs.get(delta.runId)?.given ?? 0, newest: delta });
  }

  owed(runId: string): Delta | null {
    const known = this.#runs.get(runId);
    return known?.newest && known.newest.text.length > known.given ? known.newest : null;
  }

  ended(runId: string): void {
    this.#runs.delete(runId);
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
    const newest = this.#runs.get(runId)?.newest ?? null;
    const current = newest && newest.text.length > text.length ? newest.text : text;
    this.#runs.set(runId, { given: current.length, newest });
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
