// When it was: a new day, or the first words after a pause.
import type { TimeLine } from '../../conversation/line.ts';
import { clock, day } from '../../parts/format.ts';

export function Time({ line: { key, at, day: isDay } }: { line: TimeLine }) {
  return (
    <p class="line time" data-key={key}>
      <time dateTime={new Date(at).toISOString()}>{isDay ? day(at) : clock(at)}</time>
    </p>
  );
}
