// The life of a run: queued, running, and one of four ends. Pure decisions against a draft, like the others.
import { GatewayError } from '../src/errors.ts';
import type { Entry, Run, SessionStatus } from '../src/records.ts';
import { excerpt, place } from './decisions.ts';
import type { Draft, Written } from './draft.ts';
import type { LiveRun, Outcome } from './live-run.ts';

export type Failure = {
  message: string;
  kind: 'refusal' | 'timeout' | 'rate_limit' | 'context_length' | 'unknown';
  retryAfterMs?: number;
};

export function begin(draft: Draft, queued: Run, now: number): { run: Run; entries: Entry[] } {
  const placed = queued.position === null ? place(draft, queued) : { run: queued, entries: [] };
  const run: Run = { ...placed.run, state: 'running', startedAt: now };
  draft.put(run);
  draft.update({ status: 'running', activeRunId: run.id, startedAt: now, endedAt: null });
  return { run, entries: placed.entries };
}

export function settle(draft: Draft, live: LiveRun, outcome: Outcome, now: number) {
  const failure = outcome.state === 'failed' ? explain(outcome.error) : null;
  const written = failure ? withFailure(live.unstored, live.run.id, failure) : live.unstored;
  const entries = written.map((one) => draft.append(one));
  const status: SessionStatus = failure ? 'failed' : 'done';
  end(
    draft,
    live,
    { state: outcome.state, stopReason: outcome.stopReason, error: failure?.message ?? null },
    status,
    now,
  );
  return { entries, failure };
}

/** The words already read are kept and marked; the run is over whether or not the model listens. */
export function abort(draft: Draft, live: LiveRun, origin: string, now: number): Entry[] {
  const runId = live.run.id;
  const timedOut = origin === 'timeout';
  const last = {
    abort: { origin },
    stopReason: timedOut ? 'timeout' : 'aborted',
    idempotencyKey: `${runId}:assistant`,
  };
  const entries = mark(live.stop(), last).map((one) => draft.append(one));
  const error = timedOut ? 'The run took longer than its time limit' : null;
  end(draft, live, { state: 'aborted', stopReason: origin, error }, timedOut ? 'timeout' : 'killed', now);
  return entries;
}

/** An input that is taken back before its turn came. */
export function drop(draft: Draft, run: Run, origin: string, now: number): void {
  draft.put({ ...over(run), state: 'aborted', endedAt: now, stopReason: origin });
}

/** The tools of a client can be large, come with every request, and mean nothing once the run is over. */
function over(run: Run): Run {
  const { clientTools: _tools, ...input } = run.input;
  return { ...run, input };
}

/** A run that was cut by the end of the process: its tools may have acted, so it is not run again by itself. */
export function interrupt(draft: Draft, run: Run, now: number): void {
  if (run.text !== '') {
    const meta = { runId: run.id, stopReason: 'interrupted', abort: { origin: 'restart' } };
    draft.append({
      role: 'assistant',
      content: [{ type: 'text', text: run.text }],
      meta: { ...meta, idempotencyKey: `${run.id}:assistant` },
    });
  }
  draft.put({ ...over(run), state: 'interrupted', text: '', endedAt: now, stopReason: 'restart' });
  draft.update({ status: 'killed', activeRunId: null, endedAt: now });
}

function end(
  draft: Draft,
  live: LiveRun,
  ended: Pick<Run, 'state' | 'stopReason' | 'error'>,
  status: SessionStatus,
  now: number,
): void {
  const { session } = draft;
  draft.put({ ...over(live.run), ...ended, text: '', endedAt: now });
  draft.update({
    status,
    activeRunId: null,
    endedAt: now,
    unread: true,
    inputTokens: session.inputTokens + live.usage.input,
    outputTokens: session.outputTokens + live.usage.output,
    cost: session.cost + (live.usage.cost ?? 0),
    contextTokens: live.contextTokens || session.contextTokens,
    ...(live.text === '' ? {} : { preview: excerpt(live.text, 240) }),
  });
}

function withFailure(written: readonly Written[], runId: string, failure: Failure): Written[] {
  const meta = { errorMessage: failure.message, stopReason: 'error', idempotencyKey: `${runId}:terminal-error` };
  if (written.some((one) => one.role === 'assistant')) return mark(written, meta);
  return [...written, { role: 'assistant', content: [], meta: { runId, ...meta } }];
}

/** Says of the last thing the assistant said how it ended. */
function mark(written: readonly Written[], meta: Written['meta']): Written[] {
  const last = written.findLastIndex((one) => one.role === 'assistant');
  return written.map((one, index) => (index === last ? { ...one, meta: { ...one.meta, ...meta } } : one));
}

function explain(error: unknown): Failure {
  if (!(error instanceof GatewayError)) {
    return { message: 'The agent failed for a reason of its own; the log of the gateway has it', kind: 'unknown' };
  }
  const kind = error.details?.errorKind;
  const { message, retryAfterMs } = error;
  const said = { message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (kind === 'refusal' || kind === 'timeout' || kind === 'rate_limit' || kind === 'context_length') {
    return { ...said, kind };
  }
  return { ...said, kind: 'unknown' };
}
