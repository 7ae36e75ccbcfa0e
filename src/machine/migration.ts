// Brings the database forward without a gateway, as before a deployment that has nobody to do it at its start.
import { migrations } from '../../migrations/bundle.gen.ts';
import { heldBy, readOwner } from '../store/tenure.ts';
import { openPlace } from './database.ts';
import { appliedTo } from './database-version.ts';
import { ownDatabase, type Where } from './session-database.ts';

export type Migrated = { version: string; applied: string[] };

export async function migrateDatabase({ directory, place }: Where): Promise<Migrated> {
  let before: string[] = [];
  if (place.kind === 'file') {
    const opened = await ownDatabase({ directory, place }, 'Cannot migrate', async (client) => {
      before = await appliedTo(client);
    });
    await opened.close();
  } else {
    const database = await openPlace(place, async (client) => {
      before = await appliedTo(client);
      if (before.length === 0 || before.length >= migrations.length) return;
      const owner = await readOwner({ $client: client });
      if (owner?.fresh && owner.kind === 'gateway') throw heldBy(owner);
    });
    database.$client.close();
  }
  const names = migrations.map(({ tag }) => tag);
  return { version: names.at(-1) ?? '', applied: names.filter((name) => !before.includes(name)) };
}
