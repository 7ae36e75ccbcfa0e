// A database made ready: durable, checked, and up to date. The runtime's entry brings the client.
import type { Client } from '@libsql/client';
import { LibSQLDatabase } from 'drizzle-orm/libsql/driver-core';
import { LibSQLSession } from 'drizzle-orm/libsql/session';
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';
import { GatewayError } from '../errors.ts';
import { DURABLE, reconnecting } from './connection.ts';
import { failure } from './failure.ts';
import { migrate } from './migrate.ts';

export type Database = LibSQLDatabase & { $client: Client };

export async function openDatabase(given: Client): Promise<Database> {
  const client = given.protocol === 'file' ? reconnecting(given) : given;
  try {
    if (client.protocol === 'file') await makeDurable(client);
    await migrate(client);
  } catch (error) {
    throw failure('Cannot open the database', error) ?? error;
  }
  // `drizzle()` itself would load the native driver on every runtime.
  const dialect = new SQLiteAsyncDialect();
  const session = new LibSQLSession<Record<string, never>, Record<string, never>>(
    client,
    dialect,
    undefined,
    {},
    undefined,
  );
  const db: LibSQLDatabase = new LibSQLDatabase('async', dialect, session, undefined);
  return Object.assign(db, { $client: client });
}

async function makeDurable(client: Client): Promise<void> {
  await expectPragma(client, 'journal_mode', 'WAL', 'wal');
  await client.execute(DURABLE);
  await expectPragma(client, 'synchronous', null, 2);
}

async function expectPragma(client: Client, name: string, value: string | null, expected: string | number) {
  const { rows } = await client.execute(value === null ? `PRAGMA ${name}` : `PRAGMA ${name} = ${value}`);
  const actual = rows[0]?.[0];
  if (actual === expected) return;
  throw new GatewayError(
    'UNAVAILABLE',
    `Cannot open the database safely as its ${name} must be ${expected}: received ${actual}; keep it in a file on a local disk`,
  );
}
