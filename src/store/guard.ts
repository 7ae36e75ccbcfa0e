// What makes a commit safe to send twice: it holds only for the version of the session that it was made from. On a
// server an answer can be lost after the commit, and a request can arrive long after it was given up.
import type { Client, InStatement } from '@libsql/client';
import type { Change } from '../ports.ts';

// As the path of a question about JSON these words are an error that repeats them, and it takes the whole batch back.
const CHANGED = 'the session is at another version';
const compare = (stored: string) =>
  `select json_extract('{}', case when (${stored}) is ?2 then '$' else '${CHANGED}' end)`;
const GOES_ON = compare('select "version" from "sessions" where "id" = ?1');
// By key: a session of another name under the same key is one that exists.
const IS_NEW = compare('select "version" from "sessions" where "key" = ?1');

const STANDING = `select "id", "key", "version" from "sessions"
  where "id" in (select value from json_each(?1)) or "key" in (select value from json_each(?2))`;

/** Stands at the head of a batch, one for each change; at most one change of a session may be in it. */
export function guarding({ base, session }: Change): InStatement {
  return base === null ? { sql: IS_NEW, args: [session.key, null] } : { sql: GOES_ON, args: [session.id, base] };
}

export function isGuards(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (at.message.includes(CHANGED)) return true;
  return false;
}

/** What became of changes whose commit was not heard of: made, or still possible, or overtaken by somebody else's. */
export type Fate = 'made' | 'possible' | 'overtaken';

export async function readFates(client: Client, changes: readonly Change[]): Promise<Fate[]> {
  const ids = JSON.stringify(changes.map(({ session }) => session.id));
  const keys = JSON.stringify(changes.map(({ session }) => session.key));
  const { rows } = await client.execute({ sql: STANDING, args: [ids, keys] });
  const versions = new Map(rows.map(({ id, version }) => [id, version]));
  const taken = new Set(rows.map(({ key }) => key));
  return changes.map(({ base, session: { id, key, version } }) => {
    // A version has a part that is this change's alone: nobody else's commit can be taken for it.
    if (versions.get(id) === version) return 'made';
    const free = base === null ? !taken.has(key) : versions.get(id) === base;
    return free ? 'possible' : 'overtaken';
  });
}
