// The commands that need a database find the one that the variables name.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@libsql/client/http';
import { expect, onTestFinished, test } from 'vitest';
import { newPass } from '../../edge/sqld.ts';
import { migrations } from '../../migrations/bundle.gen.ts';
import { claimOf } from '../../src/machine/tenure.ts';
import { endTenure, readOwner, standAsWorkers, takeTenure } from '../../src/store/tenure.ts';
import { freePort } from '../fixtures/gateway.ts';
import { startSqld } from '../fixtures/sqld.ts';
import { given } from '../import/fixture.ts';
import { put, putDevicesInto } from '../machine/audit-home.ts';
import { person } from './person.ts';

const latest = migrations.at(-1)?.tag ?? '';
const all = migrations.map(({ tag }) => tag);

async function server() {
  const sqld = await startSqld();
  const $client = createClient({ url: sqld.url });
  onTestFinished(async () => {
    $client.close();
    await sqld.remove();
  });
  return { url: sqld.url, $client, user: person(undefined, { environment: { PINCER_DATABASE_URL: sqld.url } }) };
}

const stranger = () => claimOf('/home/somebody', new Uint8Array(32));

test('pincer migrate brings a file forward, and says what it did in words and in JSON', async () => {
  const user = person();
  expect(await user.run('migrate')).toEqual({
    code: 0,
    out: `The database is at ${latest}: ${all.length} migrations applied\n`,
    err: '',
  });
  expect((await user.run('migrate')).out).toBe(`The database is at ${latest}: nothing was to be done\n`);
  expect(JSON.parse((await user.run('migrate --json')).out)).toEqual({ version: latest, applied: [] });
});

test('pincer migrate brings a server forward, and makes no state directory for it', async () => {
  const { url, $client, user } = await server();
  expect(JSON.parse((await user.run('migrate --json')).out)).toEqual({ version: latest, applied: all });
  await $client.execute({ sql: 'delete from "meta" where "name" = ?', args: [`migration:${latest}`] });
  await $client.execute({ sql: 'insert into "meta" values (?, ?)', args: ['migration:9999_later', 'then'] });
  expect(await user.run('migrate')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringMatching(/^Cannot open the database as a newer version wrote it: it is at 9999_later, /),
  });
  expect(existsSync(user.state)).toBe(false);
  expect((await user.run('migrate')).err).not.toContain(url);
});

test('pincer migrate leaves the tables alone under a gateway that runs, and not under a Workers deployment', async () => {
  const { $client, user } = await server();
  await user.run('migrate');
  const claim = stranger();
  await takeTenure({ $client }, claim);
  expect((await user.run('migrate')).out).toBe(`The database is at ${latest}: nothing was to be done\n`);
  const forget = { sql: 'delete from "meta" where "name" = ?', args: [`migration:${latest}`] };
  await $client.execute(forget);
  expect(await user.run('migrate')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^Cannot use the database as the gateway on \S+ \(pid \d+\) has it: stop that one, /),
  });
  await endTenure({ $client }, claim.id);
  await standAsWorkers({ $client }, 'chat');
  // It is tried, and only what is there already stops it.
  expect((await user.run('migrate')).err).toMatch(new RegExp(`^Cannot bring the database to ${latest}: `));
});

test('pincer migrate says in one sentence that the server is away', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const user = person(undefined, { environment: { PINCER_DATABASE_URL: url, PINCER_DATABASE_TOKEN: 'a-token' } });
  for (const line of ['migrate', 'export main', `import ${given('lines')}`]) {
    const { code, err } = await user.run(line);
    expect(code).toBe(1);
    expect(err).toMatch(/^Cannot .*: the database server cannot be reached; check its address [^\n]*\n$/);
    expect(err).not.toContain('a-token');
  }
});

test('pincer import and export use the server, also beside a gateway to read, and give it back', async () => {
  const { $client, user } = await server();
  expect(await user.run('export main')).toMatchObject({ code: 1, err: 'No session found: agent:main:main\n' });
  const { rows } = await $client.execute('select count(*) as "count" from "sqlite_master"');
  expect(rows[0]?.count).toBe(0);
  expect((await user.run(['import', given('lines')])).out).toMatch(/\n2 imported, 0 unchanged, 0 left out\n$/);
  expect(await readOwner({ $client })).toBeNull();
  expect(existsSync(join(user.state, 'pincer.db'))).toBe(false);
  const { out } = await user.run('export main');
  expect(out).toMatch(/^# /);

  await takeTenure({ $client }, stranger());
  expect((await user.run('export main')).out.replace(/exported .*/, '')).toBe(out.replace(/exported .*/, ''));
  expect(await user.run(['import', given('lines')])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^Cannot use the database as the gateway on \S+ \(pid \d+\) has it: stop that one, /),
  });
  await $client.execute({ sql: 'delete from "meta" where "name" = ?', args: [`migration:${latest}`] });
  expect(await user.run('export main')).toMatchObject({
    code: 1,
    err: 'Cannot export as the database is of an older version: run `pincer migrate` first\n',
  });
});

test('pincer security audit looks at the devices that the server keeps, and for the token in the log', async () => {
  const { url } = await server();
  await putDevicesInto(url, [{ seenAt: 0 }]);
  const token = 'a-token-of-the-database';
  const user = person({}, { environment: { PINCER_DATABASE_URL: url, PINCER_DATABASE_TOKEN: token } });
  put(join(user.state, 'logs', 'pincer.log'), `{"message":"${token}"}\n`);
  const { out } = await user.run('security audit');
  expect(out).toContain('WARNING devices.admin_unseen');
  expect(out).toMatch(/CRITICAL [\w.]*log[\w.]*\n.*PINCER_DATABASE_TOKEN/);
  expect(out).not.toContain(token);
});

test('pincer security audit says of a server that it answers strangers, and nothing of one that wants a token', async () => {
  const open = await server();
  expect((await open.user.run('security audit')).out).toContain(
    `CRITICAL database.open\n  The database server at ${new URL(open.url).host} answers without a token`,
  );
  const { key, token } = await newPass();
  const sqld = await startSqld({ environment: { SQLD_AUTH_JWT_KEY: key } });
  onTestFinished(() => sqld.remove());
  const user = person(undefined, { environment: { PINCER_DATABASE_URL: sqld.url, PINCER_DATABASE_TOKEN: token } });
  expect((await user.run('migrate')).code).toBe(0);
  expect((await user.run('security audit')).out).not.toMatch(/database\.open|devices\./);
});

test('pincer gateway --help and pincer migrate --help name the variables', async () => {
  for (const line of ['gateway --help', 'migrate --help']) {
    const { out } = await person().run(line);
    for (const name of ['PINCER_DATABASE_URL', 'PINCER_DATABASE_TOKEN']) expect(out).toContain(name);
  }
});
