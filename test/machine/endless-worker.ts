// A thread as a hostile PDF would have it: it never ends, and takes more and more if it is told to.
import { workerData } from 'node:worker_threads';
import type { Task } from '../../src/machine/pdf-thread.ts';

const { bytes }: Task = workerData;
const held: Uint8Array[] = [];
for (;;) if (bytes.length > 0) held.push(new Uint8Array(8 * 1024 * 1024).fill(1));
