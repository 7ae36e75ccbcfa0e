// A database made ready: durable, checked, and up to date. The runtime's entry brings the client.
import type { Client } from '@libsql/client';
import { LibSQLDatabase } from 'drizzle-orm/libsql/driver-core';
import { LibSQLSession } from 'drizzle-orm/libsql/session';
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';
import { GatewayError } from '../errors.ts';
import { DURABLE, reconnecting } from './connection.ts';
import { failure } from './failure.ts';
import { checkMigrations, migrate } from './migrate.ts';
import { patient } from './patience.ts';

export type Database = LibSQLDatabase & { $client: Client };

export type DatabaseOptions = {
  /**
   * Where they are only checked, the database is left as it is, and refused if that is not as it has to be. `known`: that
   * was done a moment ago.
   */
  migrations?: 'apply' | 'check' | 'known';
};

export async function openDatabase(given: Client, { migrations = 'apply' }: DatabaseOptions = {}): Promise<Database> {
  const client = given.protocol === 'file' ? reconnecting(given) : patient(given);
  try {
    if (migrations === 'check') await checkMigrations(client);
    if (client.protocol === 'file') await makeDurable(client);
    if (migrations === 'apply') await migrate(client);
  } catch (error) {
    throw failure('Cannot open the database', error) ?? error;
  }
  return databaseOn(client);
}

/** Drizzle on a client that is ready, or sees to that itself. */
export function databaseOn(client: Client): Database {
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
