// A place in the tree that the leaf may go to, and what has to be true of whatever it is named by.
import { invalidRequest } from '../src/errors.ts';
import type { Stretch, Transcript } from '../src/ports.ts';
import type { Branch, Entry, Tip } from '../src/records.ts';
import { below, holds, pathOf } from './path.ts';
import type { SessionState } from './session-state.ts';

export type Place = {
  /** Null before everything. */
  branch: number | null;
  position: number;
  leafId: string | null;
  path: Stretch[];
  /** At the end of a line, which goes on from there. */
  goesOn: boolean;
};

/** Where an entry is not yet said; `entry` is what it would take back. */
export type Cut = { entry: Entry; place: Place };

export function placeBefore(entry: Entry, branches: readonly Branch[]): Place {
  const position = entry.position - 1;
  const path = below(pathOf(entry, branches), position);
  return { branch: path[0]?.branch ?? null, position, leafId: entry.parentId, path, goesOn: false };
}

export function placeAt({ id, branch, position }: Tip, branches: readonly Branch[]): Place {
  return { branch, position, leafId: id, path: pathOf({ branch, position }, branches), goesOn: true };
}

/** Before a message of a person on the active line. */
export async function cutBeforeMessage(state: SessionState, transcript: Transcript, id: string): Promise<Cut> {
  const entry = await find(state, transcript, id);
  if (!entry) throw refusal(id, 'this session has no such entry: read its history first');
  if (entry.role !== 'user') throw refusal(id, 'it is not the message of a person: name the message to go back before');
  if (!holds(state.path, entry)) throw refusal(id, 'it is not on the active line: switch to its line first');
  return { entry, place: placeBefore(entry, state.branches) };
}

/** Before a summary, on whichever line it is. */
export async function cutBeforeCheckpoint(state: SessionState, transcript: Transcript, id: string): Promise<Cut> {
  const marked = state.marks.some((mark) => mark.id === id && mark.kind === 'compaction');
  const entry = marked ? await find(state, transcript, id) : undefined;
  if (!entry) throw invalidRequest(`checkpoint not found: ${id}`, { code: 'CHECKPOINT_NOT_FOUND' });
  return { entry, place: placeBefore(entry, state.branches) };
}

export async function tipOf(state: SessionState, transcript: Transcript, id: string): Promise<Place> {
  if (state.session?.leafId === id) throw refusal(id, 'it is active already');
  const { tips = [] } = state.session ? await transcript.find(state.session.id, { tips: true }) : {};
  const tip = tips.find((one) => one.id === id);
  if (!tip) throw refusal(id, 'it is not the end of a line: sessions.branches.list names them');
  return placeAt(tip, state.branches);
}

async function find({ session }: SessionState, transcript: Transcript, id: string): Promise<Entry | undefined> {
  return session ? (await transcript.find(session.id, { entry: id })).entry : undefined;
}

function refusal(id: string, cause: string) {
  return invalidRequest(`Cannot go to the entry '${id.slice(0, 80)}' as ${cause}`, { code: 'ENTRY_UNAVAILABLE' });
}
