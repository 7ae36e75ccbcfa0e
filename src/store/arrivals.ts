// What an import has to know before it writes: names of entries are of the whole database, and some may be taken.
import { and, inArray, ne } from 'drizzle-orm';
import type { Database } from './database.ts';
import { reading } from './failure.ts';
import { entries } from './tables.ts';

const AT_ONCE = 500;

/** Those of the names that entries of other sessions have. */
export async function takenNames(db: Database, sessionId: string, ids: readonly string[]): Promise<Set<string>> {
  const taken = new Set<string>();
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const part = ids.slice(start, start + AT_ONCE);
    const others = and(inArray(entries.id, part), ne(entries.sessionId, sessionId));
    const rows = await reading(db.select({ id: entries.id }).from(entries).where(others));
    for (const { id } of rows) taken.add(id);
  }
  return taken;
}
