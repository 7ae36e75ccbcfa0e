// Code in Markdown: where it begins and ends, as far as the text is known. Nothing in it is ever touched.

/** What may stand before a fence: quotes, list items, space. One loop, so that no line makes it slow. */
const prefix = /^(?:[ \t>]|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))*/;

export type Fence = { mark: string; length: number };
/** Where the end of a code span is, that there is none, or from where to look again when more is known. */
export type Search = { at: number } | { again: number } | 'none';

/** Whether a run of backticks or tildes behind `before` opens a fence; null while its line is not complete. */
export function opensFence(before: string, text: string, run: string, ended: boolean): boolean | null {
  if (run.length < 3) return false;
  if (!beginsLine(before)) return false;
  if (run.startsWith('~')) return true;
  const end = text.indexOf('\n');
  const rest = text.slice(run.length, end < 0 ? undefined : end);
  if (rest.includes('`')) return false;
  return end < 0 && !ended ? null : true;
}

/** Whether nothing but quotes, list items and space stands before what comes next in its line. */
export function beginsLine(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return prefix.exec(line)?.[0] === line;
}

/** Where the run that ends a code span is; there is none when its paragraph ends first. */
export function spanEnd(text: string, length: number, from: number, ended: boolean): Search {
  const marks = /`+|\n/g;
  marks.lastIndex = from;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    const [found] = mark;
    if (found === '\n') {
      const ends = endsParagraph(text, marks.lastIndex, ended);
      if (ends === null) return { again: mark.index };
      if (ends) return 'none';
    } else {
      if (marks.lastIndex === text.length && !ended) return { again: mark.index };
      if (found.length === length) return { at: mark.index };
    }
  }
  return ended ? 'none' : { again: text.length };
}

/** Whether the line that begins here is empty or a fence; null while it is not known. */
function endsParagraph(text: string, start: number, ended: boolean): boolean | null {
  const newline = text.indexOf('\n', start);
  const line = text.slice(start, newline < 0 ? undefined : newline);
  const known = newline >= 0 || ended ? true : null;
  if (line.trim() === '') return known;
  const content = line.slice(prefix.exec(line)?.[0].length ?? 0);
  if (known === null && /^(?:[-*+]|\d{1,9}[.)]?|`{1,2}|~{1,2})?$/.test(content)) return null;
  if (content.startsWith('~~~')) return true;
  const run = /^`{3,}/.exec(content)?.[0];
  return run === undefined || content.includes('`', run.length) ? false : known;
}

/** How much of a line closes the fence: 0 when it does not, null while the line may still do so. */
export function closesFence({ mark, length }: Fence, line: string, complete: boolean): number | null {
  const first = line.search(/[^ \t>]/);
  if (first >= 0 && line.charAt(first) !== mark) return 0;
  const run = `^[ \\t>]*${mark}{${length},}`;
  const token = '[<＜][|｜][^|｜<>＜＞\\n]{0,64}';
  // Models end an answer right behind a fence: the token that leaks there is no part of the code.
  const closing = new RegExp(`(${run})[ \\t\\r]*(?:${token}[|｜][>＞][ \\t\\r]*)*(?:${token})?$`).exec(line);
  if (complete) return closing?.[1]?.length ?? 0;
  const possible = new RegExp(`^[ \\t>]*${mark}*$|${run}[ \\t\\r]*(?:[<＜][^\\n]{0,400})?$`);
  return possible.test(line) ? null : 0;
}
