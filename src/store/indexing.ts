// The statements that keep the full-text index in step with the entries, in the same commit. They are made here and
// not by a trigger: SQLite's reader of JSON refuses to go as deep as the arguments of a tool may.
import type { InStatement } from '@libsql/client';
import { type SQL, sql } from 'drizzle-orm';
import type { Change, Copy } from '../ports.ts';
import type { Entry, SessionRecord } from '../records.ts';
import { agentScope, searchable, sessionScope } from './words.ts';

const ROWS = 10_000;

export function indexing(
  entries: readonly Entry[],
  sessions: ReadonlyMap<string, Pick<SessionRecord, 'agentId'>>,
): InStatement[] {
  const scopes = new Map<string, string>();
  const rows: [text: string, scope: string, entryId: string][] = [];
  for (const entry of entries) {
    const text = searchable(entry);
    if (text === null) continue;
    const { sessionId } = entry;
    let scope = scopes.get(sessionId);
    if (scope === undefined) {
      scope = scopeOf(sessionId, sessions.get(sessionId)?.agentId ?? '');
      scopes.set(sessionId, scope);
    }
    rows.push([text, scope, entry.id]);
  }
  const statements: InStatement[] = [];
  for (let start = 0; start < rows.length; start += ROWS) {
    const part = rows.slice(start, start + ROWS);
    const values = `(?, ?, ?)${', (?, ?, ?)'.repeat(part.length - 1)}`;
    statements.push({ sql: `insert into entry_search (text, scope, entry_id) values ${values}`, args: part.flat() });
  }
  return statements;
}

const copy = `
  insert into entry_search (text, scope, entry_id)
  select said.text, ?1, ?2 || printf('%012x', e.position)
  from entry_search as said cross join entries as e on e.id = said.entry_id
  where said.entry_search match ?3 and e.session_id = ?4 and e.branch = ?5 and e.position > ?6 and e.position <= ?7
  order by e.position`;

/** Entries that were copied inside the database are found in both sessions. */
export function indexingCopies({ session, copies = [] }: Change): InStatement[] {
  const scope = scopeOf(session.id, session.agentId);
  const of = ({ from, names, stretches }: Copy) =>
    stretches.map(({ branch, after, upTo }) => ({
      sql: copy,
      args: [scope, names, `scope : ${sessionScope(from)}`, from, branch, after, upTo],
    }));
  return copies.flatMap(of);
}

function scopeOf(sessionId: string, agentId: string): string {
  return `${sessionScope(sessionId)} ${agentScope(agentId)}`;
}

export function forgetting(sessionId: string): SQL {
  return sql`delete from entry_search where entry_search match ${`scope : ${sessionScope(sessionId)}`}`;
}
