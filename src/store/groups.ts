// The groups that people put sessions in: those that were written down, and those that only sessions speak of.
import { asc, eq, isNotNull } from 'drizzle-orm';
import type { Catalogue, Groups } from '../ports.ts';
import type { Database } from './database.ts';
import { explained, reading } from './failure.ts';
import { groups, sections, sessions } from './tables.ts';

export function createGroups(db: Database): Groups {
  let last: Promise<unknown> = Promise.resolve();

  async function written(): Promise<Catalogue> {
    const [named, order] = await reading(
      db.batch([
        db.select({ name: groups.name }).from(groups).orderBy(asc(groups.position)),
        db.select({ name: sections.name }).from(sections).orderBy(asc(sections.position)),
      ]),
    );
    return { groups: named.map(({ name }) => name), sections: order.map(({ name }) => name) };
  }

  async function replace(catalogue: Catalogue): Promise<Catalogue> {
    const named = catalogue.groups.map((name, position) => ({ name, position }));
    const order = catalogue.sections.map((name, position) => ({ name, position }));
    await explained(
      'Cannot save the groups',
      db.batch([
        db.delete(groups),
        db.delete(sections),
        ...named.map((group) => db.insert(groups).values(group)),
        ...order.map((section) => db.insert(sections).values(section)),
      ]),
    );
    return catalogue;
  }

  return {
    async read() {
      const [catalogue, used] = await Promise.all([
        written(),
        reading(
          db
            .selectDistinct({ name: sessions.category })
            .from(sessions)
            .where(isNotNull(sessions.category))
            .orderBy(asc(sessions.category)),
        ),
      ]);
      const known = new Set(catalogue.groups);
      const others = used.flatMap(({ name }) => (name === null || known.has(name) ? [] : [name]));
      return { ...catalogue, groups: [...catalogue.groups, ...others] };
    },

    change(edit) {
      const done = last.then(async () => replace(edit(await written())));
      last = done.catch(() => undefined);
      return done;
    },

    async members(name) {
      const rows = await reading(db.select({ key: sessions.key }).from(sessions).where(eq(sessions.category, name)));
      return rows.map(({ key }) => key);
    },
  };
}
