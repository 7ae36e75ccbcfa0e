// Numbers, sizes and times in the reader's language.
import { language, words } from '../words/words.ts';

const DAY_MS = 86_400_000;

/** To make one takes as long as to use it a hundred times, and every message asks for one. */
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function numbers(shape: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const name = `number ${language.value} ${JSON.stringify(shape)}`;
  const known = made.get(name);
  if (known instanceof Intl.NumberFormat) return known;
  const fresh = new Intl.NumberFormat(language.value, shape);
  made.set(name, fresh);
  return fresh;
}

function times(shape: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `time ${language.value} ${JSON.stringify(shape)}`;
  const known = made.get(name);
  if (known instanceof Intl.DateTimeFormat) return known;
  const fresh = new Intl.DateTimeFormat(language.value, shape);
  made.set(name, fresh);
  return fresh;
}

export function number(value: number): string {
  return numbers().format(value);
}

/** 118,000 as 118k: how many there are about. */
export function about(value: number): string {
  return numbers({ notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

export function dollars(value: number): string {
  const digits = value < 0.01 ? 4 : 2;
  return numbers({
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: digits,
  }).format(value);
}

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB'] as const;
  let rest = value;
  let unit = 0;
  while (rest >= 1000 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  const shown = numbers({ maximumFractionDigits: rest < 10 && unit > 0 ? 1 : 0 }).format(rest);
  return words.value.common.bytes(shown, units[unit] ?? 'GB');
}

export function seconds(ms: number): string {
  const digits = ms < 10_000 ? 1 : 0;
  return numbers({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(ms / 1000);
}

export function clock(at: number): string {
  return times({ hour: 'numeric', minute: '2-digit' }).format(at);
}

export function day(at: number): string {
  return times({
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(at);
}

export function moment(at: number): string {
  return times({ dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** As short as a list needs it: the time today, the weekday this week, else the date. */
export function brief(at: number, now = Date.now()): string {
  if (new Date(at).toDateString() === new Date(now).toDateString()) return clock(at);
  const shape: Intl.DateTimeFormatOptions =
    now - at < 6 * DAY_MS ? { weekday: 'short' } : { day: 'numeric', month: 'short' };
  return times(shape).format(at);
}

/** "3 hours", for how long something has lasted. */
export function duration(ms: number): string {
  const [size, unit] =
    ms < 60_000
      ? ([1000, 'second'] as const)
      : ms < 3_600_000
        ? ([60_000, 'minute'] as const)
        : ms < DAY_MS
          ? ([3_600_000, 'hour'] as const)
          : ([DAY_MS, 'day'] as const);
  const shape = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 } as const;
  return numbers(shape).format(Math.max(0, Math.floor(ms / size)));
}
