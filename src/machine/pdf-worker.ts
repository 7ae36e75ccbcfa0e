// What runs in the thread: it reads one PDF, says its words, and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { readPages } from '../media/pdf.ts';
import type { Task } from './pdf-thread.ts';

const { bytes, limits }: Task = workerData;
parentPort?.postMessage(await readPages(bytes, limits));
