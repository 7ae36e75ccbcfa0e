import { createClient } from '@libsql/client/http';
import { expect, onTestFinished, test } from 'vitest';
import { migrations } from '../../migrations/bundle.gen.ts';
import { openDatabase } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { startLossyProxy, writing } from '../fixtures/lossy-proxy.ts';
import { startSqld } from '../fixtures/sqld.ts';
import { connect, temporaryFile } from './fixture.ts';

const newest = migrations.at(-1)?.tag ?? '';

async function emptyServer() {
  const sqld = await startSqld();
  const open = (url = sqld.url) => {
    const client = createClient({ url });
    onTestFinished(() => client.close());
    return client;
  };
  onTestFinished(() => sqld.remove());
  return { sqld, open };
}

async function applied(client: ReturnType<typeof createClient>): Promise<unknown[]> {
  const { rows } = await client.execute("select name from meta where name like 'migration:%' order by name");
  return rows.map(({ name }) => name);
}

test('a migration that fails on a server leaves nothing behind', async () => {
  const { open } = await emptyServer();
  const client = open();
  await migrate(client);
  const broken = { tag: '9999_broken', statements: ['create table half (a)', 'insert into nowhere values (1)'] };
  await expect(migrate(client, [...migrations, broken])).rejects.toThrow(/Cannot bring the database to 9999_broken: /);
  const { rows } = await client.execute("select 1 from sqlite_master where name = 'half'");
  expect(rows).toEqual([]);
  expect(await applied(client)).toHaveLength(migrations.length);
});

test('several that bring a server forward at once all end well', async () => {
  const { open } = await emptyServer();
  await Promise.all([1, 2, 3].map(() => openDatabase(open())));
  expect(await applied(open())).toHaveLength(migrations.length);
});

test('a migration whose answer was lost is found to be made, and one that was lost can be begun again', async () => {
  const { sqld, open } = await emptyServer();
  const proxy = await startLossyProxy(sqld.url);
  onTestFinished(() => proxy.close());
  void proxy.loseAnswer();
  await openDatabase(open(proxy.url));
  expect(await applied(open())).toHaveLength(migrations.length);
  const other = await emptyServer();
  const before = await startLossyProxy(other.sqld.url);
  onTestFinished(() => before.close());
  void before.loseRequest(writing);
  await expect(openDatabase(open(before.url))).rejects.toThrow(
    /^Cannot open the database: the database server cannot be reached/,
  );
  await openDatabase(open(before.url));
});

test('openDatabase() that only checks refuses an empty database, an older and a newer one, and changes none', async () => {
  const { open } = await emptyServer();
  const client = open();
  const tables = async () => (await client.execute('select name, sql from sqlite_master order by name')).rows;
  const check = () => openDatabase(client, { migrations: 'check' });
  await expect(check()).rejects.toThrow(
    `Cannot open the database as it is empty and this program needs ${newest}: run \`npm run migrate\``,
  );
  expect(await tables()).toEqual([]);
  await migrate(client, migrations.slice(0, 2));
  const older = await tables();
  await expect(check()).rejects.toThrow(
    `Cannot open the database as it is at ${migrations[1]?.tag} and this program needs ${newest}: run \`npm run migrate\``,
  );
  expect(await tables()).toEqual(older);
  await migrate(client);
  await check();
  await client.execute("insert into meta (name, value) values ('migration:9999_later', 'x')");
  await expect(check()).rejects.toThrow(/a newer version wrote it: it is at 9999_later/);
});

test('openDatabase() that only checks leaves a file as it is', async () => {
  const file = temporaryFile();
  const client = connect(file);
  await expect(openDatabase(client, { migrations: 'check' })).rejects.toThrow(/as it is empty/);
  expect((await client.execute('PRAGMA journal_mode')).rows[0]?.[0]).toBe('delete');
  await openDatabase(client);
  await openDatabase(client, { migrations: 'check' });
});
