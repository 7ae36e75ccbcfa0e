// What a session has to say, kept until the current turn of the event loop is over, so that an answer
// leaves before the events it causes, and one delivery carries many.
import type { SessionEvent } from '../src/commands.ts';
import { soon } from '../src/turn.ts';

export class Outbox {
  readonly #deliver: (events: SessionEvent[]) => void;
  #events: SessionEvent[] = [];

  constructor(deliver: (events: SessionEvent[]) => void) {
    this.#deliver = deliver;
  }

  say(...events: SessionEvent[]): void {
    if (events.length === 0) return;
    if (this.#events.length === 0) soon(() => this.flush());
    this.#events.push(...events);
  }

  /** Before anything is read for an answer: the answer must not overtake what it already contains. */
  flush(): void {
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    this.#deliver(events);
  }
}
