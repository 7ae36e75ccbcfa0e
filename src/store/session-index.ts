// The list of sessions: paged, counted, and found by any of their names.
import { and, desc, eq, getTableColumns, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import type { SessionIndex } from '../ports.ts';
import type { Database } from './database.ts';
import { reading } from './failure.ts';
import { count, isRare, page } from './session-page.ts';
import { runs, sessions, unfinished } from './tables.ts';

// A name may fit several sessions; more than this many help nobody choose.
const CANDIDATES = 20;

export function createSessionIndex(db: Database): SessionIndex {
  return {
    async list(query) {
      const wanted = { ...query, rare: await reading(isRare(db, query.search)) };
      const [found, total] = await reading(Promise.all([page(db, wanted), count(db, wanted)]));
      return { sessions: found, total };
    },

    async find(by) {
      const wanted = named(by);
      if (!wanted) return [];
      return reading(db.select().from(sessions).where(wanted).orderBy(desc(sessions.updatedAt)).limit(CANDIDATES));
    },

    async run(id) {
      const [found] = await reading(
        db
          .select({ key: sessions.key, run: getTableColumns(runs) })
          .from(runs)
          .innerJoin(sessions, eq(sessions.id, runs.sessionId))
          .where(eq(runs.id, id))
          .orderBy(sql`${runs}.rowid desc`)
          .limit(1),
      );
      return found ?? null;
    },

    async unfinished() {
      const open = db.select({ id: runs.sessionId }).from(runs).where(unfinished);
      const rows = await reading(db.select({ key: sessions.key }).from(sessions).where(inArray(sessions.id, open)));
      return rows.map(({ key }) => key);
    },
  };
}

function named(by: Parameters<SessionIndex['find']>[0]): SQL | undefined {
  if ('key' in by) return eq(sessions.key, by.key);
  if ('id' in by) return eq(sessions.id, by.id);
  if ('label' in by) return eq(sessions.label, by.label);
  const start = dashed(by.shortId);
  // 'g' is above every digit of a uuid, so the range is read from the index of ids.
  return start === null ? undefined : and(gte(sessions.id, start), lt(sessions.id, `${start}g`));
}

/** The first characters of a uuid as they stand in it: its dashes back in their places. */
function dashed(shortId: string): string | null {
  if (!/^[0-9a-f]{1,32}$/i.test(shortId)) return null;
  return shortId.toLowerCase().replace(/(?<=^(?:.{8}|.{12}|.{16}|.{20}))(?=.)/g, '-');
}
