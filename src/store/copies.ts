// The SQL that copies a line into another session: the rows never leave the database.
import type { InStatement } from '@libsql/client';
import { getTableColumns } from 'drizzle-orm';
import type { Copy } from '../ports.ts';
import { entries } from './tables.ts';

const made = ['id', 'sessionId', 'seq', 'branch', 'parentId'];
const columns = Object.entries(getTableColumns(entries)).filter(([key]) => !made.includes(key));
const kept = columns.map(([, { name }]) => `"${name}"`).join(', ');

// One line, so that order of writing and position are the same, and a parent is named by its place.
const copy = `insert into "entries" ("id", "session_id", "seq", "branch", "parent_id", ${kept})
  select ?1 || printf('%012x', "position"), ?2, "position", 0,
    case when "position" > 1 then ?1 || printf('%012x', "position" - 1) end, ${kept}
  from "entries" where "session_id" = ?3 and "branch" = ?4 and "position" > ?5 and "position" <= ?6`;

export function copying({ from, to, stretches, names }: Copy): InStatement[] {
  return stretches.map(({ branch, after, upTo }) => ({ sql: copy, args: [names, to, from, branch, after, upTo] }));
}
