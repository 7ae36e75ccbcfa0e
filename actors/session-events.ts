// What a session says aloud, in the wire's words.
import type { SessionEvent } from '../src/commands.ts';
import type { Terms } from '../src/ports.ts';
import type { Spoken } from '../src/protocol/events.ts';
import { toRow } from '../src/protocol/session-row.ts';
import type { SessionRow } from '../src/protocol/sessions.ts';
import type { Entry, SessionRecord } from '../src/records.ts';
import { announce } from './history.ts';
import type { LiveRun } from './live-run.ts';
import type { Failure } from './run-decisions.ts';
import type { Untold } from './thoughts.ts';

type Changed = Extract<SessionEvent, { event: 'sessions.changed' }>['payload'];
type Chat = Extract<SessionEvent, { event: 'chat' }>['payload'];
type Stream = 'lifecycle' | 'assistant' | 'tool' | 'usage';

export class Voice {
  readonly #session: SessionRecord;
  readonly #terms: Terms;
  readonly #now: number;
  #made: SessionRow | undefined;

  constructor(session: SessionRecord, terms: Terms, now: number) {
    this.#session = session;
    this.#terms = terms;
    this.#now = now;
  }

  changed(what: Pick<Changed, 'reason' | 'phase' | 'runId'>): SessionEvent {
    const session = this.#row();
    return { event: 'sessions.changed', payload: { ...session, ...this.#place(), ...what, ts: this.#now, session } };
  }

  deleted(): SessionEvent {
    return { event: 'sessions.changed', payload: { ...this.#place(), reason: 'delete', ts: this.#now } };
  }

  /** An entry that nobody is to read is told only as a change of its session. */
  message(entry: Entry): SessionEvent {
    const session = this.#row();
    const said = announce(this.#session.key, this.#session, entry, this.#terms.historyMaxChars);
    if (!said) return this.changed({ reason: 'message' });
    return { event: 'session.message', payload: { ...said, session } };
  }

  delta(live: LiveRun): SessionEvent {
    const { agentId } = this.#session;
    return { event: 'delta', runId: live.run.id, agentId, seq: live.nextSeq(), text: live.text, at: this.#now };
  }

  thought(live: LiveRun, thoughts: Untold): SessionEvent {
    const { agentId } = this.#session;
    return { event: 'thought', runId: live.run.id, agentId, seq: live.nextSeq(), ...thoughts, at: this.#now };
  }

  agent(live: LiveRun, stream: Stream, data: Record<string, unknown>): SessionEvent {
    const payload = {
      runId: live.run.id,
      ...this.#place(),
      sessionId: this.#session.id,
      stream,
      data,
      seq: live.nextSeq(),
      ts: this.#now,
    };
    return { event: 'agent', payload };
  }

  final(live: LiveRun, stopReason: string): SessionEvent {
    return this.#chat({ ...this.#run(live), state: 'final', stopReason, ...this.#said(live) });
  }

  aborted(live: LiveRun, stopReason: string): SessionEvent {
    return this.#chat({ ...this.#run(live), state: 'aborted', stopReason, ...this.#said(live) });
  }

  failed(live: LiveRun, { message: errorMessage, kind: errorKind, retryAfterMs }: Failure): SessionEvent {
    const payload = { ...this.#run(live), state: 'error' as const, errorMessage, errorKind, ...this.#said(live) };
    return { event: 'chat', payload, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }

  injected(entry: Entry, text: string): SessionEvent {
    const said = text === '' ? {} : { message: spoken(text, this.#now) };
    return this.#chat({ runId: `inject-${entry.id}`, ...this.#place(), seq: 0, state: 'final', ...said });
  }

  /** An input that another run answers: its own ends without words. */
  merged(runId: string): SessionEvent {
    return this.#chat({ runId, ...this.#place(), seq: 1, state: 'final' });
  }

  /** The end of a slash command that came as a message. */
  replied(runId: string, text: string): SessionEvent {
    return this.#chat({ runId, ...this.#place(), seq: 1, state: 'final', message: spoken(text, this.#now) });
  }

  refused(runId: string, errorMessage: string): SessionEvent {
    return this.#chat({ runId, ...this.#place(), seq: 1, state: 'error', errorMessage });
  }

  operation(operationId: string, phase: 'start' | 'end', more: { completed?: boolean; reason?: string } = {}) {
    const payload = { operationId, operation: 'compact' as const, phase, ...this.#place(), ts: this.#now, ...more };
    return { event: 'session.operation' as const, payload };
  }

  /** A run that ended before it began, so that nobody waits for it. */
  dropped(runId: string, stopReason: string): SessionEvent {
    return this.#chat({ runId, ...this.#place(), seq: 1, state: 'aborted', stopReason });
  }

  #row(): SessionRow {
    this.#made ??= toRow(this.#session, this.#terms);
    return this.#made;
  }

  #chat(payload: Chat): SessionEvent {
    return { event: 'chat', payload };
  }

  #place(): { sessionKey: string; agentId: string } {
    return { sessionKey: this.#session.key, agentId: this.#session.agentId };
  }

  #run(live: LiveRun) {
    return { runId: live.run.id, ...this.#place(), seq: live.nextSeq() };
  }

  #said(live: LiveRun): { message?: Spoken } {
    return live.text === '' ? {} : { message: spoken(live.text, this.#now) };
  }
}

export function spoken(text: string, timestamp: number): Spoken {
  return { role: 'assistant', content: [{ type: 'text', text }], timestamp };
}
