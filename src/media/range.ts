// Byte ranges: which part of a file a request asks for, and whether it still has the file that it asks a part of.

/** From one byte (inclusive) to another (exclusive). */
export type Part = { from: number; to: number };

/** One stretch, all of it, or none that there is. Several at once are answered with the whole file. */
export function readRange(header: string | null, size: number): Part | 'whole' | 'unsatisfiable' {
  const ranges = /^bytes\s*=(.*)$/is.exec(header ?? '')?.[1];
  if (ranges === undefined || ranges.includes(',')) return 'whole';
  const [, first, last] = /^\s*(\d*)\s*-\s*(\d*)\s*$/.exec(ranges) ?? [];
  if (first === undefined || last === undefined || first + last === '') return 'unsatisfiable';
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return from < to ? { from, to } : 'unsatisfiable';
}

export function entityTag(digest: string): string {
  return `"${digest}"`;
}

/** If-None-Match: the one who asks has it already. */
export function isKnown(header: string | null, tag: string): boolean {
  if (header === null) return false;
  const tags = header.split(',').map((one) => one.trim().replace(/^W\//, ''));
  return tags.includes(tag) || tags.includes('*');
}

/** If-Range: a part of another file is of no use to it. A date never matches, as none is given out. */
export function wantsPart(ifRange: string | null, tag: string): boolean {
  return ifRange === null || ifRange.trim() === tag;
}
