// The durable side of one session: its state and unfinished runs, its pages, its end.
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Transcript } from '../ports.ts';
import type { Database } from './database.ts';
import { explained, reading } from './failure.ts';
import { forgetting } from './indexing.ts';
import { readPage } from './page.ts';
import { twice } from './patience.ts';
import { branches, entries, mediaHolds, runs, sessions, unfinished, usage } from './tables.ts';
import { dividersOf, readPlaces, readTips } from './tree.ts';
import type { Writer } from './writer.ts';

export function openTranscript(db: Database, writer: Writer, key: string): Transcript {
  return {
    async load() {
      const id = db.select({ id: sessions.id }).from(sessions).where(eq(sessions.key, key));
      const [[session], lines, open, marks] = await reading(
        db.batch([
          db.select().from(sessions).where(eq(sessions.key, key)),
          db.select().from(branches).where(inArray(branches.sessionId, id)).orderBy(asc(branches.branch)),
          // By rowid, the order of acceptance: a clock may step back, and the upsert of a run keeps its row.
          db
            .select()
            .from(runs)
            .where(and(inArray(runs.sessionId, id), unfinished))
            .orderBy(sql`rowid`),
          dividersOf(db, id),
        ]),
      );
      return session ? { session, branches: lines, runs: open, marks } : null;
    },

    commit: (change) => writer.commit(change),

    page: (sessionId, stretch, limit) => readPage(db, sessionId, stretch, limit),

    async find(sessionId, what) {
      if ('tips' in what) return { tips: await readTips(db, sessionId) };
      if ('places' in what) return { standing: await readPlaces(db, sessionId, what.places) };
      if ('entry' in what) {
        const mine = and(eq(entries.id, what.entry), eq(entries.sessionId, sessionId));
        const [entry] = await reading(db.select().from(entries).where(mine));
        return entry ? { entry } : {};
      }
      const [run] = await reading(
        db
          .select()
          .from(runs)
          .where(and(eq(runs.sessionId, sessionId), eq(runs.id, what.run))),
      );
      return run ? { run } : {};
    },

    async erase(sessionId) {
      await explained(
        'Cannot delete the session',
        twice(() =>
          db.batch([
            db.run(forgetting(sessionId)),
            db.delete(usage).where(eq(usage.sessionId, sessionId)),
            db.delete(entries).where(eq(entries.sessionId, sessionId)),
            db.delete(branches).where(eq(branches.sessionId, sessionId)),
            db.delete(runs).where(eq(runs.sessionId, sessionId)),
            db.delete(mediaHolds).where(eq(mediaHolds.sessionId, sessionId)),
            db.delete(sessions).where(eq(sessions.id, sessionId)),
          ]),
        ),
      );
    },
  };
}
