// How much of the processors went to processes that are not of this run: rates suffer from them, processor time does not.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { processorTime, TICKS_PER_SECOND } from './usage.ts';

/** Starts to count; the answer is the share of all processors so far, or null without /proc. */
export function watchOthers(): () => number | null {
  const began = performance.now();
  const before = othersTime();
  return () => {
    const after = othersTime();
    if (before === null || after === null) return null;
    return Math.max(0, after - before) / ((performance.now() - began) * availableParallelism());
  };
}

/** Milliseconds used on the whole machine, less our own and those of every server that has ended. */
function othersTime(): number | null {
  const ours = processorTime(process.pid);
  if (ours === null) return null;
  const [, user = 0, nice = 0, system = 0, , , , , steal = 0] = (
    readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? ''
  )
    .split(/\s+/)
    .map(Number);
  return ((user + nice + system + steal) * 1000) / TICKS_PER_SECOND - ours;
}
