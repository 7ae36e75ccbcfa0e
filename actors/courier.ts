// Brings what a session says to the gateway, where that is another object: one delivery at a time, so that the order
// stays, and what is said meanwhile goes with the next.
import { getLogger } from '@logtape/logtape';
import type { SessionEvent } from '../src/commands.ts';
import { Backlog } from './backlog.ts';

/** True when somebody hears it; false when nobody is there. */
export type Deliver = (events: SessionEvent[]) => Promise<boolean>;

/** A gateway that is moved to another machine is there again after a moment, and those who hear it come back then. */
const TRIES = 4;
const PAUSE_MS = 250;
const log = getLogger(['pincer', 'courier']);

export class Courier {
  readonly #deliver: Deliver;
  readonly #waiting = new Backlog();
  #wanted = false;
  #going = false;

  constructor(deliver: Deliver) {
    this.#deliver = deliver;
  }

  /** Whether anybody hears what is said from now on. */
  want(anybody: boolean): void {
    this.#wanted = anybody;
  }

  say(events: readonly SessionEvent[]): void {
    if (!this.#wanted) return;
    this.#waiting.add(events);
    if (!this.#going) void this.#go();
  }

  async #go(): Promise<void> {
    this.#going = true;
    while (!this.#waiting.empty) {
      if (!(await this.#bring(this.#waiting.take()))) this.#wanted = false;
    }
    this.#going = false;
  }

  async #bring(events: SessionEvent[]): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#deliver(events);
      } catch (error) {
        if (attempt === TRIES) {
          log.error('Cannot reach the gateway, and what was said is read again by whoever comes: {error}', { error });
          return true;
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
      }
    }
  }
}
