import { expect, test } from 'vitest';
import { startSweep } from '../../src/machine/media-sweep.ts';
import { limits } from '../../src/media/limits.ts';

function open(sweep: (before: number) => Promise<number>) {
  const clock = { now: 10 * limits.orphanMs };
  const timer: { work?: () => void; everyMs?: number; ended?: boolean } = {};
  const sweeping = startSweep(
    { sweep },
    () => clock.now,
    (work, everyMs) => {
      Object.assign(timer, { work, everyMs });
      return () => {
        timer.ended = true;
      };
    },
  );
  return { clock, timer, sweeping };
}

test('startSweep() forgets what is old at start and every ten minutes, by the clock of then', async () => {
  const asked: number[] = [];
  const { clock, timer, sweeping } = open(async (before) => asked.push(before));
  expect(timer.everyMs).toBe(600_000);
  await sweeping.stop();
  clock.now += 600_000;
  timer.work?.();
  expect(asked).toEqual([9 * limits.orphanMs, 9 * limits.orphanMs + 600_000]);
});

test('startSweep() goes on after a sweep that failed', async () => {
  let asked = 0;
  const { timer, sweeping } = open(async () => {
    asked += 1;
    throw new Error('the disk is full');
  });
  await sweeping.stop();
  timer.work?.();
  await sweeping.stop();
  expect(asked).toBe(2);
});

test('startSweep() sweeps one at a time, and stop() waits for the one that runs', async () => {
  const gate = Promise.withResolvers<number>();
  let asked = 0;
  const { timer, sweeping } = open(() => {
    asked += 1;
    return gate.promise;
  });
  timer.work?.();
  let stopped = false;
  const stopping = sweeping.stop().then(() => {
    stopped = true;
  });
  expect([timer.ended, asked, stopped]).toEqual([true, 1, false]);
  gate.resolve(0);
  await stopping;
});
