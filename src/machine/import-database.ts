// OpenClaw's database of one agent, read from a copy: the entries of each session, and what its list says of it.
import { pathToFileURL } from 'node:url';
import * as zlib from 'node:zlib';
import type { Client, Row } from '@libsql/client';
import { besideKey, type Refused, type Source } from '../import/candidate.ts';
import { isName, readEvents } from '../import/lines.ts';
import { type Listed, readListed } from '../import/session-entry.ts';
import { MachineFailure } from './failure.ts';
import { copyDatabase } from './import-copy.ts';
import type { Place } from './import-places.ts';

const MAX_EVENT_BYTES = 64 * 1024 * 1024;

export async function* readAgentDatabase(
  { file, agentId }: Extract<Place, { kind: 'database' }>,
  scratch: string,
): AsyncGenerator<Source | Refused> {
  const { createClient } = await import('@libsql/client/sqlite3');
  const copy = copyDatabase(file, scratch);
  const client = createClient({ url: pathToFileURL(copy).href, concurrency: 1 });
  try {
    const compressed = await check(client, file);
    const listed = new Map((await readList(client)).map((one) => [one.entry.sessionId, one]));
    for (const sessionId of await sessionsIn(client)) {
      const one = listed.get(sessionId);
      listed.delete(sessionId);
      if (!isName(sessionId)) {
        yield { key: one?.key ?? besideKey(agentId, 'unnamed'), sessionId: null, reason: 'its id is no plain name' };
        continue;
      }
      const lines = readEvents(await eventsOf(client, sessionId, compressed));
      yield { key: one?.key ?? besideKey(agentId, sessionId), agentId, sessionId, entry: one?.entry ?? null, lines };
    }
    for (const { key, entry } of listed.values()) {
      yield { key, sessionId: entry.sessionId, reason: 'its transcript is not there' };
    }
  } finally {
    client.close();
  }
}

/** Whether it is whole, and what it is; returns whether it keeps some events compressed. */
async function check(client: Client, file: string): Promise<boolean> {
  try {
    await client.execute('pragma query_only = on');
    const [verdict] = (await client.execute('pragma quick_check(1)')).rows;
    if (verdict?.[0] !== 'ok') throw new MachineFailure(`Cannot import ${file}: it is damaged: ${verdict?.[0]}`);
    const { rows } = await client.execute(
      `select m.name as "table", c.name as "column" from sqlite_master m, pragma_table_info(m.name) c
       where m.name in ('session_nodes', 'transcript_events')`,
    );
    const columns = new Set(rows.map(({ table, column }) => `${table}.${column}`));
    const needed = ['session_nodes.entry_json', 'transcript_events.event_json'];
    if (needed.every((name) => columns.has(name))) return columns.has('transcript_events.event_zstd');
  } catch (error) {
    if (error instanceof MachineFailure) throw error;
    throw new MachineFailure(`Cannot import ${file}: it is damaged or no database`, error);
  }
  throw new MachineFailure(`Cannot import ${file}: it is no database of an agent of OpenClaw's, or of another version`);
}

async function readList(client: Client): Promise<Listed[]> {
  const { rows } = await client.execute('select session_key, entry_json from session_nodes order by session_key');
  return rows.flatMap(({ session_key, entry_json }) => readListed(String(session_key), entry_json) ?? []);
}

async function sessionsIn(client: Client): Promise<string[]> {
  const { rows } = await client.execute('select distinct session_id from transcript_events order by session_id');
  return rows.map(({ session_id }) => String(session_id));
}

async function eventsOf(client: Client, sessionId: string, compressed: boolean): Promise<string[]> {
  const columns = compressed ? 'event_json, event_zstd' : 'event_json';
  const sql = `select ${columns} from transcript_events where session_id = ? order by seq`;
  const { rows } = await client.execute({ sql, args: [sessionId] });
  return rows.map(textOf);
}

/** What cannot be unpacked is no JSON, and is counted with what cannot be read. */
function textOf({ event_json: json, event_zstd: packed }: Row): string {
  if (typeof json === 'string') return json;
  if (!(packed instanceof ArrayBuffer)) return '';
  if (!('zstdDecompressSync' in zlib)) {
    throw new MachineFailure(
      'Cannot import compressed entries with this version of the runtime: use Node 22.18 or newer',
    );
  }
  try {
    return zlib.zstdDecompressSync(packed, { maxOutputLength: MAX_EVENT_BYTES }).toString('utf8');
  } catch {
    return '';
  }
}
