import { createServer } from 'node:http';
import { join } from 'node:path';
import type { InStatement } from '@libsql/client';
import { expect, onTestFinished, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { openDatabaseUrl } from '../../src/machine/database.ts';
import { openDatabase } from '../../src/store/database.ts';
import { failure } from '../../src/store/failure.ts';
import { Writer } from '../../src/store/writer.ts';
import { change, connect, session, temporaryFile } from './fixture.ts';

async function pragma(
  client: { execute(sql: string): Promise<{ rows: { [index: number]: unknown }[] }> },
  name: string,
) {
  return (await client.execute(`PRAGMA ${name}`)).rows[0]?.[0];
}

async function serve(status: number): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a port was asked for');
  return `http://127.0.0.1:${address.port}`;
}

test('openDatabaseUrl() opens a file in WAL with full durability', async () => {
  const { $client } = await openDatabaseUrl(`file:${temporaryFile()}`);
  onTestFinished(() => $client.close());
  expect(await pragma($client, 'journal_mode')).toBe('wal');
  expect(await pragma($client, 'synchronous')).toBe(2);
  expect(await pragma($client, 'busy_timeout')).toBe(5000);
});

test('openDatabase() asks for full durability again on the connection that follows a lock', async () => {
  const file = temporaryFile();
  const client = connect(file);
  const db = await openDatabase(client);
  const asked: unknown[] = [];
  const execute = client.execute.bind(client);
  client.execute = (statement: InStatement) => {
    asked.push(statement);
    return execute(statement);
  };
  const holder = await connect(file).transaction('write');
  await expect(new Writer(db).commit(change(session()))).rejects.toThrow(/locked/);
  holder.close();
  expect(asked).toEqual(['PRAGMA synchronous = FULL']);
  expect(await pragma(db.$client, 'synchronous')).toBe(2);
});

test('openDatabaseUrl() refuses a database that lives in memory', async () => {
  await expect(openDatabaseUrl('file::memory:')).rejects.toThrow(
    'Cannot open the database safely as its journal_mode must be wal: received memory; keep it in a file on a local disk',
  );
});

test('openDatabaseUrl() says that the folder of the file is missing', async () => {
  await expect(openDatabaseUrl(`file:${join(temporaryFile(), 'nowhere', 'x.db')}`)).rejects.toThrow(
    'Cannot open the database: its file cannot be opened; check that the folder exists and that the gateway may write there',
  );
});

test('openDatabaseUrl() says which addresses it takes, without repeating one that holds a secret', async () => {
  const refusal = await openDatabaseUrl('postgres://me:secret@host/db').catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringMatching(/URL: received postgres$/) });
  await expect(openDatabaseUrl('state.db')).rejects.toThrow('received no scheme');
});

test('openDatabaseUrl() says that the server cannot be reached', async () => {
  const refusal = await openDatabaseUrl('http://127.0.0.1:1').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(GatewayError);
  expect(refusal).toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 2000 });
  expect(refusal).toHaveProperty(
    'message',
    expect.stringMatching(/^Cannot open the database: the database server cannot be reached/),
  );
});

test('openDatabaseUrl() says that the server failed, or that it refused the token', async () => {
  await expect(openDatabaseUrl(await serve(500))).rejects.toThrow(/the database server, or a proxy before it, answers/);
  await expect(openDatabaseUrl(await serve(401), 'secret')).rejects.toThrow(/the database server refused the token/);
});

test('failure() knows a code with an extension, a wrapped cause, and what is not the disk', () => {
  const wrapped = new Error('query', { cause: Object.assign(new Error('x'), { code: 'SQLITE_READONLY_DBMOVED' }) });
  expect(failure('Cannot save', wrapped)?.message).toMatch(/^Cannot save: the database is read-only;/);
  expect(failure('Cannot save', wrapped)?.cause).toBe(wrapped);
  expect(failure('Cannot save', Object.assign(new Error('x'), { code: 'SQLITE_CONSTRAINT_UNIQUE' }))).toBeNull();
  expect(failure('Cannot save', new TypeError('x is undefined'))).toBeNull();
});
