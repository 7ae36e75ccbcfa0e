// Copies of what is imported: the original is only ever read, and must hold still while it is.
import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileReason, MachineFailure } from './failure.ts';

/** What one file may weigh: its text is held in memory whole. */
const MAX_BYTES = 256 * 1024 * 1024;

export function readSteady(path: string): string {
  return steady([path], () => {
    const { size } = statSync(path);
    if (size > MAX_BYTES) throw new MachineFailure(`Cannot import ${path}: it is larger than 256 MiB`);
    return readFileSync(path, 'utf8');
  });
}

/** Copies a database with what its write-ahead log still holds, and returns the path of the copy. */
export function copyDatabase(path: string, folder: string): string {
  const copy = join(folder, 'source.sqlite');
  const log = `${path}-wal`;
  steady([path, log], () => {
    copyFileSync(path, copy);
    if (existsSync(log)) copyFileSync(log, `${copy}-wal`);
  });
  return copy;
}

function steady<T>(paths: string[], work: () => T): T {
  const states = () => paths.map(stateOf).join();
  try {
    const before = states();
    const result = work();
    if (states() === before) return result;
  } catch (error) {
    if (error instanceof MachineFailure) throw error;
    throw new MachineFailure(`Cannot read ${paths[0]}: ${fileReason(error)}`, error);
  }
  throw new MachineFailure(`Cannot import ${paths[0]} as it changes while it is read: stop what writes it first`);
}

function stateOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.ino}/${stat.size}/${stat.mtimeNs}` : 'absent';
}
