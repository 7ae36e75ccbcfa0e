// One who listens to a session without a door: its events as a list that ends when the listening does.
import type { SessionEvent } from '../src/commands.ts';
import { Backlog } from './backlog.ts';

export class LocalListener implements AsyncIterable<SessionEvent[]> {
  readonly #waiting = new Backlog();
  #heard = Promise.withResolvers<void>();
  #over = false;

  /** Whoever is slow skips what newer text replaces. Nobody who listens without a door is told thoughts. */
  deliver(events: readonly SessionEvent[]): void {
    if (this.#over) return;
    this.#waiting.add(events.filter(({ event }) => event !== 'thought'));
    this.#heard.resolve();
  }

  end(): void {
    this.#over = true;
    this.#heard.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SessionEvent[]> {
    while (!this.#waiting.empty || !this.#over) {
      if (this.#waiting.empty) {
        await this.#heard.promise;
        this.#heard = Promise.withResolvers();
        continue;
      }
      yield this.#waiting.take();
    }
  }
}
