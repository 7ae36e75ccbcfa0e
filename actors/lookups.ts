// What decisions need that memory does not hold, read before the first of them is made.
import type { Command } from '../src/commands.ts';
import type { Transcript } from '../src/ports.ts';
import type { Entry, Run } from '../src/records.ts';
import { readContext } from './context.ts';
import type { History } from './history.ts';
import { openCalls } from './open-calls.ts';
import { holds } from './path.ts';
import { cutBeforeCheckpoint, cutBeforeMessage, type Place, tipOf } from './place.ts';
import type { SessionState } from './session-state.ts';
import type { Inner } from './writes.ts';

/** Where the leaf is to go, what a model reads there, and the entry that named it. */
export type Move = { place: Place; context: Entry[]; entry: Entry | null };

export type Lookups = {
  /** Runs that are named again, of which memory knows nothing. */
  known: ReadonlyMap<string, Run>;
  /** Entries that somebody saw last, and that are not on the active line. */
  left: ReadonlySet<string>;
  move: Move | null;
  /** Calls of the active line that have no result, when somebody brings results. */
  open: ReadonlyMap<string, string>;
};

/** So far back a call may stand. */
const CALLS_AMONG = 200;

type Sources = { transcript: Transcript; history: History };

export async function lookUp(
  state: SessionState,
  works: readonly (Command | Inner)[],
  { transcript, history }: Sources,
): Promise<Lookups> {
  const known = new Map<string, Run>();
  const left = new Set<string>();
  let move: Move | null = null;
  let open: ReadonlyMap<string, string> | null = null;
  for (const work of works) {
    const runId = nameOf(work);
    if (state.session && runId !== null && !state.run(runId)) {
      const { run } = await transcript.find(state.session.id, { run: runId });
      if (run) known.set(run.id, run);
    }
    if (work.type === 'send' && (await hasLeft(state, transcript, work.expectedLeaf)))
      left.add(work.expectedLeaf ?? '');
    if (work.type === 'send' && work.results && state.session) {
      const { id, position } = state.session;
      open ??= openCalls(await history.entries(id, state.path, position, CALLS_AMONG));
    }
    move ??= await readMove(state, work, transcript, history);
  }
  return { known, left, move, open: open ?? new Map() };
}

function nameOf(work: Command | Inner): string | null {
  if (work.type === 'send' || work.type === 'reply') return work.runId;
  if (work.type === 'patch' || work.type === 'reset') return work.reply?.runId ?? null;
  return work.type === 'compact' && work.asked ? work.asked.runId : null;
}

async function hasLeft(state: SessionState, transcript: Transcript, leaf: string | null | undefined): Promise<boolean> {
  const { session, path, queued } = state;
  if (typeof leaf !== 'string' || session?.leafId === leaf || queued.some(({ entryId }) => entryId === leaf))
    return false;
  const { entry } = session ? await transcript.find(session.id, { entry: leaf }) : {};
  return !entry || !holds(path, entry);
}

async function readMove(
  state: SessionState,
  work: Command | Inner,
  transcript: Transcript,
  history: History,
): Promise<Move | null> {
  // Whoever is refused for another reason need not be right about the place.
  if (state.live || state.queued.length > 0) return null;
  const found = await readPlace(state, work, transcript);
  if (!found || !state.session) return null;
  const { path, position } = found.place;
  const line = { sessionId: state.session.id, path, position, marks: state.marks };
  return { ...found, context: await readContext(history, transcript, line) };
}

async function readPlace(state: SessionState, work: Command | Inner, transcript: Transcript) {
  switch (work.type) {
    case 'rewind':
      return cutBeforeMessage(state, transcript, work.entryId);
    case 'restore':
      return cutBeforeCheckpoint(state, transcript, work.checkpointId);
    case 'switch':
      return { place: await tipOf(state, transcript, work.leafId), entry: null };
    default:
      return null;
  }
}
