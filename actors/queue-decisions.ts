// Inputs that waited: when they begin a run of their own, when several become one, and when the live run hears them.
import type { Entry, Run } from '../src/records.ts';
import { makeRoom } from './compaction-decisions.ts';
import { place } from './decisions.ts';
import type { Draft } from './draft.ts';
import type { LiveRun } from './live-run.ts';
import { begin } from './run-decisions.ts';
import { liveIn, queuedIn } from './session-state.ts';
import type { Circumstances, Decision } from './writes.ts';

/** The next run begins. Inputs that wished to be collected, and stand together, are answered by the last of them. */
export function start(at: Circumstances): Decision {
  const { state, draft, now } = at;
  const waiting = queuedIn(state, draft);
  const [first] = waiting;
  if (!first || liveIn(state, draft) || at.compacting) return {};
  const end = waiting.findIndex((run) => run.input.queueMode !== 'collect');
  const collected = waiting.slice(0, end < 0 ? waiting.length : end);
  const answering = collected.pop() ?? first;
  const room = makeRoom([...collected, answering], at);
  if (room) return room;
  const joined = collected.flatMap((run) => join(draft, run, answering.id, now));
  const { run, entries: own } = begin(draft, answering, now);
  const entries = [...joined, ...own];
  return {
    begin: run,
    say: (voice) => [
      ...entries.map((one) => voice.message(one)),
      ...collected.map(({ id }) => voice.merged(id)),
      voice.changed({ phase: 'start', runId: run.id }),
    ],
  };
}

/** What the live run has completed is stored before anything is placed after it. */
export function step(live: LiveRun, draft: Draft): Decision {
  const { unstored, openText: text } = live;
  const stored = [...unstored];
  const entries = stored.map((one) => draft.append(one));
  if (entries.length > 0) draft.put({ ...live.run, text });
  return { stored, say: (voice) => entries.map((entry) => voice.message(entry)) };
}

/** Between two steps the live run hears those who wished to steer it, in their order, up to the first who did not. */
export function steer(live: LiveRun, { state, draft, now }: Circumstances): Decision {
  const waiting = queuedIn(state, draft);
  const end = waiting.findIndex((run) => run.input.queueMode !== 'steer');
  const steering = waiting.slice(0, end < 0 ? waiting.length : end);
  if (steering.length === 0) return { result: [] };
  const before = step(live, draft);
  const entries = steering.flatMap((run) => join(draft, run, live.run.id, now));
  return {
    ...before,
    result: entries,
    say: (voice) => [
      ...(before.say?.(voice) ?? []),
      ...entries.map((entry) => voice.message(entry)),
      ...steering.map(({ id }) => voice.merged(id)),
    ],
  };
}

/** An input that another run answers. It has its place in the conversation, and its own run is over. */
function join(draft: Draft, run: Run, into: string, now: number): Entry[] {
  const placed = run.position === null ? place(draft, run) : { run, entries: [] };
  draft.put({ ...placed.run, state: 'done', startedAt: now, endedAt: now, stopReason: `joined:${into}` });
  return placed.entries;
}
