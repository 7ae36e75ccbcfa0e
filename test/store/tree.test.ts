import type { InStatement } from '@libsql/client';
import { expect, test } from 'vitest';
import { change, entry, openStore, session } from './fixture.ts';

test('Transcript.load() gives the dividers of a session, in the order they were written', async () => {
  const { transcript } = await openStore();
  const [mine, other] = [session(), session()];
  const reset = entry(mine, 1, { branch: 1, seq: 3, role: 'system', meta: { kind: 'reset' } });
  const summary = entry(mine, 2, { seq: 2, role: 'system', meta: { kind: 'compaction' } });
  const unknown = entry(mine, 3, { seq: 4, role: 'system', meta: {} });
  await transcript(mine.key).commit(change(mine, { entries: [entry(mine, 1), reset, summary, unknown] }));
  await transcript(other.key).commit(change(other, { entries: [entry(other, 1, { role: 'system' })] }));
  expect((await transcript(mine.key).load())?.marks).toEqual([
    { id: summary.id, branch: 0, position: 2, kind: 'compaction' },
    { id: reset.id, branch: 1, position: 1, kind: 'reset' },
    { id: unknown.id, branch: 0, position: 3, kind: null },
  ]);
});

test('Transcript.find() gives the end of every line that has entries, with the last words on it', async () => {
  const { transcript } = await openStore();
  const mine = session();
  const line = transcript(mine.key);
  const branches = [1, 2, 3].map((branch) => ({ sessionId: mine.id, branch, fromBranch: 0, fromPosition: 1 }));
  const said = entry(mine, 2, {
    role: 'assistant',
    content: [
      { type: 'text', text: 'two' },
      { type: 'toolCall', id: 'a', name: 'look', arguments: {} },
      { type: 'text', text: 'words' },
    ],
  });
  const result = entry(mine, 3, { role: 'toolResult', content: [{ type: 'text', text: 'found' }], at: 7 });
  const silent = entry(mine, 4, { seq: 9, branch: 2, role: 'assistant', content: [] });
  const question = entry(mine, 2, { seq: 8, branch: 2, content: 'why "so"?' });
  const deep = {
    type: 'toolCall' as const,
    id: 'd',
    name: 'n',
    arguments: JSON.parse(`{"a":${'['.repeat(1200)}${']'.repeat(1200)}}`),
  };
  const lost = entry(mine, 2, { seq: 11, branch: 3, role: 'assistant', content: [deep] });
  const entries = [entry(mine, 1), said, result, question, entry(mine, 3, { seq: 10, branch: 2 }), silent, lost];
  await line.commit(
    change(mine, { entries: entries.filter(({ position, branch }) => branch !== 2 || position !== 3), branches }),
  );
  expect((await line.find(mine.id, { tips: true })).tips).toEqual([
    { id: result.id, branch: 0, position: 3, at: 7, words: 'two words' },
    { id: silent.id, branch: 2, position: 4, at: 1004, words: 'why "so"?' },
    { id: lost.id, branch: 3, position: 2, at: 1002, words: null },
  ]);
  expect((await line.find('nobody', { tips: true })).tips).toEqual([]);
});

test('Transcript.find() names what stands at places, however many, by the index alone', async () => {
  const { client, transcript } = await openStore();
  const [mine, other] = [session(), session()];
  const entries = Array.from({ length: 1200 }, (_, index) => entry(mine, index + 1));
  await transcript(mine.key).commit(change(mine, { entries }));
  await transcript(other.key).commit(change(other, { entries: [entry(other, 1)] }));
  const places = entries.map(({ branch, position }) => ({ branch, position }));
  const statements: { sql: string; args: unknown }[] = [];
  const execute = client.execute.bind(client);
  client.execute = (statement: InStatement | string) => {
    if (typeof statement === 'object') statements.push({ sql: statement.sql, args: statement.args });
    return execute(statement);
  };
  const { standing = [] } = await transcript(mine.key).find(mine.id, {
    places: [...places, { branch: 0, position: 5000 }, { branch: 9, position: 1 }],
  });
  client.execute = execute;
  const known = new Map(entries.map(({ id, branch, position, role, at }) => [id, { id, branch, position, role, at }]));
  expect(standing).toHaveLength(1200);
  for (const one of standing) expect(one).toEqual(known.get(one.id));
  const plan = await execute({ sql: `explain query plan ${statements[0]?.sql}`, args: ['x', 0, 1, 0, 2] });
  expect(JSON.stringify(plan.rows)).toMatch(
    /SEARCH entries USING INDEX entries_place \(session_id=\? AND branch=\? AND position=\?\)/,
  );
});

test('Transcript.find() looks every end up where it stands, without walking over the lines', async () => {
  const { client, transcript } = await openStore();
  const mine = session();
  const entries = Array.from({ length: 300 }, (_, index) => entry(mine, index + 1));
  await transcript(mine.key).commit(change(mine, { entries }));
  const { rows } = await client.execute({
    sql: 'explain query plan select max(position) from entries where session_id = ? and branch = 0',
    args: [mine.id],
  });
  expect(JSON.stringify(rows)).toContain('entries_place');
  const dividers = await client.execute({
    sql: `explain query plan select id from entries where session_id = ? and "role" = 'system' order by seq`,
    args: [mine.id],
  });
  expect(JSON.stringify(dividers.rows)).toContain('entries_dividers');
});

test('A commit copies a part of another session onto one line, and leaves the other as it was', async () => {
  const { client, transcript } = await openStore();
  const [source, target] = [session(), session()];
  const root = [1, 2, 3].map((position) =>
    entry(source, position, { content: [{ type: 'text', text: `root ${position}` }] }),
  );
  const branch = [3, 4].map((position) =>
    entry(source, position, { branch: 1, seq: position + 1, content: `branch ${position}` }),
  );
  const branches = [{ sessionId: source.id, branch: 1, fromBranch: 0, fromPosition: 2 }];
  await transcript(source.key).commit(change(source, { entries: [...root, ...branch], branches }));
  const names = 'aaaaaaaa-bbbb-7ccc-8ddd-';
  const stretches = [
    { branch: 1, after: 2, upTo: 3 },
    { branch: 0, after: 0, upTo: 2 },
  ];
  const line = transcript(target.key);
  await line.commit({ ...change(target), copies: [{ from: source.id, to: target.id, stretches, names }] });
  const copied = await line.page(target.id, { branch: 0, after: 0, upTo: 9 }, 9);
  const id = (position: number) => `${names}${String(position).padStart(12, '0')}`;
  expect(copied).toEqual([
    { ...branch[0], id: id(3), sessionId: target.id, seq: 3, branch: 0, parentId: id(2) },
    { ...root[1], id: id(2), sessionId: target.id, seq: 2, parentId: id(1) },
    { ...root[0], id: id(1), sessionId: target.id, seq: 1, parentId: null },
  ]);
  const { rows } = await client.execute({
    sql: 'select count(*) as many from entries where session_id = ?',
    args: [source.id],
  });
  expect(rows[0]?.many).toBe(5);
});
