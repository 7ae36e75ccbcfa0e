// Numbers and tables as the document has them.
import type { Spread } from '../rounds.ts';

/** Three digits that count, and thousands set apart. */
export function short(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  const rounded = Number(value.toPrecision(3));
  return rounded.toLocaleString('en-US', { maximumFractionDigits: Math.min(4, digits) });
}

export function spreadOf({ median, min, max }: Spread): string {
  return min === max ? short(median) : `${short(median)} (${short(min)} to ${short(max)})`;
}

export function dollars(value: number): string {
  return `$${value >= 100 ? Number(value.toPrecision(3)).toLocaleString('en-US') : value.toFixed(2)}`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
