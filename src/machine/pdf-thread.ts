// A PDF read in a thread that lasts no longer: it ends with its time, with too much memory, or with its own failure.
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import type { ReadingLimits } from '../agent-seams.ts';
import type { Attempt, Outcome } from '../assembly/pdf-reading.ts';

export type Task = { bytes: Uint8Array; limits: ReadingLimits };

/** So long before the end of its time a thread is to stop by itself, with what it has. */
const GRACE_MS = 1000;
/** The heap is bounded by the runtime. Buffers are bounded by none, so the memory of the process is watched. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };
const MOST_GROWTH = 512 * 1024 * 1024;
const WATCH_MS = 50;

/** `file`: what the thread runs. */
export function readInThread(file: URL): Attempt {
  return async (bytes, limits, signal) => {
    const outcome = Promise.withResolvers<Outcome>();
    const fail = (failure: string) => outcome.resolve({ failure });
    const end = () => fail('its reading was ended');
    const before = process.memoryUsage.rss();
    const worker = start(file, bytes, limits);
    worker.once('message', (text: string | null) => outcome.resolve({ text }));
    worker.on('error', outcome.reject);
    worker.once('exit', () => fail('its thread ended'));
    const late = setTimeout(() => fail('it takes too long to read'), limits.until - Date.now());
    const watch = setInterval(() => {
      if (process.memoryUsage.rss() - before > MOST_GROWTH) fail('it takes too much memory to read');
    }, WATCH_MS);
    signal.addEventListener('abort', end);
    try {
      return await outcome.promise;
    } finally {
      signal.removeEventListener('abort', end);
      clearTimeout(late);
      clearInterval(watch);
      await worker.terminate();
    }
  };
}

/** It is given a copy, since the bytes are still to be stored, and nothing of the environment. */
function start(file: URL, bytes: Uint8Array, limits: ReadingLimits): Worker {
  const copy = new Uint8Array(bytes);
  const workerData: Task = { bytes: copy, limits: { ...limits, until: limits.until - GRACE_MS } };
  return new Worker(file, { workerData, transferList: [copy.buffer], env: {}, resourceLimits, name: 'pdf' });
}
