import { expect, test } from 'vitest';
import type { SessionQuery } from '../../src/ports.ts';
import type { SessionRecord } from '../../src/records.ts';
import { createSessionIndex } from '../../src/store/session-index.ts';
import { change, openStore, run, session } from './fixture.ts';

const all: SessionQuery = { limit: 50, offset: 0, archived: 'all' };

async function openIndex(...records: SessionRecord[]) {
  const { client, db, writer } = await openStore();
  for (const record of records) await writer.commit(change(record));
  const index = createSessionIndex(db);
  const keys = async (query: Partial<SessionQuery>) =>
    (await index.list({ ...all, ...query })).sessions.map(({ key }) => key);
  return { client, writer, index, keys };
}

test('SessionIndex.list() gives whole records, newest first, and counts those beyond the limit', async () => {
  const records = [30, 10, 20].map((updatedAt) => session({ updatedAt, label: `at ${updatedAt}`, unread: true }));
  const { index } = await openIndex(...records);
  const [c, a, b] = records;
  expect(await index.list({ limit: 2, offset: 0 })).toEqual({ sessions: [c, b], total: 3 });
  expect(await index.list({ limit: 2, offset: 2 })).toEqual({ sessions: [a], total: 3 });
});

test('SessionIndex.list() sorts by interaction, those without one last', async () => {
  const { keys } = await openIndex(
    session({ key: 'never', updatedAt: 9 }),
    session({ key: 'old', interactedAt: 1, updatedAt: 2000 }),
    session({ key: 'new', interactedAt: 2 }),
  );
  expect(await keys({ sortBy: 'interactedAt' })).toEqual(['new', 'old', 'never']);
  expect(await keys({ sortBy: 'updatedAt', limit: 1 })).toEqual(['old']);
});

test('SessionIndex.list() filters, and hides archived sessions unless it is asked for them', async () => {
  const { keys } = await openIndex(
    session({ key: 'plain', updatedAt: 1 }),
    session({ key: 'agent', updatedAt: 2, agentId: 'work' }),
    session({ key: 'child', updatedAt: 3, parentKey: 'plain' }),
    session({ key: 'named', updatedAt: 4, label: 'mine' }),
    session({ key: 'gone', updatedAt: 5, archived: true }),
  );
  expect(await keys({ archived: undefined })).toEqual(['named', 'child', 'agent', 'plain']);
  expect(await keys({ archived: false })).toHaveLength(4);
  expect(await keys({ archived: true })).toEqual(['gone']);
  expect(await keys({ agentId: 'work' })).toEqual(['agent']);
  expect(await keys({ parentKey: 'plain' })).toEqual(['child']);
  expect(await keys({ label: 'mine' })).toEqual(['named']);
  expect(await keys({ updatedAfter: 3 })).toEqual(['gone', 'named']);
});

test('SessionIndex.list() searches labels, titles and keys for exactly what was typed', async () => {
  const { keys } = await openIndex(
    session({ key: 'agent:main:k100%', updatedAt: 3 }),
    session({ key: 'a', updatedAt: 2, label: 'Holiday in 100 days' }),
    session({ key: 'b', updatedAt: 1, title: 'back\\slash under_score' }),
  );
  expect(await keys({ search: 'HOLIDAY' })).toEqual(['a']);
  expect(await keys({ search: '100%' })).toEqual(['agent:main:k100%']);
  expect(await keys({ search: 'r_s' })).toEqual(['b']);
  expect(await keys({ search: 'k\\s' })).toEqual(['b']);
  expect(await keys({ search: 'a_b' })).toEqual([]);
  expect(await keys({ search: "'; drop table sessions" })).toEqual([]);
});

test('SessionIndex.find() finds by key, id, label and the beginning of an id', async () => {
  const [one, two] = [
    session({ id: 'abcdef01-2345-6789-abcd-ef0123456789', label: 'l', updatedAt: 2000 }),
    session({ id: 'abcdef01-2999-6789-abcd-ef0123456789', label: 'l' }),
  ];
  const { index } = await openIndex(one, two, session());
  expect(await index.find({ key: one.key })).toEqual([one]);
  expect(await index.find({ id: two.id })).toEqual([two]);
  expect(await index.find({ label: 'l' })).toEqual([one, two]);
  expect(await index.find({ shortId: 'ABCDEF01' })).toEqual([one, two]);
  expect(await index.find({ shortId: 'abcdef012' })).toEqual([one, two]);
  expect(await index.find({ shortId: 'abcdef0123' })).toEqual([one]);
  expect(await index.find({ shortId: two.id.replaceAll('-', '') })).toEqual([two]);
  for (const shortId of ['', '%', 'abcdef01-2', 'g', `${two.id.replaceAll('-', '')}0`]) {
    expect(await index.find({ shortId })).toEqual([]);
  }
});

test('SessionIndex.run() finds the newest run of a name, and unfinished() the sessions that have work left', async () => {
  const [one, two, three] = [session(), session(), session()];
  const { writer, index } = await openIndex(three);
  await writer.commit(change(one, { runs: [run(one, 'same', { state: 'done' }), run(one, 'q'), run(one, 'r')] }));
  await writer.commit(change(two, { runs: [run(two, 'same', { state: 'failed', error: 'why' })] }));
  expect(await index.run('same')).toEqual({
    key: two.key,
    run: { ...run(two, 'same'), state: 'failed', error: 'why', entryId: expect.any(String) },
  });
  expect(await index.run('nothing')).toBeNull();
  expect(await index.unfinished()).toEqual([one.key]);
});

test('SessionIndex.list() reads the newest sessions from an index', async () => {
  const { client } = await openIndex();
  const { rows } = await client.execute(
    'explain query plan select * from sessions order by updated_at desc, rowid desc limit 1',
  );
  expect(rows.map(({ detail }) => detail)).toEqual(['SCAN sessions USING INDEX sessions_updated']);
});
