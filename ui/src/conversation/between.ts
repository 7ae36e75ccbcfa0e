// What stands between two rows: how much later it is, and what is missing.
import type { GapLine, TimeLine } from './line.ts';
import type { Range } from './loaded.ts';
import type { Row } from './row.ts';

const PAUSE_MS = 60 * 60_000;

/** Told where it means something: on a new day, and when somebody comes back after a while. */
export function timeBetween(before: Row | null, row: Row): TimeLine | null {
  if (row.at === 0 || row.role === 'assistant' || row.role === 'toolResult') return null;
  const day = before === null || new Date(before.at).toDateString() !== new Date(row.at).toDateString();
  if (!day && row.at - before.at < PAUSE_MS) return null;
  return { kind: 'time', key: `time:${row.id}`, at: row.at, day };
}

export function gapBetween(before: Row | null, row: Row, gaps: readonly Range[]): GapLine | null {
  for (const gap of gaps) {
    if (gap.to < row.seq && (before === null || gap.to > before.seq))
      return { kind: 'gap', key: `gap:${gap.to}`, ...gap };
  }
  return null;
}
