// What a gateway lets its sessions know without speaking to any of them, where each is on its own: two lines in the
// database, read along with what they write. A thousand sessions that only their own visitors hear so cost it nothing.
import type { InStatement, ResultSet } from '@libsql/client';
import * as v from 'valibot';
import type { Database } from './database.ts';
import { explained, reading } from './failure.ts';

export type Bulletin = {
  /** Somebody is at the gateway's own door. */
  attended: boolean;
  expelled: Expelled;
};

/** Devices that lost something that they had, and when: sockets that they opened before have to end. */
export type Expelled = {
  devices: { id: string; at: number }[];
  /** Of what was longer ago nobody knows any more: such sockets end, whosever they are. */
  before: number;
};

const ATTENDED = 'attended';
const EXPELLED = 'expelled';
const MOST = 500;
const Expelled = v.object({
  devices: v.array(v.object({ id: v.string(), at: v.number() })),
  before: v.number(),
});
const PUT = 'insert into "meta" ("name", "value") values (?1, ?2) on conflict ("name") do update set "value" = ?2';

export const askBulletin = {
  sql: 'select "name", "value" from "meta" where "name" in (?, ?)',
  args: [ATTENDED, EXPELLED],
} satisfies InStatement;

export function readBulletin({ rows }: ResultSet): Bulletin {
  const lineOf = (name: string) => rows.find((row) => row.name === name)?.value;
  const written = lineOf(EXPELLED);
  return {
    attended: lineOf(ATTENDED) === '1',
    expelled: typeof written === 'string' ? v.parse(Expelled, JSON.parse(written)) : { devices: [], before: 0 },
  };
}

export async function lookAtBulletin({ $client }: Database): Promise<Bulletin> {
  return readBulletin(await reading($client.execute(askBulletin)));
}

export async function writeAttended({ $client }: Database, anybody: boolean): Promise<void> {
  const written = $client.execute({ sql: PUT, args: [ATTENDED, anybody ? '1' : '0'] });
  await explained('Cannot tell the sessions who listens', written);
}

/** Only the gateway writes here, one at a time. */
export async function writeExpelled(db: Database, device: { id: string; at: number }): Promise<void> {
  const { expelled } = await lookAtBulletin(db);
  const devices = [device, ...expelled.devices.filter(({ id }) => id !== device.id)];
  const over = devices.splice(MOST);
  const before = Math.max(expelled.before, ...over.map(({ at }) => at));
  const written = db.$client.execute({ sql: PUT, args: [EXPELLED, JSON.stringify({ devices, before })] });
  await explained('Cannot tell the sessions what a device lost', written);
}

/** Whether a socket that a device opened at that time has to end. */
export function isExpelled({ devices, before }: Expelled, deviceId: string, openedAt: number): boolean {
  return openedAt <= before || devices.some(({ id, at }) => id === deviceId && openedAt <= at);
}
