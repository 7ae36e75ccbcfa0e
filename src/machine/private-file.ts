// Files that only their owner may read, written whole or not at all.
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, fileReason, MachineFailure } from './failure.ts';

export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    const reason = errorCode(error) === 'EACCES' ? 'this user may not read it' : fileReason(error);
    throw new MachineFailure(`Cannot read ${path}: ${reason}`, error);
  }
}

export function writePrivate(path: string, text: string): void {
  // A link to a file elsewhere stays a link.
  const target = realPath(path);
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
    syncDirectory(dirname(target));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new MachineFailure(`Cannot write ${path}: ${fileReason(error)}`, error);
  }
}

/** Without this a power cut may undo the rename. Some systems do not offer it. */
function syncDirectory(path: string): void {
  try {
    const directory = openSync(path, 'r');
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  } catch {
    return;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
