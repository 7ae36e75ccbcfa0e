// The group-committing writer: what arrives in one turn of the event loop is one commit, and is answered after it.
// On a server a commit names the versions that it was made from, so that one whose answer was lost can be sent again.
import type { Client, InStatement, ResultSet } from '@libsql/client';
import { GatewayError } from '../errors.ts';
import type { Change } from '../ports.ts';
import { nextTurn } from '../turn.ts';
import { statementsOf } from './changes.ts';
import type { Database } from './database.ts';
import { failure, isLock, isVerdict } from './failure.ts';
import { type Fate, guarding, isGuards, readFates } from './guard.ts';

// So that a flood does not hold the event loop in one long commit.
const LARGEST_GROUP = 1000;

/**
 * A question that goes along at the end of every batch; its answer is handed over once the batch is committed. There is
 * none for a commit whose answer was lost.
 */
export type Beside = { statement: InStatement; heard(result: ResultSet): void };

/** Others write to the same server, and of those who meet there one has to come again. */
const MOST_WAITS = 6;
const WAIT_MS = 20;

type Waiting = { change: Change; resolve: () => void; reject: (reason: unknown) => void };

export class Writer {
  readonly #client: Client;
  readonly #beside: Beside | null;
  /** A file has one owner, and its answers are not lost: there a guard would only cost time. */
  readonly #guarded: boolean;
  #waiting: Waiting[] = [];
  /** How many of those waiting go one at a time, because their group failed for the fault of one of them. */
  #alone = 0;
  #closed = false;
  #writing = false;
  #written: Promise<void> = Promise.resolve();

  constructor(db: Database, beside: Beside | null = null) {
    this.#client = db.$client;
    this.#beside = beside;
    this.#guarded = db.$client.protocol !== 'file';
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
      const group = this.#waiting.splice(0, this.#alone > 0 ? 1 : this.#together());
      if (this.#alone > 0) this.#alone -= 1;
      await this.#save(group);
    }
    this.#writing = false;
  }

  /** A guard compares with what is stored: of two changes of a session, the second waits for the first. */
  #together(): number {
    if (!this.#guarded) return LARGEST_GROUP;
    const sessions = new Set<string>();
    const second = this.#waiting.findIndex(({ change }) => sessions.size === sessions.add(change.session.id).size);
    return second < 0 ? LARGEST_GROUP : Math.min(second, LARGEST_GROUP);
  }

  async #save(group: Waiting[], again = true, waits = 0): Promise<void> {
    let sent = false;
    let results: ResultSet[];
    try {
      const statements = this.#statementsOf(group.map(({ change }) => change));
      sent = this.#guarded;
      results = await this.#client.batch(statements, 'write');
    } catch (error) {
      if (sent && isLock(error) && waits < MOST_WAITS) {
        await pause(waits);
        await this.#save(group, again, waits + 1);
      } else if (sent && (isGuards(error) || !isVerdict(error))) await this.#findOut(group, error, again);
      else this.#fail(group, error);
      return;
    }
    for (const { resolve } of group) resolve();
    const heard = results.at(-1);
    if (heard) this.#beside?.heard(heard);
  }

  #statementsOf(changes: readonly Change[]): InStatement[] {
    const guards = this.#guarded ? changes.map(guarding) : [];
    return [...guards, ...statementsOf(changes), ...(this.#beside ? [this.#beside.statement] : [])];
  }

  /** Nobody knows what became of it. What is stored tells, and only what was not done is sent once more. */
  async #findOut(group: Waiting[], error: unknown, again: boolean): Promise<void> {
    let fates: Fate[];
    try {
      fates = await readFates(
        this.#client,
        group.map(({ change }) => change),
      );
    } catch {
      this.#fail(group, isGuards(error) ? overtaken(error) : error);
      return;
    }
    const possible = group.filter((_, index) => fates[index] === 'possible');
    for (const [index, waiting] of group.entries()) {
      if (fates[index] === 'made') waiting.resolve();
      else if (fates[index] === 'overtaken') this.#refuse([waiting], overtaken(error));
    }
    if (possible.length === 0) return;
    if (again) await this.#save(possible, false);
    else this.#fail(possible, error);
  }

  #fail(group: Waiting[], error: unknown): void {
    const known = failure('Cannot save', error);
    if (known || group.length === 1) {
      this.#refuse(group, known ?? error);
    } else {
      this.#waiting.unshift(...group);
      this.#alone = group.length;
    }
  }

  /** A change builds on those before it: what waits behind a failed one of its own session fails with it. */
  #refuse(group: Waiting[], reason: unknown): void {
    const sessions = new Set(group.map(({ change }) => change.session.id));
    const behind = this.#waiting.filter(({ change }) => sessions.has(change.session.id));
    this.#waiting = this.#waiting.filter(({ change }) => !sessions.has(change.session.id));
    for (const { reject } of [...group, ...behind]) reject(reason);
  }
}

function overtaken(cause: unknown): GatewayError {
  const words =
    'Cannot save as something else has changed the session meanwhile; try again, and let one gateway use the database';
  return new GatewayError('UNAVAILABLE', words, { cause, retryAfterMs: 1000, details: { code: 'SESSION_CHANGED' } });
}

/** Of no fixed length: those who met once would meet again. */
function pause(waits: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * WAIT_MS * 2 ** waits));
}
