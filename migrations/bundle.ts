// Writes bundle.gen.ts: the migrations as a module, so that no runtime needs a file system to apply them.
import { readFileSync, writeFileSync } from 'node:fs';
import journal from './meta/_journal.json' with { type: 'json' };

export function bundle(): string {
  const migrations = journal.entries.map(({ tag }) => ({
    tag,
    statements: readFileSync(new URL(`${tag}.sql`, import.meta.url), 'utf8')
      .split('--> statement-breakpoint')
      .map((statement) => statement.trim()),
  }));
  return [
    '// Generated from the SQL beside it by `npm run migrations:gen`; do not edit.',
    'export type Migration = { tag: string; statements: string[] };',
    '',
    `export const migrations: readonly Migration[] = ${JSON.stringify(migrations, null, 2)};`,
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(new URL('bundle.gen.ts', import.meta.url), bundle());
