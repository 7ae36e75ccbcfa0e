// Brings a database forward to what this program knows: each migration whole or not at all, and its name written down.
import type { Client } from '@libsql/client';
import { type Migration, migrations } from '../../migrations/bundle.gen.ts';
import { GatewayError } from '../errors.ts';
import { failure } from './failure.ts';

const PREFIX = 'migration:';

export async function migrate(client: Client, known: readonly Migration[] = migrations): Promise<void> {
  const applied = await readApplied(client);
  const unknown = [...applied].find((tag) => !known.some((migration) => migration.tag === tag));
  if (unknown !== undefined) {
    throw new GatewayError(
      'UNAVAILABLE',
      `Cannot open the database as a newer version wrote it: it is at ${unknown}, this program knows ${known.at(-1)?.tag}; ` +
        'start the newer version, or restore a backup from before it',
    );
  }
  for (const migration of known) {
    if (!applied.has(migration.tag)) await apply(client, migration);
  }
}

async function apply(client: Client, { tag, statements }: Migration): Promise<void> {
  const record = {
    sql: 'insert into "meta" ("name", "value") values (?, ?)',
    args: [`${PREFIX}${tag}`, new Date().toISOString()],
  };
  try {
    await client.batch([...statements, record], 'write');
  } catch (error) {
    const action = `Cannot bring the database to ${tag}`;
    const known = failure(action, error);
    if (known) throw known;
    // Another process that starts at the same time may have been first.
    if ((await readApplied(client)).has(tag)) return;
    const cause = error instanceof Error ? error.message : String(error);
    throw new GatewayError('UNAVAILABLE', `${action}: ${cause}; is it another program's database?`, { cause: error });
  }
}

async function readApplied(client: Client): Promise<Set<string>> {
  const table = await client.execute(`select 1 from "sqlite_master" where "type" = 'table' and "name" = 'meta'`);
  if (table.rows.length === 0) return new Set();
  const { rows } = await client.execute({
    sql: 'select "name" from "meta" where "name" like ? order by "name" desc',
    args: [`${PREFIX}%`],
  });
  return new Set(rows.map(({ name }) => String(name).slice(PREFIX.length)));
}
