// Forgets files that no session holds: at start, and every ten minutes until the gateway stops.
import { clearInterval, setInterval } from 'node:timers';
import { getLogger } from '@logtape/logtape';
import type { MediaStore } from '../agent-seams.ts';
import { limits } from '../media/limits.ts';

const SWEEP_MS = 10 * 60_000;
const log = getLogger(['pincer', 'media']);

/** Does it again and again until it is told not to. */
export type Repeat = (work: () => void, everyMs: number) => () => void;

export type Sweeping = { stop(): Promise<void> };

export function startSweep(
  store: Pick<MediaStore, 'sweep'>,
  now: () => number,
  repeat: Repeat = untilStopped,
): Sweeping {
  let current: Promise<void> | null = null;
  const sweep = () => {
    current ??= forget(store, now() - limits.orphanMs).finally(() => {
      current = null;
    });
  };
  sweep();
  const end = repeat(sweep, SWEEP_MS);
  return {
    async stop() {
      end();
      await current;
    },
  };
}

async function forget(store: Pick<MediaStore, 'sweep'>, before: number): Promise<void> {
  try {
    const count = await store.sweep(before);
    if (count > 0) log.info('Forgot {count} uploads that no message named', { count });
  } catch (error) {
    log.error('Cannot forget uploads that no message named: {error}', { error });
  }
}

function untilStopped(work: () => void, everyMs: number): () => void {
  const timer = setInterval(work, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
