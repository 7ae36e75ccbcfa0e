import { expect, test } from 'vitest';
import { createGroups } from '../../src/store/groups.ts';
import { change, openStore, session } from './fixture.ts';

test('Groups.read() has what was written down in its order, then what only sessions speak of', async () => {
  const { db, writer } = await openStore();
  const groups = createGroups(db);
  for (const category of ['Trips', 'Home', 'Art', null]) await writer.commit(change(session({ category })));
  expect(await groups.change(() => ({ groups: ['Work', 'Home'], sections: ['Home', 'Work'] }))).toEqual({
    groups: ['Work', 'Home'],
    sections: ['Home', 'Work'],
  });
  expect((await groups.read()).groups).toEqual(['Work', 'Home', 'Art', 'Trips']);
  expect((await createGroups(db).read()).sections).toEqual(['Home', 'Work']);
});

test('Groups.change() makes one edit after the other, and a failed one changes nothing', async () => {
  const { db } = await openStore();
  const groups = createGroups(db);
  const add = (name: string) => groups.change(({ groups: all, sections }) => ({ groups: [...all, name], sections }));
  const edits = ['a', 'b', 'c'].map(add);
  const broken = groups.change(() => {
    throw new Error('no');
  });
  await expect(broken).rejects.toThrow('no');
  await Promise.all([...edits, add('d')]);
  expect((await groups.read()).groups).toEqual(['a', 'b', 'c', 'd']);
});

test('Groups.members() names the sessions of a group from an index', async () => {
  const { client, db, writer } = await openStore();
  await writer.commit(change(session({ key: 'in', category: 'Work' })));
  await writer.commit(change(session({ key: 'out' })));
  expect(await createGroups(db).members('Work')).toEqual(['in']);
  const { rows } = await client.execute(`explain query plan select key from sessions where category = 'Work'`);
  expect(rows[0]?.detail).toBe('SEARCH sessions USING INDEX sessions_category (category=?)');
});
