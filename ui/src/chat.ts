// One session on the line: its history is asked for, its events are followed, words are sent and runs are stopped.
import * as v from 'valibot';
import type { Connection } from './connection.ts';
import { readRow, spokenText } from './row.ts';
import type { Command } from './slash-choices.ts';
import { type Outcome, Transcript } from './transcript.ts';
import { Ack, AgentEvent, ChatEvent, History, SessionMessage, SessionsChanged } from './wire.ts';

const SESSION = 'main';
const PAGE = 100;

/** After these the conversation is another one than was shown. */
const moves = new Set(['reset', 'delete', 'rewind', 'branch-switch', 'checkpoint-restore']);

export class Chat {
  readonly transcript = new Transcript();
  /** Why there is no history on the screen; empty when there is, or when it is still on its way. */
  trouble = '';
  loaded = false;
  /** Where earlier messages begin; null when all of them are here. */
  earlierFrom: number | null = null;
  /** What can be typed with a slash. */
  commands: readonly Command[] = [];
  readonly #connection: Connection;
  readonly #changed: () => void;
  #key = '';
  #sessionId: string | undefined;
  #loads = 0;

  constructor(connection: Connection, changed: () => void) {
    this.#connection = connection;
    this.#changed = changed;
  }

  async join(mainKey: string): Promise<void> {
    this.#key = mainKey;
    // Asked before the history, so that nothing can fall between the two.
    const follow = this.#connection.request('sessions.messages.subscribe', { key: SESSION });
    const roster = this.#connection.request('sessions.subscribe', {});
    await Promise.all([follow.catch((error) => this.#fail(error)), roster.catch(() => undefined), this.reload()]);
  }

  async reload(): Promise<void> {
    const load = ++this.#loads;
    this.transcript.asked();
    try {
      const answer = await this.#connection.request('chat.startup', { sessionKey: SESSION, limit: PAGE });
      if (load !== this.#loads) return;
      const history = v.parse(History, answer);
      this.#sessionId = history.sessionId;
      this.commands = history.metadata?.commands ?? [];
      this.earlierFrom = history.hasMore ? (history.nextOffset ?? null) : null;
      this.transcript.history({
        rows: readRows(history.messages),
        waiting: history.pendingInputs.items.flatMap(({ runId, state, message }) => {
          const row = readRow(message);
          return row ? [{ runId, state, row }] : [];
        }),
        inFlight: history.inFlightRun ?? null,
      });
      this.loaded = true;
      this.trouble = '';
    } catch (error) {
      if (load === this.#loads) this.#fail(error);
    }
    this.#changed();
  }

  async earlier(): Promise<void> {
    if (this.earlierFrom === null) return;
    const load = this.#loads;
    const params = { sessionKey: SESSION, limit: PAGE, offset: this.earlierFrom };
    try {
      const page = v.parse(History, await this.#connection.request('chat.history', params));
      if (load !== this.#loads) return;
      this.earlierFrom = page.hasMore ? (page.nextOffset ?? null) : null;
      this.transcript.earlier(readRows(page.messages));
    } catch (error) {
      this.#fail(error);
    }
    this.#changed();
  }

  /** The same name is the same message: sent again, it is answered once. */
  async send(message: string, runId: string = crypto.randomUUID()): Promise<void> {
    this.transcript.send(runId, message);
    this.#changed();
    const session = this.#sessionId === undefined ? {} : { sessionId: this.#sessionId };
    try {
      const params = { sessionKey: SESSION, ...session, message, idempotencyKey: runId };
      const ack = v.parse(Ack, await this.#connection.request('chat.send', params));
      // An answer without a run: the words were an order ("stop"), and it was followed.
      if (ack.runId === undefined) this.transcript.discard(runId);
      else this.transcript.accepted(runId);
    } catch (error) {
      this.transcript.failed(runId, said(error));
    }
    this.#changed();
  }

  async stop(): Promise<string> {
    const runId = this.transcript.live;
    if (runId === null) return '';
    try {
      await this.#connection.request('chat.abort', { sessionKey: SESSION, runId });
      return '';
    } catch (error) {
      return `Not stopped: ${said(error)}`;
    }
  }

  event(name: string, payload: unknown): void {
    if (name === 'chat' && v.is(ChatEvent, payload)) this.#spoken(v.parse(ChatEvent, payload));
    else if (name === 'agent' || name === 'session.tool') this.#worked(payload);
    else if (name === 'session.message') this.#stored(payload);
    else if (name === 'sessions.changed') this.#altered(payload);
    else return;
    this.#changed();
  }

  #spoken(event: ChatEvent): void {
    if (!this.#ours(event.sessionKey)) return;
    const { runId } = event;
    // A note of the gateway's own: its row comes by itself, under its own name.
    if (runId.startsWith('inject-')) return;
    const text = spokenText(event.message);
    if (event.state === 'status') this.transcript.started(runId);
    if (event.state === 'delta') {
      this.transcript.delta(runId, { whole: text, append: event.deltaText ?? '', replace: event.replace });
    }
    const outcomes: Record<string, Outcome> = {
      final: { state: 'done', text },
      aborted: { state: 'stopped', text },
      error: { state: 'failed', text, error: event.errorMessage ?? 'The run failed' },
    };
    const outcome = outcomes[event.state];
    if (outcome) this.transcript.end(runId, outcome);
  }

  #worked(payload: unknown): void {
    const read = v.safeParse(AgentEvent, payload);
    if (!read.success || !this.#ours(read.output.sessionKey)) return;
    const { runId, stream, data } = read.output;
    if (stream === 'lifecycle' && data.phase === 'start') this.transcript.started(runId);
    if (stream !== 'tool' || data.toolCallId === undefined) return;
    const state = data.phase !== 'result' ? 'running' : data.isError ? 'failed' : 'done';
    this.transcript.tool(runId, { id: data.toolCallId, name: data.name ?? 'tool', state });
  }

  #stored(payload: unknown): void {
    const read = v.safeParse(SessionMessage, payload);
    if (!read.success || !this.#ours(read.output.sessionKey)) return;
    const row = readRow(read.output.message);
    if (row) this.transcript.message(row);
    // What stood before it may not be shown any more.
    if (row?.role === 'system') void this.reload();
  }

  #altered(payload: unknown): void {
    const read = v.safeParse(SessionsChanged, payload);
    if (!read.success || !this.#ours(read.output.sessionKey)) return;
    if (moves.has(read.output.reason ?? '')) void this.reload();
  }

  #ours(key: string): boolean {
    return key === this.#key || key === SESSION;
  }

  #fail(error: unknown): void {
    this.trouble = said(error);
  }
}

function readRows(messages: unknown[]) {
  return messages.flatMap((message) => readRow(message) ?? []);
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
