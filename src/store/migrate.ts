// Brings a database forward to what this program knows: each migration whole or not at all, and its name written down.
import type { Client } from '@libsql/client';
import { type Migration, migrations } from '../../migrations/bundle.gen.ts';
import { GatewayError } from '../errors.ts';
import { failure } from './failure.ts';

const PREFIX = 'migration:';

export async function migrate(client: Client, known: readonly Migration[] = migrations): Promise<void> {
  for (const migration of missingOf(await readApplied(client), known)) await apply(client, migration);
}

/** Changes nothing: for a program that others start, many times at once, and that must not decide this by itself. */
export async function checkMigrations(client: Client, known: readonly Migration[] = migrations): Promise<void> {
  const applied = await readApplied(client);
  if (missingOf(applied, known).length === 0) return;
  const at = known.findLast(({ tag }) => applied.has(tag))?.tag;
  const words = `Cannot open the database as it is ${at ? `at ${at}` : 'empty'} and this program needs ${known.at(-1)?.tag}`;
  throw new GatewayError('UNAVAILABLE', `${words}: run \`npm run migrate\``);
}

function missingOf(applied: ReadonlySet<string>, known: readonly Migration[]): Migration[] {
  const unknown = [...applied].find((tag) => !known.some((migration) => migration.tag === tag));
  if (unknown === undefined) return known.filter(({ tag }) => !applied.has(tag));
  throw new GatewayError(
    'UNAVAILABLE',
    `Cannot open the database as a newer version wrote it: it is at ${unknown}, this program knows ${known.at(-1)?.tag}; ` +
      'start the newer version, or restore a backup from before it',
  );
}

async function apply(client: Client, { tag, statements }: Migration): Promise<void> {
  const record = {
    sql: 'insert into "meta" ("name", "value") values (?, ?)',
    args: [`${PREFIX}${tag}`, new Date().toISOString()],
  };
  try {
    await client.batch([...statements, record], 'write');
  } catch (error) {
    // Another process that starts at the same time may have been first, or the answer was lost.
    const applied = await readApplied(client).catch(() => new Set());
    if (applied.has(tag)) return;
    const action = `Cannot bring the database to ${tag}`;
    const known = failure(action, error);
    if (known) throw known;
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
