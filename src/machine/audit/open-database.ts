// A database server that asks nobody who he is.
import { connectTo } from '../database.ts';
import { type DatabasePlace, placeName, type ServerPlace } from '../database-place.ts';
import type { Finding } from './finding.ts';

export async function auditOpenDatabase(place: DatabasePlace): Promise<Finding[]> {
  if (place.kind === 'file' || !(await answersStrangers(place))) return [];
  return [
    {
      id: 'database.open',
      severity: 'critical',
      what: `The database server at ${placeName(place)} answers without a token`,
      why: 'whoever reaches it can read and change every conversation, and sqld lets any page in a browser reach it',
      fix: 'start sqld with --auth-jwt-key-file, and give the gateway a PINCER_DATABASE_TOKEN made with that key',
    },
  ];
}

/** One that cannot be asked is told of where its devices are read. */
async function answersStrangers(place: ServerPlace): Promise<boolean> {
  const client = await connectTo({ ...place, token: undefined });
  return client
    .execute('select 1')
    .then(
      () => true,
      () => false,
    )
    .finally(() => client.close());
}
