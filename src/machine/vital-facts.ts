// How much of the machine the gateway takes: its memory, and what its database weighs. No place and no credential.
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { VitalFacts } from '../methods/method.ts';

/** `address`: of the database, as it was opened. */
export async function vitalFacts(address: string): Promise<VitalFacts> {
  const database = address.startsWith('file:')
    ? { kind: 'file' as const, bytes: await weigh(fileURLToPath(address)) }
    : { kind: 'remote' as const, bytes: null };
  return { database, memoryBytes: process.memoryUsage().rss };
}

/** With what waits beside it to be written into it. */
async function weigh(path: string): Promise<number | null> {
  const own = await sizeOf(path);
  return own === null ? null : own + ((await sizeOf(`${path}-wal`)) ?? 0);
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch {
    return null;
  }
}
