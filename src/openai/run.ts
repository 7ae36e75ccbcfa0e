// One request's run: heard before it is asked for, stopped when nobody waits for it any more, and what came of it.
import type { Command, Results, Send } from '../commands.ts';
import { GatewayError } from '../errors.ts';
import type { Listen, Principal, Sessions } from '../ports.ts';
import type { ToolCallBlock, Usage } from '../records.ts';
import { Ear, type End, type Part } from './ear.ts';
import { runFailure } from './failure.ts';

export type Question = {
  key: string;
  send: Send;
  /** What the session is to be, before it is asked. */
  create: Omit<Extract<Command, { type: 'create' }>, 'type'> | null;
};

/** `stopped`: a person stopped it, and what was said stands. `tool_calls`: it goes on when the client brings the results. */
export type Finish = 'stop' | 'length' | 'content_filter' | 'stopped' | 'tool_calls';
export type Outcome =
  | { type: 'said'; text: string; calls: ToolCallBlock[]; finish: Finish; usage: Usage }
  | { type: 'failed'; error: GatewayError; usage: Usage };

type Around = { sessions: Sessions; listen: Listen };

const nothingUsed: Usage = { input: 0, output: 0, totalTokens: 0 };
const again = 'what was said is in the session, so ask for the rest under another Idempotency-Key';
const stops = `the gateway stops: ${again}`;
/** Half an answer must not look like all of it. */
const failures: Record<string, string> = {
  reset: 'the session was reset: ask again',
  delete: 'the session was deleted: ask again',
  restart: `the gateway was restarted: ${again}`,
  stop: stops,
  'http-disconnect': `the client that began it hung up: ${again}`,
};

export class OpenAiRun {
  readonly #ear: Ear;
  readonly #around: Around;
  readonly #principal: Principal;
  readonly #question: Question;
  readonly #listening = new AbortController();
  /** Whether this request began it: who repeats a request has no say over the first. */
  #own = false;

  private constructor(question: Question, principal: Principal, around: Around) {
    this.#ear = new Ear(question.send.runId);
    this.#question = question;
    this.#principal = principal;
    this.#around = around;
  }

  /** Listens first, so that nothing is missed; rejects when the session does not take the message. */
  static async begin(question: Question, principal: Principal, around: Around): Promise<OpenAiRun> {
    const run = new OpenAiRun(question, principal, around);
    try {
      await run.#begin();
      return run;
    } catch (error) {
      run.#listening.abort();
      throw error;
    }
  }

  parts(quietMs: number): AsyncGenerator<Part> {
    return this.#ear.parts(quietMs);
  }

  async outcome(): Promise<Outcome> {
    const end = await this.#ear.ended();
    this.#listening.abort();
    // What was said has been heard anyway; what was called has not.
    const waited = end.state === 'cut' ? null : await this.#wait().catch(() => null);
    const usage = waited?.usage ?? nothingUsed;
    const unread = waited === null && end.state === 'final' && end.stopReason === 'toolUse';
    const finish = unread ? runFailure('Cannot tell which tools were called: they could not be read') : finishOf(end);
    if (typeof finish !== 'string') return { type: 'failed', error: finish, usage };
    const several = this.#question.send.clientTools?.parallel !== false;
    const calls = (waited?.calls ?? []).slice(0, several ? undefined : 1);
    const text = waited?.said ?? this.#ear.text;
    return { type: 'said', text, calls, finish: calls.length > 0 ? 'tool_calls' : finish, usage };
  }

  /** Nobody waits for it any more. A run that somebody else began goes on. */
  async leave(): Promise<void> {
    if (this.#listening.signal.aborted) return;
    this.#listening.abort();
    if (!this.#own || this.#ear.end?.state === 'final') return;
    const { key, send } = this.#question;
    const abort = { type: 'abort', runId: send.runId, clearQueued: false, origin: 'http-disconnect' } as const;
    await this.#around.sessions.call(this.#principal, key, abort);
  }

  async #begin(): Promise<void> {
    const { sessions, listen } = this.#around;
    const { key, send, create } = this.#question;
    void this.#ear.listen(await listen(key, this.#listening.signal));
    if (create) await sessions.call(this.#principal, key, { type: 'create', ...create });
    const { status } = await sessions.call(this.#principal, key, send);
    this.#own = status === 'started';
    if (status !== 'ok') return;
    const waited = await this.#wait();
    this.#ear.over(endBefore(waited), waited.said);
  }

  #wait(): Promise<Results['wait']> {
    const { key, send } = this.#question;
    return this.#around.sessions.call(this.#principal, key, { type: 'wait', runId: send.runId, timeoutMs: 0 });
  }
}

/** How a run had ended before it was asked for again. */
function endBefore({ status, stopReason = 'stop', aborted, error }: Results['wait']): End {
  if (status === 'ok') return { state: 'final', stopReason };
  if (aborted) return { state: 'aborted', stopReason };
  return { state: 'error', message: error ?? 'The run failed', kind: 'unknown', retryAfterMs: undefined };
}

function finishOf(end: End): Finish | GatewayError {
  switch (end.state) {
    case 'final':
      if (end.stopReason === 'length') return 'length';
      return end.stopReason === 'content-filter' ? 'content_filter' : 'stop';
    case 'error':
      return runFailure(end.message, end.kind, end.retryAfterMs);
    case 'cut':
      return new GatewayError('UNAVAILABLE', `Cannot finish the answer as ${stops}`, {
        details: { code: 'gateway_stops', repeatable: false },
      });
    case 'aborted': {
      if (end.stopReason === 'timeout') return runFailure('The run took longer than its time limit', 'timeout');
      const why = failures[end.stopReason];
      return why === undefined ? 'stopped' : runFailure(`Cannot finish the answer as ${why}`);
    }
  }
}
