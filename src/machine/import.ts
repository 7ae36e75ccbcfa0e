// An import, session by session: read from a copy, checked, written to a scratch database and read back, then written
// here in one transaction. What stops in the middle leaves whole sessions behind, and can be begun again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Whole } from '../export/session-file.ts';
import { readSessionFile } from '../export/session-file.ts';
import { type Candidate, type Counts, nothingLost, type Refused, type Source } from '../import/candidate.ts';
import { openTranscript } from '../store/transcript.ts';
import { Writer } from '../store/writer.ts';
import { openDatabaseUrl } from './database.ts';
import { MachineFailure } from './failure.ts';
import { readSteady } from './import-copy.ts';
import { readAgentDatabase } from './import-database.ts';
import { judge, type Store } from './import-judge.ts';
import { readFolder } from './import-lines.ts';
import { findPlaces, type Place } from './import-places.ts';
import { candidateOf } from './import-session.ts';
import { ownDatabase, readDatabase, type Where } from './session-database.ts';
import { readWhole } from './session-whole.ts';

export type Order = Where & {
  path: string;
  agentId: string | undefined;
  mainKey: string;
  /** Everything but the last step. */
  dryRun: boolean;
  now: number;
};

export type Imported = { key: string; sessionId: string | null; from: string } & (
  | ({
      state: 'imported' /** Its own, when that is another session's here. */;
      wanted?: string;
      entries: number;
    } & Counts)
  | ({ state: 'unchanged'; entries: number } & Counts)
  | { state: 'refused'; reason: string }
);

const ACTION = 'Cannot import';

export async function importSessions(order: Order): Promise<Imported[]> {
  const places = findPlaces(order.path, order.agentId);
  const opened = await (order.dryRun ? readDatabase(order, ACTION) : ownDatabase(order, ACTION));
  const scratch = mkdtempSync(join(tmpdir(), 'pincer-import-'));
  const writer = opened ? new Writer(opened.database) : null;
  const store = opened && writer ? { database: opened.database, writer } : null;
  try {
    return await importPlaces(places, order, store, scratch);
  } finally {
    await writer?.close();
    await opened?.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function importPlaces(places: Place[], order: Order, store: Store | null, scratch: string): Promise<Imported[]> {
  const rehearsal = await openDatabaseUrl(pathToFileURL(join(scratch, 'rehearsal.db')).href);
  const writer = new Writer(rehearsal);
  const done: Imported[] = [];
  /** Where a database and the lines of an older release stand side by side, the first is the newer. */
  const seen = new Set<string>();
  try {
    for (const place of places) {
      for await (const found of read(place, scratch)) {
        const from = place.kind === 'lines' ? place.folder : place.file;
        if ('reason' in found) {
          if (found.sessionId === null || !seen.has(found.sessionId)) done.push({ ...found, from, state: 'refused' });
          continue;
        }
        const candidate = 'whole' in found ? found : candidateOf(found, order.mainKey, order.now);
        const { id } = candidate.whole.session;
        if (seen.has(id)) continue;
        seen.add(id);
        const outcome = await take(candidate, order, store, { database: rehearsal, writer });
        done.push({ ...outcome, from });
      }
    }
  } finally {
    await writer.close();
    rehearsal.$client.close();
  }
  return done;
}

type Outcome = Imported extends infer One ? (One extends Imported ? Omit<One, 'from'> : never) : never;

async function take({ whole, counts }: Candidate, order: Order, store: Store | null, scratch: Store): Promise<Outcome> {
  const { key, id: sessionId } = whole.session;
  const verdict = await judge(whole, store);
  switch (verdict.do) {
    case 'refuse':
      return { key, sessionId, state: 'refused', reason: verdict.reason };
    case 'nothing':
      return { key, sessionId, state: 'unchanged', entries: whole.entries.length, ...counts };
    case 'write': {
      const problem = await rehearse(verdict.whole, scratch);
      if (problem !== null) return { key, sessionId, state: 'refused', reason: problem };
      if (store && !order.dryRun) await store.writer.commit({ base: null, ...verdict.whole, runs: [] });
      const written = verdict.whole.session.key;
      const wanted = written === key ? {} : { wanted: key };
      return { key: written, sessionId, ...wanted, state: 'imported', entries: whole.entries.length, ...counts };
    }
  }
}

/** Says why what would come back is not what went in; the real database is touched only when it is the same. */
async function rehearse(whole: Whole, { database, writer }: Store): Promise<string | null> {
  const transcript = openTranscript(database, writer, whole.session.key);
  try {
    await transcript.commit({ base: null, ...whole, runs: [] });
    const stored = await readWhole(transcript);
    return isDeepStrictEqual(stored, whole) ? null : 'it would not come back as it was written';
  } catch (error) {
    return `it cannot be written: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    await transcript.erase(whole.session.id);
  }
}

async function* read(place: Place, scratch: string): AsyncGenerator<Source | Refused | Candidate> {
  switch (place.kind) {
    case 'lines':
      return yield* readFolder(place);
    case 'database':
      return yield* readAgentDatabase(place, scratch);
    case 'session':
      yield { whole: readFile(place.file), counts: nothingLost };
  }
}

function readFile(file: string): Whole {
  const whole = readSessionFile(parse(readSteady(file)));
  if (whole && !('problem' in whole)) return whole;
  throw new MachineFailure(`Cannot import ${file}: ${whole ? whole.problem : 'it is no exported session'}`);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
