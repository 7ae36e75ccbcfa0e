// Opens the database that an address names: a file with the native driver, a server over HTTP.
import type { Client } from '@libsql/client';
import { GatewayError } from '../errors.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { failure } from '../store/failure.ts';
import { patient } from '../store/patience.ts';
import type { DatabasePlace } from './database-place.ts';

/** How long a write waits for another program's lock; the process stands still meanwhile. */
const LOCK_TIMEOUT_MS = 5000;

/** What is asked of a database before its tables are brought forward; it throws where that must not be. */
export type Precaution = (client: Client) => Promise<void>;

/** Nothing is asked of it yet. */
export async function connectTo(place: DatabasePlace): Promise<Client> {
  return place.kind === 'server' ? patient(await connect(place.url, place.token)) : connect(place.url, undefined);
}

export function openPlace(place: DatabasePlace, precaution?: Precaution): Promise<Database> {
  return openDatabaseUrl(place.url, place.kind === 'server' ? place.token : undefined, precaution);
}

export async function openDatabaseUrl(url: string, authToken?: string, precaution?: Precaution): Promise<Database> {
  const client = await connect(url, authToken);
  try {
    await precaution?.(client.protocol === 'file' ? client : patient(client));
    return await openDatabase(client);
  } catch (error) {
    client.close();
    throw explainedOpening(error);
  }
}

/** What a precaution refuses is in words already. */
export function explainedOpening(error: unknown): unknown {
  return error instanceof GatewayError ? error : (failure('Cannot open the database', error) ?? error);
}

async function connect(url: string, authToken: string | undefined): Promise<Client> {
  const scheme = /^([a-z]+):/i.exec(url)?.[1]?.toLowerCase();
  try {
    switch (scheme) {
      case 'file': {
        const { createClient } = await import('@libsql/client/sqlite3');
        return createClient({ url, concurrency: 1, timeout: LOCK_TIMEOUT_MS });
      }
      case 'libsql':
      case 'https':
      case 'http': {
        const { createClient } = await import('@libsql/client/http');
        return createClient({ url, ...(authToken !== undefined && { authToken }) });
      }
    }
  } catch (error) {
    throw explainedOpening(error);
  }
  const received = scheme ?? 'no scheme';
  throw new GatewayError(
    'INVALID_REQUEST',
    `Cannot open the database as its address must be a file, libsql, https or http URL: received ${received}`,
  );
}
