// What a session actor has in memory: exactly what is committed, plus the run under way.
import type { Loaded, Stretch } from '../src/ports.ts';
import type { Branch, Entry, Mark, Run, SessionRecord } from '../src/records.ts';
import type { Draft } from './draft.ts';
import type { LiveRun } from './live-run.ts';
import { pathOf } from './path.ts';

const MAX_FINISHED = 100;

export class SessionState {
  session: SessionRecord | null;
  path: Stretch[];
  queued: Run[];
  live: LiveRun | null = null;
  branches: Branch[];
  marks: Mark[];
  /** The last runs that ended, so that a repeated send or a wait needs no read. */
  readonly #finished = new Map<string, Run>();

  constructor(loaded: Loaded | null) {
    this.session = loaded?.session ?? null;
    this.branches = loaded?.branches ?? [];
    this.marks = loaded?.marks ?? [];
    this.queued = (loaded?.runs ?? []).filter((run) => run.state === 'queued');
    this.path = this.session ? pathOf(this.session, this.branches) : [];
  }

  run(id: string): Run | undefined {
    if (this.live?.run.id === id) return this.live.run;
    return this.queued.find((run) => run.id === id) ?? this.#finished.get(id);
  }

  /** Goes on where memory was, after somebody else has written. Returns the runs that are open no longer. */
  follow({ live, queued }: SessionState, loaded: Loaded | null): Run[] {
    const open = new Set(loaded?.runs.map(({ id }) => id));
    if (live && open.has(live.run.id)) this.live = live;
    else live?.stop();
    return [...(live ? [live.run] : []), ...queued].filter(({ id }) => !open.has(id));
  }

  /** Takes over what was just committed, and returns the runs that ended with it. */
  adopt(draft: Draft): Run[] {
    this.session = draft.session;
    if (draft.branches.length > 0) this.branches = [...this.branches, ...draft.branches];
    const dividers = draft.entries.filter(({ role }) => role === 'system');
    if (dividers.length > 0) this.marks = [...this.marks, ...dividers.map(toMark)];
    this.path = pathOf(draft.session, this.branches);
    const ended = draft.runs.filter((run) => run.endedAt !== null);
    for (const run of ended) this.#remember(run);
    this.queued = queuedIn(this, draft);
    return ended;
  }

  #remember(run: Run): void {
    this.#finished.set(run.id, run);
    if (this.#finished.size <= MAX_FINISHED) return;
    const oldest = this.#finished.keys().next();
    if (!oldest.done) this.#finished.delete(oldest.value);
  }
}

function toMark({ id, branch, position, meta }: Entry): Mark {
  return { id, branch, position, kind: meta.kind ?? null };
}

/** The queue as it will be once the draft is committed. */
export function queuedIn(state: SessionState, draft: Draft): Run[] {
  const drafted = new Map(draft.runs.map((run) => [run.id, run]));
  const kept = state.queued.map((run) => drafted.get(run.id) ?? run);
  const known = new Set(state.queued.map((run) => run.id));
  const added = draft.runs.filter((run) => !known.has(run.id));
  return [...kept, ...added].filter((run) => run.state === 'queued');
}

/** The live run, unless the draft ends it. */
export function liveIn(state: SessionState, draft: Draft): LiveRun | null {
  const { live } = state;
  return live && draft.runs.some((run) => run.id === live.run.id && run.endedAt !== null) ? null : live;
}
