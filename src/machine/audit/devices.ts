// Devices that may do much and are not seen any more. The database is only read, also beside a gateway that runs.
import type { Client } from '@libsql/client';
import * as v from 'valibot';
import { heldScopes } from '../../auth/pairing.ts';
import { connectTo } from '../database.ts';
import { type DatabasePlace, placeName } from '../database-place.ts';
import type { Finding } from './finding.ts';
import { pathFacts } from './path-facts.ts';

const DAY_MS = 86_400_000;
const LONG_DAYS = 90;
const MOST = 1000;
const WAIT_MS = 1000;

const Scopes = v.array(v.string());
const json = v.pipe(v.string(), v.parseJson());
const Row = v.object({
  id: v.string(),
  name: v.nullable(v.string()),
  client_id: v.string(),
  scopes: v.pipe(json, Scopes),
  // Written as the JSON of null, or not at all by an older version.
  token_scopes: v.nullable(v.pipe(json, v.nullable(Scopes))),
  seen_at: v.number(),
  revoked_at: v.nullable(v.number()),
});
type KnownDevice = v.InferOutput<typeof Row>;

export async function auditDevices(place: DatabasePlace, now: number): Promise<Finding[]> {
  if (place.kind === 'file' && pathFacts(place.path)?.kind !== 'file') return [];
  try {
    const devices = await readDevices(place);
    const before = now - LONG_DAYS * DAY_MS;
    return [...absentAdmins(devices, before), ...longRevoked(devices, before)];
  } catch {
    return [
      {
        id: 'devices.unread',
        severity: 'info',
        what: `The devices in ${placeName(place)} cannot be looked at`,
        why: `another program holds the database, or it is of another version, ${place.kind === 'file' ? 'or damaged' : 'or its server is away or refuses the token'}`,
        fix: 'see `pincer devices list` while the gateway runs',
      },
    ];
  }
}

async function readDevices(place: DatabasePlace): Promise<KnownDevice[]> {
  const client = place.kind === 'file' ? await readOnly(place.url) : await connectTo(place);
  try {
    const { rows } = await client.execute({ sql: 'select * from "devices" limit ?', args: [MOST] });
    return rows.map((row) => v.parse(Row, row));
  } finally {
    client.close();
  }
}

/** To close it may fold in what is left of its write-ahead log, which changes nothing that it says. */
async function readOnly(url: string): Promise<Client> {
  const { createClient } = await import('@libsql/client/sqlite3');
  const client = createClient({ url, concurrency: 1, timeout: WAIT_MS });
  await client.execute('pragma query_only = on');
  return client;
}

function absentAdmins(devices: readonly KnownDevice[], before: number): Finding[] {
  const absent = devices.filter(({ scopes, token_scopes: tokenScopes, seen_at: seen, revoked_at: revoked }) => {
    return revoked === null && seen < before && heldScopes({ scopes, tokenScopes }).includes('operator.admin');
  });
  return absent.map((device) => ({
    id: 'devices.admin_unseen',
    severity: 'warning',
    what: `${nameOf(device)} has operator.admin and was not seen for ${LONG_DAYS} days (last ${dayOf(device.seen_at)})`,
    why: 'whoever has it now, or a copy of its key, is an administrator',
    fix: `pincer devices remove ${device.id.slice(0, 16)}`,
  }));
}

function longRevoked(devices: readonly KnownDevice[], before: number): Finding[] {
  const revoked = devices.filter(({ revoked_at: at }) => at !== null && at < before);
  return revoked.map((device) => ({
    id: 'devices.revoked_long_ago',
    severity: 'info',
    what: `${nameOf(device)} is still paired, and its token was taken back long ago (${dayOf(device.revoked_at ?? 0)})`,
    why: 'with the secret it gets a new token, without anybody approving it',
    fix: `pincer devices remove ${device.id.slice(0, 16)}`,
  }));
}

/** The words are those of strangers. */
function nameOf({ id, name, client_id: client }: KnownDevice): string {
  return `The device ${JSON.stringify((name ?? client).slice(0, 40))} (${id.slice(0, 16)})`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
