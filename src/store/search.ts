// Finding what was said: the newest of what matches, the best of it first.
import { inArray } from 'drizzle-orm';
import * as v from 'valibot';
import type { TranscriptSearch } from '../ports.ts';
import type { Database } from './database.ts';
import { reading } from './failure.ts';
import { sessions } from './tables.ts';
import { agentScope, readable, sessionScope, wanted } from './words.ts';

/** So many of what matches are weighed: a word that everybody uses must not cost a look at everything. */
const WEIGHED = 1000;

const Row = v.object({
  key: v.string(),
  sessionId: v.string(),
  messageId: v.string(),
  role: v.picklist(['user', 'assistant']),
  at: v.number(),
  snippet: v.string(),
  score: v.number(),
  weighed: v.number(),
});

// BM25 for words that stand once in each: as every hit has all of the words, how rare they are says nothing between
// hits, and to find it out SQLite's own bm25() would read every row that has any of them.
const found = `
  with newest as materialized (
    select rowid as place, 2.2 / (1.3 + 0.9 * octet_length(text) / 400.0) as score
    from entry_search where entry_search match ?1 order by rowid desc limit ?2
  ), best as materialized (
    select place, score from newest order by score desc, place desc limit ?3
  )
  select s.key as "key", s.id as "sessionId", e.id as "messageId", e.role as "role", e.at as "at",
    snippet(entry_search, 0, '', '', '…', 32) as "snippet", best.score as "score",
    (select count(*) from newest) as "weighed"
  from entry_search
  cross join best on best.place = entry_search.rowid
  cross join entries e on e.id = entry_search.entry_id
  cross join sessions s on s.id = e.session_id
  where entry_search match ?1
    and entry_search.rowid between (select min(place) from best) and (select max(place) from best)
  order by best.score desc, best.place desc`;

export function createTranscriptSearch(db: Database): TranscriptSearch {
  async function scopesOf(agentId: string | undefined, keys: readonly string[] | undefined): Promise<string[]> {
    if (keys === undefined) return agentId === undefined ? [] : [agentScope(agentId)];
    const known = await reading(
      db
        .select({ id: sessions.id, agentId: sessions.agentId })
        .from(sessions)
        .where(inArray(sessions.key, [...keys])),
    );
    return known.filter((one) => agentId === undefined || one.agentId === agentId).map(({ id }) => sessionScope(id));
  }

  return async ({ words, limit, agentId, keys }) => {
    const scopes = await scopesOf(agentId, keys);
    const match = keys !== undefined && scopes.length === 0 ? null : wanted(words, scopes);
    if (match === null) return { hits: [], truncated: false };
    const { rows } = await reading(db.$client.execute({ sql: found, args: [match, WEIGHED, limit] }));
    const hits = rows.map((row) => v.parse(Row, { ...row }));
    return {
      hits: hits.map(({ weighed: _, snippet, ...hit }) => ({ ...hit, snippet: readable(snippet) })),
      truncated: (hits[0]?.weighed ?? 0) >= WEIGHED,
    };
  };
}
