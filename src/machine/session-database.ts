// The database for a command: as its owner, or beside a running gateway to read.
import { existsSync } from 'node:fs';
import { migrations } from '../../migrations/bundle.gen.ts';
import type { Database } from '../store/database.ts';
import { explained } from '../store/failure.ts';
import { connectTo, openPlace, type Precaution } from './database.ts';
import type { DatabasePlace } from './database-place.ts';
import { appliedTo } from './database-version.ts';
import { MachineFailure } from './failure.ts';
import { lockHolder, takeLock } from './lock.ts';
import { signingKey } from './signing-key.ts';
import { openStateDirectory, type StateDirectory } from './state-directory.ts';
import { claimOf, holdTenure, unlessHeld } from './tenure.ts';

export type Opened = { database: Database; close(): Promise<void> };
export type Where = { directory: StateDirectory; place: DatabasePlace };

/** For writing, so only while no gateway runs. */
export async function ownDatabase(where: Where, action: string, precaution?: Precaution): Promise<Opened> {
  const { directory, place } = where;
  openStateDirectory(directory);
  const holder = lockHolder(directory.lock);
  if (holder) throw new MachineFailure(`${action} while the gateway runs (pid ${holder.pid}): stop it first`);
  const lock = takeLock(directory.lock);
  try {
    const opened = place.kind === 'file' ? closing(await openPlace(place, precaution)) : await held(directory, place);
    return {
      ...opened,
      async close() {
        try {
          await opened.close();
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** For reading only; null when nothing was ever written. */
export async function readDatabase(where: Where, action: string): Promise<Opened | null> {
  const { directory, place } = where;
  if (place.kind === 'file') {
    if (!existsSync(place.path)) return null;
    if (lockHolder(directory.lock) === null) return ownDatabase(where, action);
  }
  // Opening would bring the tables forward under a gateway of an older version.
  const applied = await versionOf(place);
  if (applied.length === 0) return null;
  if (place.kind === 'file' && applied.length !== migrations.length) {
    throw new MachineFailure(`${action} as the gateway that runs is of another version: restart it first`);
  }
  if (applied.length < migrations.length) {
    throw new MachineFailure(`${action} as the database is of an older version: run \`pincer migrate\` first`);
  }
  return closing(await openPlace(place));
}

/** The names of its migrations. */
export async function versionOf(place: DatabasePlace): Promise<string[]> {
  const client = await connectTo(place);
  try {
    return await explained('Cannot read from the database', appliedTo(client));
  } finally {
    client.close();
  }
}

function closing(database: Database): Opened {
  return { database, close: async () => database.$client.close() };
}

/** No gateway may take it in the middle; and if one did, because this machine slept, nothing more is written. */
async function held(directory: StateDirectory, place: DatabasePlace): Promise<Opened> {
  const claim = claimOf(directory.path, signingKey(directory.signingKey));
  const database = await openPlace(place, unlessHeld(claim, false));
  const { $client } = database;
  try {
    const tenure = await holdTenure(database, claim);
    void tenure.lost.then(() => $client.close());
    return {
      database,
      async close() {
        await tenure.end();
        $client.close();
      },
    };
  } catch (error) {
    $client.close();
    throw error;
  }
}
