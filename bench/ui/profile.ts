// With BENCH_PROFILE=folder, what the page's own thread did goes there, for the tools of a browser to show.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from './stage.ts';

const { BENCH_PROFILE: folder } = process.env;
let taken = 0;

/** Starts, and gives what ends and keeps it. */
export async function profile(page: Page, name: string): Promise<() => Promise<void>> {
  if (!folder) return async () => {};
  const session = await page.context().newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: 200 });
  await session.send('Profiler.start');
  return async () => {
    const { profile } = await session.send('Profiler.stop');
    await session.detach();
    mkdirSync(folder, { recursive: true });
    taken += 1;
    writeFileSync(join(folder, `${name}-${taken}.cpuprofile`), JSON.stringify(profile));
  };
}
