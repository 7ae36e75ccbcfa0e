// What one run says, for a single reader: the part of its text that is still to be told, and how it ended.
// It hears as fast as the session speaks and keeps only the newest text, so a slow reader costs nothing.
import type { SessionEvent } from '../commands.ts';
import type { FailureKind } from './failure.ts';

type Chat = Extract<SessionEvent, { event: 'chat' }>['payload'];
export type End =
  | { state: 'final'; stopReason: string }
  | { state: 'aborted'; stopReason: string }
  | { state: 'error'; message: string; kind: FailureKind; retryAfterMs: number | undefined }
  /** The listening ended first. */
  | { state: 'cut' };

/** `quiet`: nothing was said for a while. */
export type Part = { type: 'text'; delta: string } | { type: 'quiet' };

export class Ear {
  readonly #runId: string;
  #text = '';
  #end: End | null = null;
  #heard = Promise.withResolvers<void>();

  constructor(runId: string) {
    this.#runId = runId;
  }

  get text(): string {
    return this.#text;
  }

  get end(): End | null {
    return this.#end;
  }

  /** Until the run or the listening ends. */
  async listen(events: AsyncIterable<SessionEvent[]>): Promise<void> {
    for await (const batch of events) {
      for (const event of batch) this.#hear(event);
      if (this.#end) return;
    }
    this.over({ state: 'cut' });
  }

  over(end: End, text = ''): void {
    this.#end ??= end;
    this.#grow(text);
  }

  /** In order, and to the end of the run. */
  async *parts(quietMs: number): AsyncGenerator<Part> {
    let told = 0;
    while (told < this.#text.length || !this.#end) {
      if (told < this.#text.length) {
        const delta = this.#text.slice(told);
        told = this.#text.length;
        yield { type: 'text', delta };
      } else if (!(await this.#within(quietMs))) yield { type: 'quiet' };
    }
  }

  async ended(): Promise<End> {
    while (!this.#end) await this.#heard.promise;
    return this.#end;
  }

  #hear(event: SessionEvent): void {
    if (event.event === 'delta' && event.runId === this.#runId) this.#grow(event.text);
    if (event.event !== 'chat' || event.payload.runId !== this.#runId) return;
    const { payload } = event;
    this.over(endOf(payload, event.retryAfterMs), payload.message?.content.map(({ text }) => text).join(''));
  }

  #grow(text: string): void {
    if (text.length > this.#text.length) this.#text = text;
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
  }

  async #within(milliseconds: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), milliseconds);
    void this.#heard.promise.then(() => resolve(true));
    const heard = await promise;
    clearTimeout(timer);
    return heard;
  }
}

function endOf(payload: Chat, retryAfterMs: number | undefined): End {
  switch (payload.state) {
    case 'final':
      return { state: 'final', stopReason: payload.stopReason ?? 'stop' };
    case 'aborted':
      return { state: 'aborted', stopReason: payload.stopReason };
    case 'error':
      return { state: 'error', message: payload.errorMessage, kind: payload.errorKind ?? 'unknown', retryAfterMs };
  }
}
