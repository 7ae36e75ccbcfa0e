// A page of the list of sessions, read from the index that has its order, and the number of all that match.
// Neither looks at sessions that do not match: what they cost does not grow with what is stored.
import { and, desc, eq, getTableColumns, gt, type SQL, sql } from 'drizzle-orm';
import { type SQLiteColumn, unionAll } from 'drizzle-orm/sqlite-core';
import type { SessionQuery } from '../ports.ts';
import type { SessionRecord } from '../records.ts';
import type { Database } from './database.ts';
import { sessionCounts, sessions } from './tables.ts';

/** The index of names has every three characters that follow each other; a shorter search looks at the names. */
const INDEXED_FROM = 3;
/** What more names than this contain is soon met by looking at the newest, and slow to gather from the index. */
const RARE = 1000;

const placed = { ...getTableColumns(sessions), place: sql<number>`${sessions}.rowid`.as('place') };

export type Wanted = SessionQuery & { rare: boolean };

export function pageOf(db: Database, query: Wanted) {
  const order = query.sortBy === 'interactedAt' ? sessions.interactedAt : sessions.updatedAt;
  const part = (archived: boolean) => db.select(placed).from(sessions).where(matching(query, archived));
  const ordered = [desc(order), sql`place desc`] as const;
  // Each half is in order by itself; asked for both at once, SQLite would sort them all.
  if (query.archived === 'all') {
    return unionAll(part(false), part(true))
      .orderBy(sql`${sql.identifier(order.name)} desc`, ordered[1])
      .limit(query.limit)
      .offset(query.offset);
  }
  return part(query.archived ?? false)
    .orderBy(...ordered)
    .limit(query.limit)
    .offset(query.offset);
}

export function countOf(db: Database, query: Wanted) {
  const { agentId, archived = false, parentKey, label, search, updatedAfter } = query;
  const all = [parentKey, label, search, updatedAfter].every((filter) => filter === undefined);
  if (all) {
    const counted = and(
      agentId === undefined ? undefined : eq(sessionCounts.agentId, agentId),
      archived === 'all' ? undefined : eq(sessionCounts.archived, archived),
    );
    return db
      .select({ total: sql<number>`coalesce(sum(${sessionCounts.total}), 0)` })
      .from(sessionCounts)
      .where(counted);
  }
  const part = (half: boolean) =>
    db
      .select({ one: sql`1`.as('one') })
      .from(sessions)
      .where(matching(query, half));
  const matched = archived === 'all' ? unionAll(part(false), part(true)).as('matched') : part(archived).as('matched');
  return db.select({ total: sql<number>`count(*)` }).from(matched);
}

export async function page(db: Database, query: Wanted): Promise<SessionRecord[]> {
  const rows = await pageOf(db, query);
  return rows.map(({ place: _, ...session }) => session);
}

export async function count(db: Database, query: Wanted): Promise<number> {
  const [counted] = await countOf(db, query);
  return counted?.total ?? 0;
}

/** Whether few names contain what is searched for. */
export async function isRare(db: Database, search: string | undefined): Promise<boolean> {
  if (search === undefined || [...search].length < INDEXED_FROM) return false;
  const some = sql`select 1 from session_search where session_search match ${phrase(search)} limit ${RARE + 1}`;
  const [found] = await db.all<{ total: number }>(sql`select count(*) as "total" from (${some})`);
  return (found?.total ?? 0) <= RARE;
}

function matching(
  { agentId, parentKey, label, search, updatedAfter, rare }: Wanted,
  archived: boolean,
): SQL | undefined {
  // A few are found by name: the plus keeps SQLite from walking the order of all instead.
  const named = label !== undefined || rare;
  const plain = (column: SQLiteColumn): SQL => (named ? sql`+${column}` : sql`${column}`);
  return and(
    eq(plain(sessions.archived), archived),
    agentId === undefined ? undefined : eq(plain(sessions.agentId), agentId),
    parentKey === undefined ? undefined : eq(plain(sessions.parentKey), parentKey),
    label === undefined ? undefined : eq(sessions.label, label),
    search === undefined ? undefined : containing(search, rare),
    updatedAfter === undefined ? undefined : gt(plain(sessions.updatedAt), updatedAfter),
  );
}

function containing(search: string, rare: boolean): SQL {
  if (rare) {
    const places = sql`select rowid from session_search where session_search match ${phrase(search)}`;
    return sql`${sessions.id} in (select session_id from session_names where place in (${places}))`;
  }
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const columns = [sessions.label, sessions.title, sessions.key];
  return sql`(${sql.join(
    columns.map((column) => sql`${column} like ${pattern} escape '\\'`),
    sql` or `,
  )})`;
}

function phrase(search: string): string {
  return `"${search.replaceAll('\0', ' ').replaceAll('"', '""')}"`;
}
