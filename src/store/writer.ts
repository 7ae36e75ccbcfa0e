// The group-committing writer: what arrives in one turn of the event loop is one commit, and is answered after it.
import type { Client } from '@libsql/client';
import { GatewayError } from '../errors.ts';
import type { Change } from '../ports.ts';
import { nextTurn } from '../turn.ts';
import { statementsOf } from './changes.ts';
import type { Database } from './database.ts';
import { failure } from './failure.ts';

// So that a flood does not hold the event loop in one long commit.
const LARGEST_GROUP = 1000;

type Waiting = { change: Change; resolve: () => void; reject: (reason: unknown) => void };

export class Writer {
  readonly #client: Client;
  #waiting: Waiting[] = [];
  /** How many of those waiting go one at a time, because their group failed for the fault of one of them. */
  #alone = 0;
  #closed = false;
  #writing = false;
  #written: Promise<void> = Promise.resolve();

  constructor(db: Database) {
    this.#client = db.$client;
  }

  commit(change: Change): Promise<void> {
    if (this.#closed) {
      return Promise.reject(
        new GatewayError('UNAVAILABLE', 'Cannot save: the gateway is stopping', { retryAfterMs: 2000 }),
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ change, resolve, reject });
    if (!this.#writing) {
      this.#writing = true;
      this.#written = this.#write();
    }
    return promise;
  }

  /** Takes nothing more; done when everything that was taken is answered. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#written;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      await nextTurn();
      const group = this.#waiting.splice(0, this.#alone > 0 ? 1 : LARGEST_GROUP);
      if (this.#alone > 0) this.#alone -= 1;
      await this.#save(group);
    }
    this.#writing = false;
  }

  async #save(group: Waiting[]): Promise<void> {
    try {
      await this.#client.batch(statementsOf(group.map(({ change }) => change)), 'write');
    } catch (error) {
      const known = failure('Cannot save', error);
      if (known || group.length === 1) {
        this.#refuse(group, known ?? error);
      } else {
        this.#waiting.unshift(...group);
        this.#alone = group.length;
      }
      return;
    }
    for (const { resolve } of group) resolve();
  }

  /** A change builds on those before it: what waits behind a failed one of its own session fails with it. */
  #refuse(group: Waiting[], reason: unknown): void {
    const sessions = new Set(group.map(({ change }) => change.session.id));
    const behind = this.#waiting.filter(({ change }) => sessions.has(change.session.id));
    this.#waiting = this.#waiting.filter(({ change }) => !sessions.has(change.session.id));
    for (const { reject } of [...group, ...behind]) reject(reason);
  }
}
