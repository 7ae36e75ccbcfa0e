// What a bench found, as figures and verdicts; printed as plain text, or handed over as JSON.
import { type Spread, spread } from './rounds.ts';

/** One measured thing of one contender, over the rounds. */
export type Figure = Spread & { what: string; who: string; unit: string };

export type Verdict = {
  target: string;
  what: string;
  wanted: string;
  /** Null where it could not be measured, and then `note` says why. */
  measured: Spread | null;
  met: boolean | null;
  note: string | null;
};

export type Report = { name: string; title: string; figures: Figure[]; verdicts: Verdict[] };

export function figure(what: string, who: string, unit: string, values: number[] | null): Figure[] {
  return values ? [{ what, who, unit, ...spread(values) }] : [];
}

type Question = {
  target: string;
  what: string;
  values: number[] | null;
  /** Why values may be missing. */
  why?: string;
  /** What keeps a verdict from being the target's own, such as a smaller count. */
  note?: string | null;
};
type Bound = { atLeast: number } | { atMost: number };

/** The median decides; the extremes stand beside it. */
export function judge(
  { target, what, values, why = '', note = null }: Question,
  bound: Bound,
  unit = 'times',
): Verdict {
  const wanted =
    'atLeast' in bound ? `at least ${short(bound.atLeast)} ${unit}` : `at most ${short(bound.atMost)} ${unit}`;
  if (!values) return { target, what, wanted, measured: null, met: null, note: why };
  const measured = spread(values);
  const met = 'atLeast' in bound ? measured.median >= bound.atLeast : measured.median <= bound.atMost;
  return { target, what, wanted, measured, met, note };
}

export function printed({ name, title, figures, verdicts }: Report): string {
  const rows = figures.map(({ what, who, unit, median, min, max }) => [
    what,
    who,
    short(median),
    short(min),
    short(max),
    unit,
  ]);
  return [
    `${name}: ${title}`,
    '',
    table([['what', 'who', 'median', 'min', 'max', 'unit'], ...rows]),
    '',
    summary(verdicts),
    '',
  ].join('\n');
}

export function summary(verdicts: Verdict[]): string {
  const rows = verdicts.map(({ target, what, measured, wanted, met, note }) => [
    target,
    what,
    measured ? `${short(measured.median)} (${short(measured.min)} to ${short(measured.max)})` : 'not measured',
    wanted,
    [met === null ? [] : met ? 'met' : 'NOT MET', note ?? []].flat().join(', '),
  ]);
  return table([['target', 'what', 'measured', 'wanted', 'verdict'], ...rows]);
}

function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return lines.map((line) => `  ${line.trimEnd()}`).join('\n');
}

function short(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
