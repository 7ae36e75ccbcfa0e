// Many changes as the few statements that write them: the last word on a session or a run wins.
import type { InStatement } from '@libsql/client';
import type { Change } from '../ports.ts';
import type { Branch, Entry, Run, SessionRecord } from '../records.ts';
import { copying } from './copies.ts';
import { copyingHolds, holding } from './holds.ts';
import { indexing, indexingCopies } from './indexing.ts';
import { inserting, upserting } from './rows.ts';
import { branches, entries, runs, sessions } from './tables.ts';
import { spending } from './usage.ts';

// By id and not by key: another session under a key that is taken must fail, never write its entries to nobody.
const putSessions = upserting(sessions, ['id'], ['key', 'agentId', 'createdAt']);
const addEntries = inserting(entries);
const putBranches = upserting(branches, ['sessionId', 'branch']);
const putRuns = upserting(runs, ['sessionId', 'id'], ['acceptedAt']);

export function statementsOf(changes: readonly Change[]): InStatement[] {
  const written: Entry[] = [];
  const lastSessions = new Map<string, SessionRecord>();
  const lastBranches = new Map<string, Branch>();
  // A Map keeps the place of the first: runs are inserted in the order of their acceptance.
  const lastRuns = new Map<string, Run>();
  for (const change of changes) {
    lastSessions.set(change.session.id, change.session);
    for (const entry of change.entries) written.push(entry);
    for (const branch of change.branches) lastBranches.set(`${branch.sessionId} ${branch.branch}`, branch);
    for (const run of change.runs) lastRuns.set(`${run.sessionId} ${run.id}`, run);
  }
  return [
    ...addEntries(written),
    ...changes.flatMap(({ copies = [] }) => copies.flatMap((one) => [...copying(one), ...copyingHolds(one)])),
    ...holding(changes),
    ...putBranches([...lastBranches.values()]),
    ...putRuns([...lastRuns.values()]),
    ...putSessions([...lastSessions.values()]),
    ...indexing(written, lastSessions),
    ...changes.flatMap(indexingCopies),
    ...spending(written),
  ];
}
