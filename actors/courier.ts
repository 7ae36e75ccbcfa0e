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
  /** How often it was said whether anybody hears. */
  #wishes = 0;
  #going: Promise<void> | null = null;
  #delivery: Promise<boolean> = Promise.resolve(true);
  /** How often something was said, and up to which of these times it has arrived. */
  #said = 0;
  #arrived = 0;

  constructor(deliver: Deliver) {
    this.#deliver = deliver;
  }

  /** Whether anybody hears what is said from now on. */
  want(anybody: boolean): void {
    this.#wanted = anybody;
    this.#wishes += 1;
  }

  say(events: readonly SessionEvent[]): void {
    if (!this.#wanted) return;
    this.#waiting.add(events);
    this.#said += 1;
    this.#going ??= this.#go();
  }

  /** Done when all that was said until now is there: an answer must not overtake what happened before it. */
  async brought(): Promise<void> {
    const last = this.#said;
    while (this.#arrived < last) await this.#delivery;
  }

  async #go(): Promise<void> {
    while (!this.#waiting.empty) {
      const [last, wishes] = [this.#said, this.#wishes];
      this.#delivery = this.#bring(this.#waiting.take());
      // Somebody may have come while the answer that nobody is there was on its way.
      if (!(await this.#delivery) && wishes === this.#wishes) this.#wanted = false;
      this.#arrived = last;
    }
    this.#going = null;
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
