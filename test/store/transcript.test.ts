import { expect, test } from 'vitest';
import type { Branch, Content } from '../../src/records.ts';
import { pageSql } from '../../src/store/page.ts';
import { change, entry, openStore, run, session } from './fixture.ts';

test('Transcript.load() is null for a session that was never written', async () => {
  const { transcript } = await openStore();
  expect(await transcript('agent:main:nobody').load()).toBeNull();
});

test('Transcript.load() gives back a session with its branches and its unfinished runs, exactly as written', async () => {
  const { transcript } = await openStore();
  const mine = session({ label: 'a label', archived: true, status: 'running', interactedAt: 5, contextTokens: 7 });
  const other = session();
  const lines: Branch[] = [
    { sessionId: mine.id, branch: 1, fromBranch: 0, fromPosition: 4 },
    { sessionId: mine.id, branch: 2, fromBranch: null, fromPosition: 0 },
  ];
  const live = run(mine, 'live', { state: 'running', startedAt: 3, position: 8, text: 'so "far"' });
  const ended = (['done', 'aborted', 'failed', 'interrupted'] as const).map((state) => run(mine, state, { state }));
  const line = transcript(mine.key);
  await line.commit(change(mine, { branches: lines, runs: [...ended, live] }));
  await transcript(other.key).commit(change(other, { runs: [run(other, 'elsewhere')] }));
  expect(await line.load()).toEqual({ session: mine, branches: lines, runs: [live], marks: [] });
});

test('Transcript.load() orders runs as they were accepted, whatever the clock and later writes say', async () => {
  const { transcript } = await openStore();
  const mine = session();
  const line = transcript(mine.key);
  const [a, b, c] = [
    run(mine, 'z', { acceptedAt: 30 }),
    run(mine, 'm', { acceptedAt: 20 }),
    run(mine, 'a', { acceptedAt: 10 }),
  ];
  await line.commit(change(mine, { runs: [a, b] }));
  await line.commit(change(mine, { runs: [c] }));
  await line.commit(change(mine, { runs: [{ ...b, state: 'running' }] }));
  await line.commit(change(mine, { runs: [{ ...a, text: 'more' }] }));
  expect((await line.load())?.runs.map(({ id }) => id)).toEqual(['z', 'm', 'a']);
});

test('Transcript.page() reads a stretch of one branch, newest first, as it was written', async () => {
  const { transcript } = await openStore();
  const mine = session();
  const line = transcript(mine.key);
  const shapes: Content[] = [
    '',
    'line\n"quoted" \\ \u2028 é 🦀',
    [{ type: 'toolCall', id: 't', name: 'n', arguments: { deep: [1.5, null] } }],
  ];
  const rows = shapes.map((content, index) =>
    entry(mine, index + 1, { content, parentId: index ? 'above' : null, meta: index ? { isError: false } : {} }),
  );
  const aside = entry(mine, 2, { branch: 1, seq: 9 });
  await line.commit(change(mine, { entries: [...rows, aside] }));
  expect(await line.page(mine.id, { branch: 0, after: 0, upTo: 3 }, 10)).toEqual(rows.toReversed());
  expect(await line.page(mine.id, { branch: 0, after: 1, upTo: 2 }, 10)).toEqual([rows[1]]);
  expect(await line.page(mine.id, { branch: 0, after: 0, upTo: 3 }, 1)).toEqual([rows[2]]);
  expect(await line.page(mine.id, { branch: 1, after: 0, upTo: 9 }, 10)).toEqual([aside]);
  expect(await line.page(mine.id, { branch: 7, after: 0, upTo: 9 }, 10)).toEqual([]);
});

test('Transcript.page() reads arguments nested deeper than SQLite reads JSON', async () => {
  const { transcript } = await openStore();
  const mine = session();
  let deep: Record<string, unknown> = {};
  for (let depth = 0; depth < 3000; depth += 1) deep = { deep };
  const row = entry(mine, 1, { content: [{ type: 'toolCall', id: 't', name: 'n', arguments: deep }] });
  await transcript(mine.key).commit(change(mine, { entries: [row] }));
  const [read] = await transcript(mine.key).page(mine.id, { branch: 0, after: 0, upTo: 1 }, 1);
  expect(JSON.stringify(read?.content)).toBe(JSON.stringify(row.content));
});

test('Transcript.page() walks the unique index of places and sorts nothing', async () => {
  const { client } = await openStore();
  const { rows } = await client.execute({ sql: `explain query plan ${pageSql}`, args: ['s', 0, 0, 9, 5] });
  const plan = rows.map(({ detail }) => String(detail)).join('\n');
  expect(plan).toContain('USING INDEX entries_place (session_id=? AND branch=? AND position>? AND position<?)');
  expect(plan).not.toContain('TEMP B-TREE');
});

test('Transcript.find() finds an entry or a run of its own session only', async () => {
  const { transcript } = await openStore();
  const [mine, other] = [session(), session()];
  const row = entry(mine, 1);
  const done = run(mine, 'once', { state: 'done', endedAt: 4, stopReason: 'stop' });
  const line = transcript(mine.key);
  await line.commit(change(mine, { entries: [row], runs: [done] }));
  expect(await line.find(mine.id, { entry: row.id })).toEqual({ entry: row });
  expect(await line.find(mine.id, { run: 'once' })).toEqual({ run: done });
  expect(await line.find(other.id, { entry: row.id })).toEqual({});
  expect(await line.find(other.id, { run: 'once' })).toEqual({});
});

test('Transcript.erase() leaves nothing of the session and everything of the others', async () => {
  const { client, transcript } = await openStore();
  const both = [session(), session()];
  for (const each of both) {
    const branches = [{ sessionId: each.id, branch: 1, fromBranch: 0, fromPosition: 1 }];
    await transcript(each.key).commit(change(each, { entries: [entry(each, 1)], branches, runs: [run(each, 'r')] }));
  }
  const [mine, other] = both;
  if (!mine || !other) throw new Error('two were made');
  await transcript(mine.key).erase(mine.id);
  expect(await transcript(mine.key).load()).toBeNull();
  expect((await transcript(other.key).load())?.branches).toHaveLength(1);
  for (const table of ['entries', 'branches', 'runs', 'sessions']) {
    const { rows } = await client.execute(`select count(*) from ${table}`);
    expect([table, rows[0]?.[0]]).toEqual([table, 1]);
  }
});
