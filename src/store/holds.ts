// Which sessions hold which files: taken with the run that brings them, copied with the lines that speak of them.
import type { InStatement } from '@libsql/client';
import type { Change, Copy } from '../ports.ts';

const FILES = 1000;
const INSERT = 'insert or ignore into media_holds (media_id, session_id)';

export function holding(changes: readonly Change[]): InStatement[] {
  return changes.flatMap(({ session, media = [] }) => {
    const statements: InStatement[] = [];
    for (let start = 0; start < media.length; start += FILES) {
      const part = media.slice(start, start + FILES);
      const sql = `${INSERT} values (?, ?)${', (?, ?)'.repeat(part.length - 1)}`;
      statements.push({ sql, args: part.flatMap((id) => [id, session.id]) });
    }
    return statements;
  });
}

// Only what those lines speak of: the copy does not keep what was said after them.
const copy = `${INSERT}
  select json_extract(file.value, '$.id'), ?1 from "entries" as e, json_each(e."meta", '$.media') as file
  where e."session_id" = ?2 and e."branch" = ?3 and e."position" > ?4 and e."position" <= ?5 and e."role" = 'user'`;

export function copyingHolds({ from, to, stretches }: Copy): InStatement[] {
  return stretches.map(({ branch, after, upTo }) => ({ sql: copy, args: [to, from, branch, after, upTo] }));
}
