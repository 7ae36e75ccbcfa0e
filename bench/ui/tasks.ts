// The tasks of the page's own thread by the processor time that they took: others who are at work on the machine make a
// task longer by the clock, and not by this.
import type { Browser, Page } from './stage.ts';

type Event = { name: string; ph: string; pid: number; tid: number; tdur?: number; args?: { name?: string } };

export type Tasks = {
  /** Milliseconds of processor time. */
  longest: number;
  all: number;
};

const TASK = 'ThreadControllerImpl::RunTask';

/** Starts, and gives what ends it. One page at a time. */
export async function watchTasks(browser: Browser, page: Page): Promise<() => Promise<Tasks>> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  return async () => {
    const { traceEvents }: { traceEvents: Event[] } = JSON.parse((await browser.stopTracing()).toString());
    const mains = new Set(
      traceEvents
        .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
        .map(({ pid, tid }) => `${pid} ${tid}`),
    );
    const threads = new Map<string, Tasks>();
    for (const { name, ph, pid, tid, tdur = 0 } of traceEvents) {
      const thread = `${pid} ${tid}`;
      if (ph !== 'X' || name !== TASK || !mains.has(thread)) continue;
      const known = threads.get(thread) ?? { longest: 0, all: 0 };
      const ms = tdur / 1000;
      threads.set(thread, { longest: Math.max(known.longest, ms), all: known.all + ms });
    }
    // Other pages of the browser are asleep.
    return [...threads.values()].reduce((most, one) => (one.all > most.all ? one : most), { longest: 0, all: 0 });
  };
}
