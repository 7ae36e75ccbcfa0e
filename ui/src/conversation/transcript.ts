// The conversation as far as this page knows it. Everything is merged by its id or its run's id, never by its words.
import type { Row } from './row.ts';

export type Sent = {
  runId: string;
  text: string;
  state: 'sending' | 'accepted' | 'failed';
  reason: string;
  order: number;
  fresh: boolean;
};
export type Waiting = { row: Row; runId: string; state: string };
export type LiveTool = { id: string; name: string; state: 'running' | 'done' | 'failed' };
export type LiveRun = {
  id: string;
  text: string;
  /** Its text is known from the start, not only from where we began to listen. */
  whole: boolean;
  state: 'live' | 'done' | 'stopped' | 'failed';
  error: string;
  tools: Map<string, LiveTool>;
  order: number;
  fresh: boolean;
};
export type Page = { rows: Row[]; waiting: Waiting[]; inFlight: { runId: string; text: string } | null };
export type Outcome = { state: 'done' | 'stopped' | 'failed'; text: string | null; error?: string };

const REMEMBERED = 500;

export class Transcript {
  readonly rows = new Map<string, Row>();
  readonly runs = new Map<string, LiveRun>();
  readonly sent = new Map<string, Sent>();
  readonly waiting = new Map<string, Waiting>();
  #fresh = new Set<string>();
  #ended = new Set<string>();
  #order = 0;

  /** The history has been asked for: only what comes after this moment may be newer than the answer. */
  asked(): void {
    this.#fresh.clear();
    for (const item of [...this.runs.values(), ...this.sent.values()]) item.fresh = false;
  }

  history({ rows, waiting, inFlight }: Page): void {
    for (const id of this.rows.keys()) if (!this.#fresh.has(id)) this.rows.delete(id);
    for (const run of this.runs.values()) if (!run.fresh && run.id !== inFlight?.runId) this.runs.delete(run.id);
    this.waiting.clear();
    for (const row of rows) this.#store(row);
    for (const item of waiting) if (!this.#ended.has(item.runId)) this.waiting.set(item.runId, item);
    for (const sent of this.sent.values()) {
      if (this.waiting.has(sent.runId) || (sent.state === 'accepted' && !sent.fresh)) this.sent.delete(sent.runId);
    }
    if (inFlight) this.#adopt(inFlight.runId, inFlight.text);
  }

  earlier(rows: Row[]): void {
    for (const row of rows) if (!this.rows.has(row.id)) this.#store(row);
  }

  message(row: Row): void {
    this.#fresh.add(row.id);
    const known = this.rows.get(row.id);
    if (!known || known.truncated || !row.truncated) this.#store(row);
  }

  started(runId: string): LiveRun | null {
    if (this.#ended.has(runId)) return null;
    this.waiting.delete(runId);
    const run = this.runs.get(runId) ?? this.#begin(runId);
    run.fresh = true;
    return run;
  }

  delta(runId: string, delta: { whole: string | null; append: string; replace: boolean }): void {
    const run = this.started(runId);
    if (!run) return;
    if (delta.whole !== null || delta.replace) {
      run.text = delta.whole ?? delta.append;
      run.whole = true;
    } else {
      run.text += delta.append;
    }
  }

  tool(runId: string, tool: LiveTool): void {
    this.started(runId)?.tools.set(tool.id, tool);
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

  send(runId: string, text: string): void {
    this.sent.set(runId, { runId, text, state: 'sending', reason: '', order: this.#order++, fresh: true });
  }

  accepted(runId: string): void {
    const sent = this.sent.get(runId);
    if (sent) Object.assign(sent, { state: 'accepted', fresh: true });
  }

  failed(runId: string, reason: string): void {
    const sent = this.sent.get(runId);
    if (sent?.state === 'sending') Object.assign(sent, { state: 'failed', reason });
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

  #store(row: Row): void {
    this.rows.set(row.id, row);
    if (row.role === 'user' && row.clientKey?.endsWith(':user'))
      this.sent.delete(row.clientKey.slice(0, -':user'.length));
    if (row.runId !== null) this.#settle(row.runId);
  }

  #begin(id: string): LiveRun {
    const run: LiveRun = {
      id,
      text: '',
      whole: false,
      state: 'live',
      error: '',
      tools: new Map(),
      order: this.#order++,
      fresh: true,
    };
    this.runs.set(id, run);
    return run;
  }

  /** What history says of a run that is going on; what we heard of it meanwhile may be more. */
  #adopt(runId: string, text: string): void {
    if (this.#ended.has(runId)) return;
    const run = this.runs.get(runId) ?? this.#begin(runId);
    if (run.fresh && run.whole && run.text.length > 0) return;
    if (text.length >= run.text.length || !run.fresh) run.text = text;
    run.whole = true;
    this.waiting.delete(runId);
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
