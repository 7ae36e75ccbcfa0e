// Lines that say the same as before are the same object: what has not changed is not drawn again.
import type { Line } from './line.ts';

/** What was found to say the same needs no second look. */
const twins = new WeakMap<Line, Line>();

export function steady(lines: readonly Line[], before: ReadonlyMap<string, Line>): Line[] {
  const seen = new Set<string>();
  const kept: Line[] = [];
  for (const line of lines) {
    // Two lines of one name cannot both be on the screen.
    if (seen.has(line.key)) continue;
    seen.add(line.key);
    const known = before.get(line.key);
    kept.push(known !== undefined && isTwin(known, line) ? known : line);
  }
  return kept;
}

function isTwin(known: Line, line: Line): boolean {
  if (known === line || twins.get(line) === known) return true;
  if (!same(known, line)) return false;
  twins.set(line, known);
  return true;
}

function same(one: object, other: object): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && alike(Reflect.get(one, name), Reflect.get(other, name)))
  );
}

function alike(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  return same(one, other);
}
