// One who listens to a session without a door: its events as a list that ends when the listening does.
import type { SessionEvent } from '../src/commands.ts';

export class LocalListener implements AsyncIterable<SessionEvent[]> {
  #waiting: SessionEvent[] = [];
  #heard = Promise.withResolvers<void>();
  #over = false;

  /** Of the live text only the newest is kept: whoever is slow skips what it replaces. */
  deliver(events: readonly SessionEvent[]): void {
    if (this.#over) return;
    for (const event of events) {
      // Nobody who listens without a door is told thoughts.
      if (event.event === 'thought') continue;
      if (event.event === 'delta' && this.#waiting.length > 0) {
        this.#waiting = this.#waiting.filter((one) => one.event !== 'delta' || one.runId !== event.runId);
      }
      this.#waiting.push(event);
    }
    this.#heard.resolve();
  }

  end(): void {
    this.#over = true;
    this.#heard.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SessionEvent[]> {
    while (this.#waiting.length > 0 || !this.#over) {
      if (this.#waiting.length === 0) {
        await this.#heard.promise;
        this.#heard = Promise.withResolvers();
        continue;
      }
      const events = this.#waiting;
      this.#waiting = [];
      yield events;
    }
  }
}
