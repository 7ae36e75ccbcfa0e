// Lines that say the same as before are the same object: what has not changed is not drawn again.
import type { Line } from './line.ts';

export function steady(lines: readonly Line[], before: ReadonlyMap<string, Line>): Line[] {
  const seen = new Set<string>();
  return lines.flatMap((line) => {
    // Two lines of one name cannot both be on the screen.
    if (seen.has(line.key)) return [];
    seen.add(line.key);
    const known = before.get(line.key);
    return [known && same(known, line) ? known : line];
  });
}

function same(one: object, other: object): boolean {
  const entries = Object.entries(one);
  const fields = new Map<string, unknown>(Object.entries(other));
  return entries.length === fields.size && entries.every(([name, value]) => alike(value, fields.get(name)));
}

function alike(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  return same(one, other);
}
