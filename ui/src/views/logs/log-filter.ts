// Which lines somebody wants to see. Lines that are no records have no level: they are shown at every one, as they may be
// what a crash left behind.
import { type Level, type LogLine, levels } from './log-line.ts';

export const thresholds = ['all', 'info', 'warning', 'error'] as const;
export type Threshold = (typeof thresholds)[number];
export type Filter = { threshold: Threshold; text: string };

export function passes({ level, raw }: LogLine, { threshold, text }: Filter): boolean {
  if (level !== null && threshold !== 'all' && rank(level) < rank(threshold)) return false;
  const wanted = text.trim().toLowerCase();
  return wanted === '' || raw.toLowerCase().includes(wanted);
}

function rank(level: Level): number {
  return levels.indexOf(level);
}
