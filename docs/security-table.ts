// `npm run security:table`: writes the table of docs/security.md from the names of the tests in test/security/, and of
// those that need the page in a browser.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { namesOf } from './test-names.ts';

export type Row = { section: number; case: string; holds: string };

const page = new URL('security.md', import.meta.url);
const tests = new URL('../test/security/', import.meta.url);
const inBrowser = new URL('../test/browser/flaws.test.ts', import.meta.url);
const place = /<!-- table -->.*<!-- \/table -->/s;

/** One row for each test under a heading that begins with the number of its section, as "[1] who comes in". */
export function securityRows(): Row[] {
  const files = readdirSync(tests).filter((file) => file.endsWith('.test.ts'));
  const places = [...files.sort().map((file) => new URL(file, tests)), inBrowser];
  const rows = places.flatMap((place) => {
    return namesOf(readFileSync(place, 'utf8'), place.pathname).flatMap(({ above, name, row }) => {
      const [, section, heading] = above.map((title) => /^\[(\d)\] (.+)$/.exec(title)).find(Boolean) ?? [];
      return section === undefined || heading === undefined ? [] : [rowOf(Number(section), heading, name, row)];
    });
  });
  return rows.sort((one, other) => one.section - other.section);
}

/** The page as it is to be: the same but for what stands between the marks. */
export function withTable(text: string): string {
  if (!place.test(text)) throw new Error('Cannot write the table: docs/security.md has no place for it');
  const lines = securityRows().map((row) => `| ${row.section} | ${cell(row.case)} | ${cell(row.holds)} |`);
  const table = ['| section | case | what holds |', '|---|---|---|', ...lines].join('\n');
  return text.replace(place, () => `<!-- table -->\n${table}\n<!-- /table -->`);
}

export function writtenPage(): string {
  return readFileSync(page, 'utf8');
}

/** A test is named "case: what holds"; one that names no case belongs to its heading's. */
function rowOf(section: number, heading: string, name: string, whole: boolean): Row {
  const [, before, after] = (whole ? null : /^(.{1,200}?): (.+)$/.exec(name)) ?? [];
  return before === undefined || after === undefined
    ? { section, case: heading, holds: name }
    : { section, case: before, holds: after };
}

function cell(text: string): string {
  return text.replace(/[\\*|[\]<>]/g, (letter) => (letter === '<' ? '&lt;' : letter === '>' ? '&gt;' : `\\${letter}`));
}

if (import.meta.main) writeFileSync(page, withTable(writtenPage()));
