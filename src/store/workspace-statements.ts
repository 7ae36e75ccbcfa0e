// The SQL of workspaces. Each write is one statement that looks and writes at once: two sessions of an agent may be two
// Durable Objects, and nobody but the database sees both.
import type { InStatement } from '@libsql/client';
import { LISTED, LONGEST_PATH } from '../workspace-rules.ts';
import { foldersOf, type Place } from './workspace-path.ts';

/** Of one agent. */
export const MOST_FILES = 10_000;
export const MOST_BYTES = 64 * 1024 * 1024;

const itself = 'agent_id = ?1 and path = ?2';
/** A zero is what comes after a slash: so the index finds what begins with the folder's name. */
const inside = ({ path }: Place) => `agent_id = ?1${path && ` and path >= ?2 || '/' and path < ?2 || '0'`}`;
/** The files that stand where it needs a folder. */
const onTheWay = 'agent_id = ?1 and path in (select value from json_each(?3))';
const file = 'from workspace_files where';
const none = (which: string) => `not exists (select 1 ${file} ${which})`;

function argsOf(place: Place): string[] {
  return [place.agent, place.path, JSON.stringify(foldersOf(place))];
}

/** What stands at a place: a file with its facts, a folder with the time of its newest file, or a file on the way. */
export function standing(place: Place, columns: 'facts' | 'text'): InStatement {
  const sql = `select size, modified_at as "modifiedAt", ${columns === 'text' ? 'text' : 'null'} as text,
      (select max(modified_at) ${file} ${inside(place)}) as folder,
      exists (select 1 ${file} ${onTheWay}) as "throughFile"
    from (select 1) left join workspace_files on ${itself}`;
  return { sql, args: argsOf(place) };
}

/** The names that follow a folder's own, each once. */
export function listing(place: Place): InStatement {
  const sql = `select name, max(folder) as folder, max(size) as size, count(*) over () as total from (
      select size, instr(rest, '/') > 0 as folder,
        case instr(rest, '/') when 0 then rest else substr(rest, 1, instr(rest, '/') - 1) end as name
      from (select size, substr(path, case ?2 when '' then 1 else length(?2) + 2 end) as rest ${file} ${inside(place)})
    ) group by name order by name limit ${LISTED}`;
  return { sql, args: [place.agent, place.path] };
}

export type Put = { text: string; size: number; at: number };
/** What has to be there still: null is nothing. Undefined takes whatever it is. */
export type Expected = string | null | undefined;

/**
 * Answers with the time of the file, or with no row when it did not write. A file's time goes up with each write, also of
 * one millisecond: whoever keeps what was read knows by it that there is something new.
 */
export function putting(place: Place, { text, size, at }: Put, expected: Expected): InStatement {
  const sql = `insert into workspace_files (agent_id, path, text, size, modified_at)
    select ?1, ?2, ?4, ?5, ?6
    where (?7 or ?8 is (select text ${file} ${itself})) and ${none(inside(place))} and ${none(onTheWay)}
      and (select count(*) < ${MOST_FILES} and total(size) + ?5 <= ${MOST_BYTES} ${file} agent_id = ?1 and path <> ?2)
    on conflict (agent_id, path) do update
      set text = excluded.text, size = excluded.size, modified_at = max(excluded.modified_at, modified_at + 1)
    returning modified_at as "modifiedAt"`;
  return { sql, args: [...argsOf(place), text, size, at, expected === undefined ? 1 : 0, expected ?? null] };
}

/** How much an agent keeps beside the file at a place. */
export function others({ agent, path }: Place): InStatement {
  return {
    sql: `select count(*) as files, total(size) as bytes ${file} agent_id = ?1 and path <> ?2`,
    args: [agent, path],
  };
}

/** How long a path of a folder becomes by a move. */
export function longest(from: Place, to: Place): InStatement {
  const sql = `select max(length(path)) - length(?2) + length(?3) as longest ${file} ${inside(from)}`;
  return { sql, args: [from.agent, from.path, to.path] };
}

/** The file, or all that is in the folder; nothing when something stands there already. */
export function moving(from: Place, to: Place): InStatement {
  const moved = "agent_id = ?1 and (path = ?4 or path >= ?4 || '/' and path < ?4 || '0')";
  const sql = `update workspace_files set path = ?2 || substr(path, length(?4) + 1) where ${moved}
      and ${none(itself)} and ${none(inside(to))} and ${none(onTheWay)}
      and ${none(`${moved} and length(path) - length(?4) + length(?2) > ${LONGEST_PATH}`)}`;
  return { sql, args: [...argsOf(to), from.path] };
}
