// Events on their way to one who may be slow: of the live text only the newest is kept, for each run.
import type { SessionEvent } from '../src/commands.ts';

export class Backlog {
  #events: SessionEvent[] = [];

  get empty(): boolean {
    return this.#events.length === 0;
  }

  add(events: readonly SessionEvent[]): void {
    for (const event of events) {
      if (event.event === 'delta' && !this.empty) {
        this.#events = this.#events.filter((one) => one.event !== 'delta' || one.runId !== event.runId);
      }
      this.#events.push(event);
    }
  }

  take(): SessionEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
