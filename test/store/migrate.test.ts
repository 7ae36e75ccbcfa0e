import { readFileSync, writeFileSync } from 'node:fs';
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { expect, test } from 'vitest';
import { migrations } from '../../migrations/bundle.gen.ts';
import { bundle } from '../../migrations/bundle.ts';
import { openDatabase } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createSessionIndex } from '../../src/store/session-index.ts';
import {
  branches,
  devices,
  entries,
  groups,
  meta,
  runs,
  sections,
  sessionCounts,
  sessions,
  usage,
} from '../../src/store/tables.ts';
import { change, connect, openStore, session, temporaryFile } from './fixture.ts';

const later = { tag: '0009_later', statements: ['create table "later" ("a" text)'] };

test('The bundle of migrations is what its SQL files say', () => {
  expect(readFileSync(new URL('../../migrations/bundle.gen.ts', import.meta.url), 'utf8')).toBe(bundle());
});

test('The migrations make exactly the columns and indexes of the tables', async () => {
  const { client } = await openStore();
  const tables: SQLiteTable[] = [
    branches,
    devices,
    entries,
    groups,
    meta,
    runs,
    sections,
    sessionCounts,
    sessions,
    usage,
  ];
  for (const table of tables) {
    const { name, columns, indexes } = getTableConfig(table);
    const info = await client.execute(
      `select "name", lower("type") as "type", "notnull" from pragma_table_info('${name}')`,
    );
    expect(info.rows.map((row) => [row.name, row.type, row.notnull === 1])).toEqual(
      columns.map((column) => [column.name, column.getSQLType(), column.notNull]),
    );
    const made = await client.execute(`select "name" from pragma_index_list('${name}') where "origin" = 'c'`);
    expect(made.rows.map((row) => row.name).sort()).toEqual(indexes.map((index) => index.config.name).sort());
  }
});

test('migrate() does nothing the second time, and keeps what is there', async () => {
  const { client, file, writer } = await openStore();
  const mine = session();
  await writer.commit(change(mine));
  const before = await client.execute('select * from meta');
  await migrate(client);
  const again = await openStore(file);
  expect((await again.transcript(mine.key).load())?.session).toEqual(mine);
  expect((await client.execute('select * from meta')).rows).toEqual(before.rows);
  expect(before.rows).toHaveLength(migrations.length);
});

test('migrate() applies only what is new, and a migration that fails leaves nothing', async () => {
  const { client } = await openStore();
  const broken = {
    tag: '0010_broken',
    statements: ['create table "half" ("a" text)', 'create table "half" ("a" text)'],
  };
  await expect(migrate(client, [...migrations, later, broken])).rejects.toThrow(
    /^Cannot bring the database to 0010_broken: .*half.* already exists/,
  );
  const tables = await client.execute(`select "name" from sqlite_master where "name" in ('later', 'half')`);
  expect(tables.rows.map(({ name }) => name)).toEqual(['later']);
  await migrate(client, [...migrations, later]);
});

test('migrate() counts and indexes the sessions that were there before', async () => {
  const file = temporaryFile();
  const before = connect(file);
  await migrate(before, migrations.slice(0, 1));
  await before.execute(`
    insert into sessions (key, id, agent_id, revision, title, created_at, updated_at, branch, position, branches,
      next_seq, archived, pinned, unread, input_tokens, output_tokens, context_tokens)
    values ('the key', 'id', 'main', 'r', 'the title', 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0)`);
  const { db } = await openStore(file);
  const index = createSessionIndex(db);
  expect(await index.list({ limit: 1, offset: 0 })).toMatchObject({
    total: 1,
    sessions: [{ key: 'the key', category: null }],
  });
  expect((await index.list({ limit: 1, offset: 0, search: 'e tit' })).total).toBe(1);
});

test('migrate() accepts that another process was first', async () => {
  const file = temporaryFile();
  const [first, second] = [connect(file), connect(file)];
  const batch = second.batch.bind(second);
  second.batch = async (statements, mode) => {
    await migrate(first);
    return batch(statements, mode);
  };
  await migrate(second);
  expect((await second.execute('select count(*) from meta')).rows[0]?.[0]).toBe(migrations.length);
});

test('openDatabase() refuses a database of a newer version, naming both', async () => {
  const { client, file } = await openStore();
  await migrate(client, [...migrations, later]);
  await expect(openDatabase(connect(file))).rejects.toThrow(
    `a newer version wrote it: it is at 0009_later, this program knows ${migrations.at(-1)?.tag}; start the newer version`,
  );
});

test('openDatabase() refuses a database that is not its own', async () => {
  const file = temporaryFile();
  await connect(file).execute('create table "sessions" ("theirs" text)');
  await expect(openDatabase(connect(file))).rejects.toThrow(
    /sessions.* already exists; is it another program's database\?$/,
  );
});

test('openDatabase() says that a file is not a database', async () => {
  const file = temporaryFile();
  writeFileSync(file, 'this was never a database, '.repeat(400));
  await expect(openDatabase(connect(file))).rejects.toThrow(
    'Cannot open the database: its file is damaged or is not a database; stop the gateway and restore the file from a backup',
  );
});
