// One summing up, from its beginning until somebody is told what came of it. It stands outside the mailbox, like a run.
import type { AskedToCompact } from '../src/commands.ts';
import { GatewayError } from '../src/errors.ts';
import type { Compacted } from '../src/protocol/compaction.ts';
import type { CompactionReason, Entry } from '../src/records.ts';

export type Summed = {
  summary: string;
  keptFrom: number;
  firstKept: Entry | null;
  tokensBefore: number;
  tokensAfter: number;
};

export type Outcome =
  | ({ type: 'done' } & Summed)
  /** There is nothing yet that a summary could stand for. */
  | { type: 'nothing' }
  | { type: 'failed'; error: unknown };

export class Compaction {
  readonly id = crypto.randomUUID();
  readonly reason: CompactionReason;
  readonly asked: AskedToCompact | null;
  readonly done: Promise<Compacted>;
  readonly #controller = new AbortController();
  readonly #resolve: (result: Compacted) => void;
  readonly #reject: (error: unknown) => void;
  /** Whether anybody was told that it began. */
  begun = false;
  #ended = false;

  constructor(reason: CompactionReason, asked: AskedToCompact | null = null) {
    this.reason = reason;
    this.asked = asked;
    const { promise, resolve, reject } = Promise.withResolvers<Compacted>();
    // Whoever asked may be gone, and an automatic one was asked for by nobody.
    promise.catch(() => undefined);
    [this.done, this.#resolve, this.#reject] = [promise, resolve, reject];
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get ended(): boolean {
    return this.#ended;
  }

  finish(result: Compacted): void {
    this.#ended = true;
    this.#resolve(result);
  }

  fail(error: unknown): void {
    this.#ended = true;
    this.#reject(error);
  }

  /** The model is not listened to any longer; nothing has changed. */
  cancel(origin: string): void {
    this.#controller.abort();
    this.fail(new GatewayError('UNAVAILABLE', `Cannot compact the conversation as that was stopped (${origin})`));
  }
}
