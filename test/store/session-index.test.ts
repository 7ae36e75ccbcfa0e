import { expect, test } from 'vitest';
import type { SessionQuery } from '../../src/ports.ts';
import type { SessionRecord } from '../../src/records.ts';
import { createSessionIndex } from '../../src/store/session-index.ts';
import { countOf, isRare, pageOf } from '../../src/store/session-page.ts';
import { openTranscript } from '../../src/store/transcript.ts';
import { change, openStore, run, session } from './fixture.ts';

const all: SessionQuery = { limit: 50, offset: 0, archived: 'all' };

async function openIndex(...records: SessionRecord[]) {
  const { client, db, writer } = await openStore();
  for (const record of records) await writer.commit(change(record));
  const index = createSessionIndex(db);
  const keys = async (query: Partial<SessionQuery>) =>
    (await index.list({ ...all, ...query })).sessions.map(({ key }) => key);
  return { client, db, writer, index, keys };
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

test('SessionIndex.list() counts without counting, through every change of a session', async () => {
  const { client, writer, db } = await openStore();
  const index = createSessionIndex(db);
  const records = ['main', 'main', 'work'].map((agentId) => session({ agentId }));
  for (const record of records) await writer.commit(change(record));
  const totals = async () => {
    const counted = [{}, { archived: false }, { archived: true }, { agentId: 'main' }, { agentId: 'nobody' }];
    return Promise.all(counted.map(async (query) => (await index.list({ ...all, limit: 1, ...query })).total));
  };
  expect(await totals()).toEqual([3, 3, 0, 2, 0]);
  const [first = session()] = records;
  await writer.commit(change({ ...first, archived: true }));
  await writer.commit(change({ ...first, archived: true, title: 'again' }));
  expect(await totals()).toEqual([3, 2, 1, 2, 0]);
  await openTranscript(db, writer, first.key).erase(first.id);
  expect(await totals()).toEqual([2, 2, 0, 1, 0]);
  expect((await client.execute('select count(*) from session_names')).rows[0]?.[0]).toBe(2);
});

test('SessionIndex.list() searches the names that a session has now', async () => {
  const { writer, index, keys } = await openIndex(session({ key: 'k', label: 'Old label', title: 'A title' }));
  const [record = session()] = await index.find({ key: 'k' });
  expect(await keys({ search: 'd lab' })).toEqual(['k']);
  await writer.commit(change({ ...record, label: null }));
  expect(await keys({ search: 'd lab' })).toEqual([]);
  expect(await keys({ search: 'TITLE' })).toEqual(['k']);
  expect(await keys({ search: '' })).toEqual(['k']);
});

test('SessionIndex.list() searches alike for what few names contain and for what many do', async () => {
  const { db, writer, keys, index } = await openIndex();
  const many = Array.from({ length: 1200 }, (_, at) =>
    session({ key: `key ${at}`, updatedAt: at, title: 'common "name"' }),
  );
  await Promise.all(many.map((record) => writer.commit(change(record))));
  await writer.commit(change(session({ key: 'one', updatedAt: 5000, title: 'a rare "name' })));
  expect([await isRare(db, 'rare "n'), await isRare(db, 'common'), await isRare(db, 'ke')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(await keys({ search: 'rare "n' })).toEqual(['one']);
  expect(await keys({ search: 'common "n', limit: 2 })).toEqual(['key 1199', 'key 1198']);
  expect((await index.list({ ...all, search: 'common' })).total).toBe(1200);
});

const byAgent = 'sessions_agent (agent_id=? AND archived=?)';
const byParent = 'sessions_parent (parent_key=? AND archived=?)';
const plans: [Partial<SessionQuery>, string][] = [
  [{}, 'sessions_updated (archived=?)'],
  [{ archived: true }, 'sessions_updated (archived=?)'],
  [{ archived: 'all' }, 'sessions_updated (archived=?)'],
  [{ agentId: 'main' }, byAgent],
  [{ agentId: 'main', archived: 'all' }, byAgent],
  [{ sortBy: 'interactedAt' }, 'sessions_interacted (archived=?)'],
  [{ sortBy: 'interactedAt', agentId: 'main' }, 'sessions_agent_interacted (agent_id=? AND archived=?)'],
  [{ parentKey: 'parent' }, byParent],
  [{ parentKey: 'parent', agentId: 'main', archived: 'all' }, byParent],
  [{ label: 'mine' }, 'sessions_label (label=?)'],
  [{ label: 'mine', agentId: 'main', sortBy: 'interactedAt' }, 'sessions_label (label=?)'],
  [{ search: 'holiday' }, 'sessions_id (id=?)'],
  [{ search: 'holiday', agentId: 'main', archived: 'all' }, 'sessions_id (id=?)'],
  [{ search: 'holiday', label: 'mine', parentKey: 'parent', updatedAfter: 5 }, 'sessions_'],
  [{ updatedAfter: 5 }, 'sessions_updated (archived=? AND updated_at>?)'],
  [{ updatedAfter: 5, agentId: 'main' }, 'sessions_agent (agent_id=? AND archived=? AND updated_at>?)'],
];

test.each(plans)('SessionIndex.list() reads %j from its index, and scans no sessions', async (query, index) => {
  const { db } = await openStore();
  const named = query.label !== undefined || query.search !== undefined;
  const wanted = { limit: 10, offset: 10, ...query, rare: query.search !== undefined };
  const explain = async ({ sql, params }: { sql: string; params: unknown[] }) => {
    const { rows } = await db.$client.execute({ sql: `explain query plan ${sql}`, args: params.map(String) });
    return rows.map(({ detail }) => String(detail));
  };
  const [page, count] = [await explain(pageOf(db, wanted).toSQL()), await explain(countOf(db, wanted).toSQL())];
  expect([...page, ...count].filter((step) => /SCAN (sessions|session_names)\b/.test(step))).toEqual([]);
  expect(page.filter((step) => step.startsWith('SEARCH sessions USING INDEX')).join()).toContain(index);
  // What few names find is put in order afterwards; everything else is in order where it stands.
  if (!named) expect([...page, ...count].join()).not.toContain('TEMP B-TREE');
  const kept = !named && query.parentKey === undefined && query.updatedAfter === undefined;
  expect(count.join()).toContain(kept ? 'session_counts' : 'sessions_');
});
