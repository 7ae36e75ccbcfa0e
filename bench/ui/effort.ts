// What the page's own thread does meanwhile: tasks that are too long, frames that are late, and the scripts behind them.
import type { Page } from './stage.ts';

export type Effort = {
  /** Milliseconds of each task that took more than fifty. */
  tasks: number[];
  frames: number;
  /** Frames that should have been between two that were. */
  dropped: number;
  /** Milliseconds between frames. */
  longestGap: number;
  /** By the script's place: milliseconds within long frames. */
  scripts: Record<string, number>;
};

export async function watchEffort(page: Page): Promise<() => Promise<Effort>> {
  await page.evaluate(startWatching);
  return () => page.evaluate(() => Object(globalThis).endEffort());
}

/** Runs in the page. */
function startWatching(): void {
  const seen: Effort = { tasks: [], frames: 0, dropped: 0, longestGap: 0, scripts: {} };
  const frame = 1000 / 60;
  const note = (entries: PerformanceEntryList) => {
    for (const entry of entries) {
      if (entry.entryType === 'longtask') seen.tasks.push(entry.duration);
      const { scripts = [] }: { scripts?: { invoker: string; sourceFunctionName: string; duration: number }[] } =
        Object(entry);
      for (const { invoker, sourceFunctionName, duration } of scripts) {
        const name = `${invoker} ${sourceFunctionName}`.replace(/https?:\/\/[^/]+/g, '').trim();
        seen.scripts[name] = (seen.scripts[name] ?? 0) + duration;
      }
    }
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'longtask' });
  observer.observe({ type: 'long-animation-frame' });
  let before = performance.now();
  let on = true;
  const next = (now: number) => {
    const gap = now - before;
    before = now;
    if (seen.frames > 0) {
      seen.dropped += Math.max(0, Math.round(gap / frame) - 1);
      seen.longestGap = Math.max(seen.longestGap, gap);
    }
    seen.frames += 1;
    if (on) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
  Object.assign(globalThis, {
    endEffort() {
      on = false;
      note(observer.takeRecords());
      observer.disconnect();
      return seen;
    },
  });
}
