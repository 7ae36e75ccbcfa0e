// The database of a state directory for a command: as its owner, under the lock, or beside a running gateway to read.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { migrations } from '../../migrations/bundle.gen.ts';
import type { Database } from '../store/database.ts';
import { explained } from '../store/failure.ts';
import { openDatabaseUrl } from './database.ts';
import { MachineFailure } from './failure.ts';
import { type Lock, lockHolder, takeLock } from './lock.ts';
import { openStateDirectory, type StateDirectory } from './state-directory.ts';

export type Opened = { database: Database; close(): void };

/** For writing, so only while no gateway runs. */
export async function ownDatabase(directory: StateDirectory, action: string): Promise<Opened> {
  openStateDirectory(directory);
  const holder = lockHolder(directory.lock);
  if (holder) throw new MachineFailure(`${action} while the gateway runs (pid ${holder.pid}): stop it first`);
  const lock = takeLock(directory.lock);
  try {
    return open(await openDatabaseUrl(urlOf(directory)), lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** For reading only; null when nothing was ever written. */
export async function readDatabase(directory: StateDirectory, action: string): Promise<Opened | null> {
  if (!existsSync(directory.database)) return null;
  if (lockHolder(directory.lock) === null) return ownDatabase(directory, action);
  await refuseOther(directory, action);
  return open(await openDatabaseUrl(urlOf(directory)), null);
}

function open(database: Database, lock: Lock | null): Opened {
  const close = () => {
    database.$client.close();
    lock?.release();
  };
  return { database, close };
}

/** Opening would bring the tables forward under a gateway of an older version. */
async function refuseOther(directory: StateDirectory, action: string): Promise<void> {
  const { createClient } = await import('@libsql/client/sqlite3');
  const client = createClient({ url: urlOf(directory), concurrency: 1, timeout: 5000 });
  try {
    const counting = client.execute(`select count(*) from "meta" where "name" like 'migration:%'`);
    const { rows } = await explained('Cannot read from the database', counting);
    if (rows[0]?.[0] === migrations.length) return;
  } finally {
    client.close();
  }
  throw new MachineFailure(`${action} as the gateway that runs is of another version: restart it first`);
}

function urlOf({ database }: StateDirectory): string {
  return pathToFileURL(database).href;
}
