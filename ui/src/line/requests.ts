// Questions that wait for their answer on one line, by their number.
import type { WireError } from './refusal.ts';

const PATIENCE_MS = 30_000;

export class RequestError extends Error {
  readonly shape: WireError;
  /** Nobody said no: whatever was asked for may have been done. */
  readonly unanswered: boolean;

  constructor(shape: WireError, unanswered = false) {
    super(shape.message);
    this.name = 'RequestError';
    this.shape = shape;
    this.unanswered = unanswered;
  }
}

type Waiting = {
  resolve: (payload: unknown) => void;
  reject: (error: RequestError) => void;
  timer: ReturnType<typeof setTimeout>;
};
type Answer = { id: string; ok: boolean; payload?: unknown; error?: WireError | undefined };

export class Requests {
  readonly #waiting = new Map<string, Waiting>();
  #next = 1;

  ask(send: (text: string) => void, method: string, params: object): Promise<unknown> {
    const id = String(this.#next++);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(id, 'The gateway did not answer in time'), PATIENCE_MS);
      this.#waiting.set(id, { resolve, reject, timer });
      send(JSON.stringify({ type: 'req', id, method, params }));
    });
  }

  answer(answer: Answer): void {
    const waiting = this.#take(answer.id);
    if (answer.ok) waiting?.resolve(answer.payload);
    else
      waiting?.reject(
        new RequestError(answer.error ?? { code: 'INTERNAL', message: 'The gateway refused without a reason' }),
      );
  }

  lost(): void {
    for (const id of [...this.#waiting.keys()]) this.#fail(id, 'The connection was lost before the gateway answered');
  }

  #fail(id: string, message: string): void {
    this.#take(id)?.reject(new RequestError({ code: 'UNAVAILABLE', message }, true));
  }

  #take(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting) clearTimeout(waiting.timer);
    return waiting;
  }
}
