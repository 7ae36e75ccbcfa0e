// What is too much to be read as Markdown: no person writes it, and reading it would hold up the page.

const MOST = 16 * 1024;
const MOST_OF_TABLE = 48 * 1024;
const DEEPEST = 24;
/** In words that are read together: signs that may open something, which is then looked for until the end. */
const MOST_STRESSED = 240;
const MOST_SIGNS = 800;
const LONGEST_RUN = 6 * 1024;
const MOST_CELLS = 6000;
const LONGEST_WORD = 500;

const ENDLESS = Number.POSITIVE_INFINITY;

/** More of it than this in one text is not spent. */
export const MOST_EFFORT = 3_000_000;

/** About how much work it is to read a piece; endless when it is too much by itself. */
export function effortOf(text: string): number {
  const table = beginsTable(text);
  if (text.length > (table ? MOST_OF_TABLE : MOST)) return ENDLESS;
  let run = { stressed: 0, signs: 0, length: 0 };
  let effort = text.length;
  let lines = 0;
  let columns = 0;
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end);
    at += line.length + 1;
    lines += 1;
    columns = Math.max(columns, count(line, /\|/g));
    if (depthOf(line) > DEEPEST || hasEndlessAddress(line)) return ENDLESS;
    // Cells and items are read each by itself.
    if (table || /^[ \t]*(?:$|[-*+][ \t]|\d{1,9}[.)][ \t])/.test(line)) {
      effort += effortOfRun(run);
      run = { stressed: 0, signs: 0, length: 0 };
    }
    run.length += line.length;
    run.stressed += count(line, /[*_~]/g);
    run.signs += count(line, /[`[\]<!\\&:@]/g);
    if (run.stressed > MOST_STRESSED || run.signs > MOST_SIGNS || run.length > LONGEST_RUN) return ENDLESS;
  }
  return columns * lines > MOST_CELLS ? ENDLESS : effort + effortOfRun(run);
}

function effortOfRun({ stressed, signs, length }: { stressed: number; signs: number; length: number }): number {
  return length * (stressed + signs / 4);
}

export function beginsTable(text: string): boolean {
  const [head = '', rule = ''] = text.split('\n', 2);
  return (
    rule.includes('-') && /^[\s|:-]+$/.test(rule) && head.includes('|') && count(head, /\|/g) === count(rule, /\|/g)
  );
}

/** How many quotes and lists stand in each other at the beginning of a line. */
function depthOf(line: string): number {
  const container = /([ \t]*)(?:>|[-*+](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))/y;
  let deep = 0;
  for (let found = container.exec(line); found && deep <= DEEPEST; found = container.exec(line)) {
    deep += 1 + Math.floor((found[1]?.length ?? 0) / 2);
  }
  // Signs with gaps between them are a rule.
  return /^[ \t]*([-*])(?:[ \t]*\1){2,}[ \t]*$/.test(line.slice(0, 1000)) && line.length < 1000 ? 0 : deep;
}

/** Whether something before an @ is longer than any name. */
function hasEndlessAddress(line: string): boolean {
  if (!line.includes('@')) return false;
  return line.split(/[\s|]/).some((word) => word.indexOf('@', LONGEST_WORD) >= 0);
}

function count(line: string, signs: RegExp): number {
  return line.match(signs)?.length ?? 0;
}
