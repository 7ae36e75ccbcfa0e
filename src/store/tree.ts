// What is asked of a session's tree as a whole: where it is divided, and where its lines end.
import { and, asc, eq, inArray, type SQLWrapper, sql } from 'drizzle-orm';
import type { Place, Standing } from '../ports.ts';
import type { MarkKind, Tip } from '../records.ts';
import type { Database } from './database.ts';
import { reading } from './failure.ts';
import { divides, entries } from './tables.ts';

/** So much of the last words of a line is enough to know it by. */
const WORDS = 400;
/** So many places are looked up in one query. */
const AT_ONCE = 500;

export function dividersOf(db: Database, sessionIds: SQLWrapper) {
  const kind = sql<MarkKind | null>`json_extract(${entries.meta}, '$.kind')`;
  const { id, branch, position } = entries;
  return db
    .select({ id, branch, position, kind })
    .from(entries)
    .where(and(inArray(entries.sessionId, sessionIds), divides))
    .orderBy(asc(entries.seq));
}

// Each end is looked up in the index of places: the cost is that of the lines, not of what stands on them.
// What SQLite's reader of JSON refuses, as it may go too deep, has no words here.
const tips = `
  with line as (
    select 0 as branch union select branch from branches where session_id = ?1
  ), tip as (
    select branch, (
      select max(position) from entries where session_id = ?1 and branch = line.branch
    ) as position from line
  )
  select e.id, e.branch, e.position, e.at, (
    select said from (
      select position, case
        when not json_valid(content) then null
        when json_type(content) = 'text' then content ->> '$'
        else (select group_concat(value ->> '$.text', ' ') from json_each(content) where value ->> '$.type' = 'text')
      end as said
      from entries where session_id = ?1 and branch = e.branch and role in ('user', 'assistant')
    ) where said <> '' order by position desc limit 1
  ) as words
  from tip join entries e on e.session_id = ?1 and e.branch = tip.branch and e.position = tip.position
  order by e.seq`;

export async function readTips(db: Database, sessionId: string): Promise<Tip[]> {
  const { rows } = await reading(db.$client.execute({ sql: tips, args: [sessionId] }));
  return rows.map(({ id, branch, position, at, words }) => ({
    id: String(id),
    branch: Number(branch),
    position: Number(position),
    at: Number(at),
    words: typeof words === 'string' ? words.slice(0, WORDS) : null,
  }));
}

export async function readPlaces(db: Database, sessionId: string, places: readonly Place[]): Promise<Standing[]> {
  const standing: Standing[] = [];
  for (let start = 0; start < places.length; start += AT_ONCE) {
    const { id, branch, position, role, at } = entries;
    const named = places.slice(start, start + AT_ONCE).map((one) => sql`(${one.branch}, ${one.position})`);
    const there = sql`(${branch}, ${position}) in (values ${sql.join(named, sql`, `)})`;
    const rows = db
      .select({ id, branch, position, role, at })
      .from(entries)
      .where(and(eq(entries.sessionId, sessionId), there));
    standing.push(...(await reading(rows)));
  }
  return standing;
}
