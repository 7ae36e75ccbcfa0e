// The end of a text that is still being written: what is half open is closed, and what may become anything is not shown yet.
import remend from 'remend';

const rules = {
  comparisonOperators: false,
  htmlTags: false,
  katex: false,
  linkMode: 'text-only',
  singleTilde: false,
} as const;

/** Nobody leaves something open for longer than this. */
const LONGEST = 4096;

export function mend(text: string): string {
  const sure = holdBack(text);
  const at = startOfLast(sure);
  if (sure.length - at > LONGEST) return sure;
  return sure.slice(0, at) + remend(sure.slice(at), rules);
}

/** Within code only a closing fence is not code. */
export function mendCode(text: string): string {
  return text.replace(/\n[ \t]*(?:`+|~+)$/, '');
}

/** Without a last line that has nothing but signs, and without the head of a table whose second line is still to come. */
function holdBack(text: string): string {
  if (text.endsWith('\n')) return text;
  const at = text.lastIndexOf('\n') + 1;
  const last = text.slice(at);
  const lines = text.split('\n', 3);
  if (lines.length < 3 && text.startsWith('|') && /^[\s|:-]*$/.test(lines[1] ?? '') && !isComplete(lines)) return '';
  return /^[ \t]*(?:[-*+_=#>`~|:\s]+|\d{1,9}[.)]?)$/.test(last) && !/^\|.*\|/.test(last) ? text.slice(0, at) : text;
}

/** Whether the second line has as many columns as the first. */
function isComplete([head = '', rule]: readonly string[]): boolean {
  if (rule === undefined) return false;
  const columns = (head.match(/\|/g)?.length ?? 0) - (head.match(/\\\|/g)?.length ?? 0) - 1;
  return (rule.match(/-+:?[ \t]*\|/g)?.length ?? 0) >= columns;
}

/** Where the last paragraph, item or cell begins: nothing that is open reaches further back. */
function startOfLast(text: string): number {
  const blank = text.lastIndexOf('\n\n') + 1;
  const line = text.lastIndexOf('\n') + 1;
  const cell = text[line] === '|' ? text.lastIndexOf('|') + 1 : line;
  const [sign] = /^[ \t]*(?:(?:[-*+>]|\d{1,9}[.)]|#{1,6})[ \t]+)+/.exec(text.slice(line)) ?? [];
  if (cell > line) return cell;
  return sign === undefined ? Math.max(0, blank) : line + sign.length;
}
