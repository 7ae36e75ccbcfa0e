// How far a database was brought, asked without bringing it further.
import type { Client } from '@libsql/client';

const PREFIX = 'migration:';

/** The names of its migrations, the oldest first; none when nothing was ever written. */
export async function appliedTo(client: Client): Promise<string[]> {
  const tables = await client.execute(`select 1 from "sqlite_master" where "type" = 'table' and "name" = 'meta'`);
  if (tables.rows.length === 0) return [];
  const { rows } = await client.execute(`select "name" from "meta" where "name" like '${PREFIX}%' order by "name"`);
  return rows.map(({ name }) => String(name).slice(PREFIX.length));
}
