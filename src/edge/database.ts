// The database of a gateway at the edge: libSQL over HTTP, looked at when something is first asked of it. An object that
// wakes while the server is away can so be spoken to, and says that.
import type { Client, InArgs, InStatement } from '@libsql/client';
import { createClient } from '@libsql/client/http';
import { GatewayError } from '../errors.ts';
import { type Database, databaseOn, openDatabase } from '../store/database.ts';
import { heldBy, standAsWorkers } from '../store/tenure.ts';
import type { Place } from './place.ts';

/** Addresses that were found as they have to be, and held by no machine: of an isolate, so that not every object looks. */
const checked = new Set<string>();

type Needed = Pick<Place, 'database' | 'gateway'>;

export function openRemote(place: Needed): Database {
  const { url, token } = place.database;
  const client = createClient({ url, fetch: onlyHere, ...(token === undefined ? {} : { authToken: token }) });
  let opening: Promise<Client> | null = null;
  const ready = (): Promise<Client> => {
    opening ??= open(client, place).catch((error) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  return databaseOn({
    protocol: client.protocol,
    closed: false,
    execute: async (statement: InStatement, args?: InArgs) =>
      typeof statement === 'string' ? (await ready()).execute(statement, args) : (await ready()).execute(statement),
    batch: async (statements, mode) => (await ready()).batch(statements, mode),
    migrate: refused,
    transaction: refused,
    executeMultiple: refused,
    sync: refused,
    reconnect: () => undefined,
    close: () => client.close(),
  });
}

async function open(client: Client, { gateway, database: { url } }: Needed): Promise<Client> {
  const known = checked.has(url);
  const database = await openDatabase(client, { migrations: known ? 'known' : 'check' });
  const { $client } = database;
  const other = known ? null : await standAsWorkers(database, gateway);
  if (other) throw heldBy(other);
  checked.add(url);
  return $client;
}

/** The platform's own, whatever it is called on. */
function onlyHere(...given: Parameters<typeof fetch>): ReturnType<typeof fetch> {
  return fetch(...given);
}

/** What the store never asks for: Workers neither migrate nor hold a transaction open. */
async function refused(): Promise<never> {
  throw new GatewayError('INTERNAL', 'Cannot do that with the database of a deployment');
}
