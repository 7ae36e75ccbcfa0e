// What one line of Markdown begins with: a fence, an item of a list, a heading, a rule.

export type Fence = { mark: string; length: number; info: string };
export type Bullet = {
  /** What items of one list have in common. */
  mark: string;
  /** How far its words stand from its sign. */
  width: number;
  empty: boolean;
  /** A list may begin right below a paragraph with this. */
  interrupts: boolean;
  words: string;
};

/** Longer ones are words, whatever they begin with. */
const LONGEST_RULE = 1000;

export function lookAt(line: string): { indent: number; rest: string } {
  let indent = 0;
  for (let index = 0; index < line.length; index += 1) {
    if (line[index] === ' ') indent += 1;
    else if (line[index] === '\t') indent += 4 - (indent % 4);
    else return { indent, rest: line.slice(index) };
  }
  return { indent, rest: '' };
}

export function fenceOf(rest: string): Fence | null {
  const [, ticks, tildes] = /^(?:(`{3,})(?!.*`)|(~{3,}))/.exec(rest) ?? [];
  const sign = ticks ?? tildes;
  if (sign === undefined) return null;
  return { mark: sign.charAt(0), length: sign.length, info: rest.slice(sign.length).trim() };
}

export function closes(rest: string, { mark, length }: Fence): boolean {
  const closing = rest.trimEnd();
  return closing.length >= length && closing === mark.repeat(closing.length);
}

export function bulletOf(rest: string): Bullet | null {
  const [, sign = '', space = ''] = /^([-*+]|\d{1,9}[.)])([ \t]+|$)/.exec(rest) ?? [];
  if (sign === '' || isRule(rest)) return null;
  const empty = rest.length === sign.length + space.length;
  // Wide gaps are code within the item.
  const gap = empty || space.length > 4 ? 1 : space.length;
  return {
    mark: sign.slice(-1),
    width: sign.length + gap,
    empty,
    interrupts: !empty && (sign.length === 1 || sign.startsWith('1')) && !/^1\d/.test(sign),
    words: rest.slice(sign.length + space.length),
  };
}

export function isHeading(rest: string): boolean {
  return /^#{1,6}(?:\s|$)/.test(rest);
}

export function isRule(rest: string): boolean {
  return rest.length < LONGEST_RULE && /^(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})$/.test(rest);
}
