// How much of the thoughts of each live run one connection was given. Whoever reads slowly gets what it was spared with
// the next piece; nothing is owed beyond the step, whose message has all of it.
import type { SessionEvent } from '../src/commands.ts';

export type Thought = Extract<SessionEvent, { event: 'thought' }>;

export class LiveThoughts {
  readonly #runs = new Map<string, { step: number; given: number }>();

  /** From where on this connection lacks it. What was thought before it came is not told again. */
  take({ runId, step, from, text }: Thought): number {
    const known = this.#runs.get(runId);
    this.#runs.set(runId, { step, given: text.length });
    return known?.step === step ? known.given : from;
  }

  skip({ runId, step, from }: Thought): void {
    if (this.#runs.get(runId)?.step !== step) this.#runs.set(runId, { step, given: from });
  }

  ended(runId: string): void {
    this.#runs.delete(runId);
  }
}

/** The payload for everyone who lacks the same part, made once. */
export class ThoughtFrames {
  readonly #made = new Map<number, string>();
  readonly #thought: Thought;
  readonly #key: string;

  constructor(key: string, thought: Thought) {
    this.#key = key;
    this.#thought = thought;
  }

  from(start: number): string {
    const { runId, agentId, seq, text, at } = this.#thought;
    const made =
      this.#made.get(start) ??
      JSON.stringify({
        runId,
        sessionKey: this.#key,
        agentId,
        seq,
        stream: 'thinking',
        data: { delta: text.slice(start) },
        ts: at,
      });
    this.#made.set(start, made);
    return made;
  }
}
