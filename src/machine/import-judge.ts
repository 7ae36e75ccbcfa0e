// What becomes of a session that is to be imported: nothing that is here already is ever changed.

import type { Whole } from '../export/session-file.ts';
import { besideKey } from '../import/candidate.ts';
import { unsound } from '../import/soundness.ts';
import { takenNames } from '../store/arrivals.ts';
import type { Database } from '../store/database.ts';
import { createSessionIndex } from '../store/session-index.ts';
import { openTranscript } from '../store/transcript.ts';
import type { Writer } from '../store/writer.ts';
import { readWhole } from './session-whole.ts';

export type Verdict = { do: 'write'; whole: Whole } | { do: 'nothing' } | { do: 'refuse'; reason: string };
export type Store = { database: Database; writer: Writer };

/** A store that is not there yet has nothing in the way. */
export async function judge(given: Whole, store: Store | null): Promise<Verdict> {
  if (given.entries.length === 0) return { do: 'refuse', reason: 'it holds no messages' };
  const problem = unsound(given);
  if (problem !== null) return { do: 'refuse', reason: problem };
  if (!store) return { do: 'write', whole: given };
  const index = createSessionIndex(store.database);
  const [here] = await index.find({ id: given.session.id });
  if (here) {
    const stored = await readWhole(openTranscript(store.database, store.writer, here.key));
    if (stored && holds(stored, given)) return { do: 'nothing' };
    return { do: 'refuse', reason: `${here.key} is the same session and says something else; it was left as it is` };
  }
  const [taken] = await index.find({ key: given.session.key });
  const { session } = taken ? beside(given) : given;
  if (taken && (await index.find({ key: session.key })).length > 0) {
    return { do: 'refuse', reason: `both ${given.session.key} and ${session.key} are other sessions here` };
  }
  return { do: 'write', whole: await named({ ...given, session }, store.database) };
}

/** Whether all of it is there at the same places; the conversation may have gone on since. */
function holds(stored: Whole, given: Whole): boolean {
  const words = new Map(stored.entries.map((entry) => [placeOf(entry), wordsOf(entry)]));
  return given.entries.every((entry) => words.get(placeOf(entry)) === wordsOf(entry));
}

function placeOf({ branch, position }: Whole['entries'][number]): string {
  return `${branch}/${position}`;
}

function wordsOf({ role, content, at }: Whole['entries'][number]): string {
  return JSON.stringify([role, content, at]);
}

function beside(whole: Whole): Whole {
  const { agentId, id } = whole.session;
  return { ...whole, session: { ...whole.session, key: besideKey(agentId, id) } };
}

/** A fork of OpenClaw's repeats the names of the entries that it began with: those that are taken get another. */
async function named(whole: Whole, database: Database): Promise<Whole> {
  const { session, entries } = whole;
  const taken = await takenNames(
    database,
    session.id,
    entries.map(({ id }) => id),
  );
  if (taken.size === 0) return whole;
  const name = (id: string) => (taken.has(id) ? `${id}.${session.id}` : id);
  const maybe = (id: string | null) => (id === null ? null : name(id));
  return {
    ...whole,
    session: { ...session, leafId: maybe(session.leafId) },
    entries: entries.map((entry) => ({ ...entry, id: name(entry.id), parentId: maybe(entry.parentId) })),
  };
}
