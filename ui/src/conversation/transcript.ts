// The conversation as far as this page knows it. Everything is merged by its id or its run's id, never by its words.
import type { ShownMedia } from '../../../src/protocol/attachments.ts';
import { type Delta, LiveRun, type RunState, type ToolNews } from './live-run.ts';
import { Loaded } from './loaded.ts';
import type { Row } from './row.ts';

/**
 * A message on its way. "waiting" has not left, as there is no line; "unconfirmed" may have arrived; "accepted" is stored
 * by the gateway, which has not shown it yet.
 */
export type SentState = 'sending' | 'waiting' | 'unconfirmed' | 'accepted' | 'failed';
export type Sent = {
  runId: string;
  text: string;
  media: readonly ShownMedia[];
  at: number;
  state: SentState;
  reason: string;
  order: number;
  fresh: boolean;
};
export type Waiting = { row: Row; runId: string; state: string };
export type Page = {
  rows: Row[];
  /** The positions that the rows are all of; null when they are what is new, or nobody knows. */
  range: { from: number; to: number } | null;
  waiting: Waiting[];
  /** More wait than are named here. */
  moreWaiting?: boolean;
  /** What became of messages that were asked for by name. */
  receipts?: ReadonlyMap<string, 'pending' | 'consumed'>;
  inFlight: { runId: string; text: string; tools?: readonly ToolNews[] } | null;
};
export type Outcome = { state: Exclude<RunState, 'live'>; text: string | null; error?: string };

const REMEMBERED = 500;

export class Transcript {
  readonly rows = new Map<string, Row>();
  readonly runs = new Map<string, LiveRun>();
  readonly sent = new Map<string, Sent>();
  readonly waiting = new Map<string, Waiting>();
  readonly loaded = new Loaded();
  #ordered: Row[] | null = null;
  #fresh = new Set<string>();
  #ended = new Set<string>();
  #order = 0;

  /** The history has been asked for: only what comes after this moment may be newer than the answer. */
  asked(): void {
    this.#fresh.clear();
    for (const item of [...this.runs.values(), ...this.sent.values()]) item.fresh = false;
  }

  /** All that is to be shown: what was here before and is no part of it is of another line, and goes. */
  history(page: Page): void {
    for (const id of this.rows.keys()) if (!this.#fresh.has(id)) this.#drop(id);
    this.loaded.clear();
    this.#take(page);
  }

  /** What is new since an earlier history, which still holds. */
  news(page: Page): void {
    this.#take(page);
  }

  /** A page of what was said before, or around something. */
  page(rows: Row[], range: { from: number; to: number }): void {
    for (const row of rows) if (!this.rows.has(row.id)) this.#store(row);
    this.loaded.add(range);
  }

  /** Back to before a row: it and what came after it are of another line, from this moment on. */
  leave(id: string): void {
    const from = this.rows.get(id)?.seq;
    if (from === undefined) return;
    for (const row of [...this.rows.values()]) if (row.seq >= from) this.#drop(row.id);
    for (const run of [...this.runs.values()]) if (run.state !== 'live') this.runs.delete(run.id);
  }

  message(row: Row): void {
    this.#fresh.add(row.id);
    const known = this.rows.get(row.id);
    if (!known || known.truncated || !row.truncated) this.#store(row);
    this.loaded.reach(row.seq);
  }

  /** The whole of a message of which only the beginning was here. */
  whole(row: Row): void {
    if (this.rows.has(row.id)) this.#store({ ...row, truncated: false });
  }

  started(runId: string): LiveRun | null {
    if (this.#ended.has(runId)) return null;
    this.waiting.delete(runId);
    const run = this.runs.get(runId) ?? this.#begin(runId);
    run.fresh = true;
    return run;
  }

  delta(runId: string, delta: Delta): void {
    this.started(runId)?.say(delta);
  }

  thought(runId: string, delta: string): void {
    this.started(runId)?.think(delta);
  }

  tool(runId: string, tool: ToolNews, ts = 0): void {
    this.started(runId)?.use(tool, ts);
  }

  end(runId: string, outcome: Outcome): void {
    // A failure may be told twice, the second time with more words.
    if (this.#ended.has(runId) && (outcome.state !== 'failed' || !this.runs.has(runId))) return;
    const run = this.runs.get(runId) ?? this.#begin(runId);
    this.#remember(runId);
    this.waiting.delete(runId);
    run.fresh = true;
    run.state = outcome.state;
    run.error = outcome.error ?? '';
    if (outcome.text !== null) run.text = outcome.text;
    else if (outcome.state === 'done') run.text = '';
    this.#settle(runId);
  }

  send(sent: Pick<Sent, 'runId' | 'text'> & Partial<Pick<Sent, 'media' | 'at' | 'state'>>): void {
    const defaults = { media: [], at: 0, state: 'sending' as const, reason: '' };
    const order = this.sent.get(sent.runId)?.order ?? this.#order++;
    this.sent.set(sent.runId, { ...defaults, ...sent, order, fresh: true });
  }

  accepted(runId: string): void {
    this.#turn(runId, 'accepted');
  }

  /** Refused: it did not arrive, and does not by being asked for again. */
  failed(runId: string, reason: string): void {
    this.#turn(runId, 'failed', reason);
  }

  /** Nobody answered: it may have arrived. */
  unconfirmed(runId: string): void {
    this.#turn(runId, 'unconfirmed');
  }

  discard(runId: string): Sent | null {
    const sent = this.sent.get(runId) ?? null;
    this.sent.delete(runId);
    return sent;
  }

  get live(): string | null {
    for (const run of this.runs.values()) if (run.state === 'live') return run.id;
    return null;
  }

  /** In the order of the conversation. */
  get ordered(): readonly Row[] {
    this.#ordered ??= [...this.rows.values()].sort((one, other) => one.seq - other.seq);
    return this.#ordered;
  }

  #take({ rows, range, waiting, moreWaiting = false, receipts, inFlight }: Page): void {
    for (const run of this.runs.values()) if (!run.fresh && run.id !== inFlight?.runId) this.runs.delete(run.id);
    this.waiting.clear();
    for (const row of rows) this.#store(row);
    if (range) this.loaded.add(range);
    for (const { seq } of rows) this.loaded.reach(seq);
    for (const item of waiting) if (!this.#ended.has(item.runId)) this.waiting.set(item.runId, item);
    for (const sent of this.sent.values()) this.#prove(sent, receipts?.get(sent.runId) ?? null, moreWaiting);
    if (inFlight) this.#adopt(inFlight);
  }

  /** What a history says of a message that it does not show. */
  #prove({ runId, state, fresh }: Sent, receipt: 'pending' | 'consumed' | null, moreWaiting: boolean): void {
    if (this.waiting.has(runId) || receipt === 'consumed') this.sent.delete(runId);
    else if (state !== 'accepted' || fresh) return;
    else if (receipt === null) this.sent.delete(runId);
    // It was taken, and waits no more: somebody took it back. Its words are still here.
    else if (!moreWaiting) this.failed(runId, '');
  }

  #store(row: Row): void {
    this.rows.set(row.id, row);
    this.#ordered = null;
    if (row.role === 'user' && row.clientKey?.endsWith(':user')) {
      const runId = row.clientKey.slice(0, -':user'.length);
      this.sent.delete(runId);
      this.waiting.delete(runId);
    }
    if (row.runId === null) return;
    if (row.role === 'assistant') this.runs.get(row.runId)?.stepStored();
    this.#settle(row.runId);
  }

  #drop(id: string): void {
    this.rows.delete(id);
    this.#ordered = null;
  }

  #begin(id: string): LiveRun {
    const run = new LiveRun(id, this.#order++);
    this.runs.set(id, run);
    return run;
  }

  #turn(runId: string, state: SentState, reason = ''): void {
    const sent = this.sent.get(runId);
    if (sent) Object.assign(sent, { state, reason, fresh: true });
  }

  /** What history says of a run that is going on; what we heard of it meanwhile may be more. */
  #adopt({ runId, text, tools = [] }: NonNullable<Page['inFlight']>): void {
    if (this.#ended.has(runId)) return;
    const run = this.runs.get(runId) ?? this.#begin(runId);
    this.waiting.delete(runId);
    if (!(run.fresh && run.whole && run.text.length > 0)) {
      if (text.length >= run.text.length || !run.fresh) run.text = text;
      run.whole = true;
    }
    for (const tool of tools) if (!run.tools.has(tool.id)) run.use(tool, null);
  }

  /** A run that is over gives way to its stored answer, as soon as that is here. */
  #settle(runId: string): void {
    const run = this.runs.get(runId);
    if (!run || run.state === 'live') return;
    if (run.state !== 'failed' && run.text === '') this.runs.delete(runId);
    for (const row of this.rows.values()) {
      const concludes = row.runId === runId && row.role === 'assistant' && row.calls.length === 0;
      if (concludes && (run.state !== 'failed' || row.error !== null)) this.runs.delete(runId);
    }
  }

  #remember(runId: string): void {
    this.#ended.add(runId);
    for (const oldest of this.#ended) {
      if (this.#ended.size <= REMEMBERED) break;
      this.#ended.delete(oldest);
    }
  }
}
