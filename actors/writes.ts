// Every work that changes a session, and what each decides: an answer, something to say, a run to begin or to end.
import type { Command, SessionEvent } from '../src/commands.ts';
import { invalidRequest } from '../src/errors.ts';
import type { Terms } from '../src/ports.ts';
import type { Run, SessionRecord } from '../src/records.ts';
import type { Compaction, Outcome as Summing } from './compaction.ts';
import * as compaction from './compaction-decisions.ts';
import * as decisions from './decisions.ts';
import type { Draft, Written } from './draft.ts';
import type { LiveRun, Outcome } from './live-run.ts';
import type { Lookups } from './lookups.ts';
import { checkResults } from './open-calls.ts';
import * as queue from './queue-decisions.ts';
import { repliedBefore, reply, writeReply } from './reply-decisions.ts';
import * as runs from './run-decisions.ts';
import type { Voice } from './session-events.ts';
import { liveIn, queuedIn, type SessionState } from './session-state.ts';
import * as tree from './tree-decisions.ts';

/** What a session writes to itself. */
export type Inner =
  | { type: 'start' }
  | { type: 'checkpoint'; live: LiveRun }
  | { type: 'step'; live: LiveRun }
  | { type: 'steer'; live: LiveRun }
  | { type: 'ended'; live: LiveRun; outcome: Outcome }
  | { type: 'compacted'; compaction: Compaction; base: SessionRecord; outcome: Summing }
  | { type: 'stopped'; live: LiveRun; origin: string };

type WriteCommand = Extract<
  Command,
  {
    type:
      | 'send'
      | 'reply'
      | 'inject'
      | 'abort'
      | 'create'
      | 'patch'
      | 'reset'
      | 'rewind'
      | 'switch'
      | 'restore'
      | 'compact';
  }
>;
export type Write = WriteCommand | Inner;

export type Decision = {
  result?: unknown;
  say?: (voice: Voice) => SessionEvent[];
  begin?: Run;
  /** The live run that is over; with an origin, somebody stopped it, and it stays stopped even if that cannot be stored yet. */
  ends?: { live: LiveRun; origin: string | null } | undefined;
  /** A summing up that begins, and the run that it makes room for. */
  compact?: Compaction;
  tries?: string;
  /** What is left to do when the summing up is over and that is stored. */
  over?: () => void;
  /** What the live run need not keep any longer. */
  stored?: readonly Written[];
};

export type Circumstances = Lookups & {
  state: SessionState;
  draft: Draft;
  compacting: Compaction | null;
  tried: string | null;
  now: number;
  terms: Terms;
};

const reads = new Set([
  ...['history', 'message', 'preview', 'wait', 'replied', 'branches', 'checkpoints', 'trunk'],
  ...['graft', 'delete'],
]);
/** What begins or goes on with a run, or moves the leaf, is decided by itself: its neighbours see what came of it. */
const alone = new Set(['start', 'step', 'steer', 'rewind', 'switch', 'restore', 'compact', 'compacted']);

export function isWrite(work: Command | Inner): work is Write {
  return !reads.has(work.type);
}

export function isShared(work: Command | Inner): boolean {
  return isWrite(work) && !alone.has(work.type);
}

export function decide(work: Write, at: Circumstances): Decision {
  const { state, draft, now } = at;
  switch (work.type) {
    case 'send':
      return send(work, at);
    case 'reply':
      return reply(work, at);
    case 'inject': {
      const { entry, text } = decisions.inject(draft, work);
      const result = { ok: true, messageId: entry.id };
      return {
        result,
        say: (voice) => [voice.message(entry), voice.injected(entry, text), voice.changed({ reason: 'message' })],
      };
    }
    case 'create': {
      if (state.session === null || Object.keys(work.patch).length > 0) decisions.patch(draft, work.patch);
      if (work.parentKey !== undefined) draft.update({ parentKey: work.parentKey });
      for (const one of state.session === null ? (work.earlier ?? []) : []) {
        draft.append(one);
        draft.hold(one.meta?.media ?? []);
      }
      return { result: draft.session, say: (voice) => [voice.changed({ reason: 'create' })] };
    }
    case 'patch': {
      if (repliedBefore(work.reply, at)) return { result: draft.session };
      if (!work.reply) existing(at);
      decisions.patch(draft, work.patch, work.expected);
      const replied = work.reply && writeReply(work.reply, at);
      return {
        result: draft.session,
        say: (voice) => [...(replied?.say(voice) ?? []), voice.changed({ reason: 'patch' })],
      };
    }
    case 'reset':
      return reset(work, at);
    case 'rewind':
    case 'switch':
    case 'restore':
      return tree.move(work, at);
    case 'compact':
      return compaction.compact(work, at);
    case 'compacted':
      return compaction.compacted(work, at);
    case 'abort':
      return abort(work, at);
    case 'stopped':
      return work.live === liveIn(state, draft) ? stop(work.live, work.origin, at) : {};
    case 'start':
      return queue.start(at);
    case 'checkpoint':
      if (liveIn(state, draft) === work.live) draft.put({ ...work.live.run, text: work.live.unstoredText });
      return {};
    case 'step': {
      if (liveIn(state, draft) !== work.live) return {};
      return queue.step(work.live, draft);
    }
    case 'steer':
      return liveIn(state, draft) === work.live ? queue.steer(work.live, at) : { result: [] };
    case 'ended': {
      const { live } = work;
      if (liveIn(state, draft) !== live) return {};
      const { entries, failure } = runs.settle(draft, live, work.outcome, now);
      const ended = {
        endedAt: now,
        startedAt: live.run.startedAt,
        stopReason: work.outcome.stopReason,
        aborted: false,
      };
      return {
        ends: { live, origin: null },
        say: (voice) => [
          ...entries.map((entry) => voice.message(entry)),
          failure
            ? voice.agent(live, 'lifecycle', { phase: 'error', ...ended, error: failure.message })
            : voice.agent(live, 'lifecycle', { phase: 'end', ...ended }),
          failure ? voice.failed(live, failure) : voice.final(live, work.outcome.stopReason),
          voice.changed({ phase: failure ? 'error' : 'end', runId: live.run.id }),
        ],
      };
    }
  }
}

function send(work: Extract<Write, { type: 'send' }>, at: Circumstances): Decision {
  const { state, draft, known, now } = at;
  const earlier = draft.runs.find((run) => run.id === work.runId) ?? state.run(work.runId) ?? known.get(work.runId);
  if (earlier) return { result: decisions.repeated(earlier, work) };
  const waiting = queuedIn(state, draft);
  const live = liveIn(state, draft);
  const { leafId } = draft.session;
  // While the agent works the leaf moves by itself: then it is enough to speak of the same line.
  const idle = !live && waiting.length === 0;
  const { expectedLeaf } = work;
  if (typeof expectedLeaf === 'string' && expectedLeaf !== leafId && (idle || at.left.has(expectedLeaf))) {
    const details = { code: 'LEAF_CHANGED', activeLeafEntryId: leafId };
    throw invalidRequest('Cannot send as the conversation has moved on: read its history first', details);
  }
  if (waiting.length >= decisions.MAX_QUEUED) {
    const words = `Cannot send as ${waiting.length} messages wait in this session: let some be answered first`;
    throw invalidRequest(words, { code: 'QUEUE_FULL' });
  }
  const results = checkResults(work.results, at);
  const mode = work.queueMode ?? draft.session.queueMode ?? at.terms.queueMode;
  const accepted = decisions.accept(draft, { ...work, queueMode: mode }, results, now);
  const stopped = live && mode === 'interrupt' ? stop(live, 'interrupt', at) : null;
  const roomy = !at.compacting && !compaction.isFull(compaction.wordsOf(accepted), at);
  const free = (!live || stopped !== null) && waiting.length === 0 && roomy;
  const placed = free ? decisions.place(draft, accepted) : null;
  draft.put(placed?.run ?? accepted);
  if (placed === null) draft.update({ interactedAt: now });
  return {
    ends: stopped?.ends,
    result: {
      runId: work.runId,
      status: 'started',
      ...(placed?.run.position ? { messageSeq: placed.run.position } : {}),
    },
    say: (voice) => [
      ...(stopped?.say?.(voice) ?? []),
      voice.changed({ reason: 'send', runId: work.runId }),
      ...(placed?.entries ?? []).map((entry) => voice.message(entry)),
    ],
  };
}

function abort(work: Extract<Write, { type: 'abort' }>, at: Circumstances): Decision {
  const { state, draft, now } = at;
  const live = liveIn(state, draft);
  const hit = live && (work.runId === undefined || work.runId === live.run.id) ? live : null;
  const asked = at.compacting?.asked?.runId;
  const summing = work.runId === undefined || work.runId === asked;
  const stopped = hit ? stop(hit, work.origin, at) : summing ? compaction.stopped(at, work.origin) : null;
  const taken = queuedIn(state, draft).filter((run) => work.clearQueued || run.id === work.runId);
  for (const run of taken) runs.drop(draft, run, work.origin, now);
  const over = stopped?.over;
  const runIds = [...(hit ? [hit.run.id] : over && asked ? [asked] : []), ...taken.map((run) => run.id)];
  return {
    ends: stopped?.ends,
    ...(over ? { over } : {}),
    result: { ok: true, aborted: runIds.length > 0 || over !== undefined, runIds },
    say: (voice) => [...(stopped?.say?.(voice) ?? []), ...taken.map((run) => voice.dropped(run.id, work.origin))],
  };
}

function stop(live: LiveRun, origin: string, { draft, now }: Circumstances): Decision {
  const entries = runs.abort(draft, live, origin, now);
  const ended = { endedAt: now, startedAt: live.run.startedAt, stopReason: origin, aborted: true };
  return {
    ends: { live, origin },
    say: (voice) => [
      voice.delta(live),
      voice.aborted(live, origin),
      voice.agent(live, 'lifecycle', { phase: 'end', ...ended }),
      ...entries.map((entry) => voice.message(entry)),
      voice.changed({ phase: 'end', runId: live.run.id }),
    ],
  };
}

function reset(work: Extract<Write, { type: 'reset' }>, at: Circumstances): Decision {
  if (repliedBefore(work.reply, at)) return { result: at.draft.session };
  if (work.reply && isNew(at)) {
    // Where nothing was said there is nothing to begin anew; whoever asked is answered all the same.
    const { say } = writeReply(work.reply, at);
    return { result: at.draft.session, say: (voice) => [...say(voice), voice.changed({ reason: 'reset' })] };
  }
  existing(at);
  const live = liveIn(at.state, at.draft);
  const stopped = live ? stop(live, 'reset', at) : compaction.stopped(at, 'reset');
  const dropped = queuedIn(at.state, at.draft);
  for (const run of dropped) runs.drop(at.draft, run, 'reset', at.now);
  const entry = decisions.reset(at.draft);
  // On the new line: what people are answered must not stand on the one that they just left.
  const replied = work.reply && writeReply(work.reply, at);
  return {
    ends: stopped.ends,
    ...(stopped.over ? { over: stopped.over } : {}),
    result: at.draft.session,
    say: (voice) => [
      ...(stopped.say?.(voice) ?? []),
      ...dropped.map((run) => voice.dropped(run.id, 'reset')),
      voice.message(entry),
      ...(replied?.say(voice) ?? []),
      voice.changed({ reason: 'reset' }),
    ],
  };
}

function existing(at: Circumstances): void {
  if (isNew(at)) throw invalidRequest(`No session found: ${at.draft.session.key}`);
}

function isNew({ state, draft }: Circumstances): boolean {
  return !state.session && !draft.dirty;
}
