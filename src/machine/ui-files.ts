// The built Control UI on disk: regular files that really lie under their folder, and nothing else.
import { lstat, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { getMimeType } from 'hono/utils/mime';
import type { Files } from '../../routes/ui.ts';

/** npm stamps every file of every package with one day of 1985: such a date cannot tell two versions apart. */
const firstTrueDate = Date.UTC(2000, 0);

export function uiFiles(root: string): Files {
  return async (path) => {
    try {
      // Resolved each time: a new build replaces the folder under a running gateway.
      const base = await realpath(root);
      const real = await realpath(join(base, path));
      if (!real.startsWith(base + sep)) return null;
      return await read(real);
    } catch (error) {
      if (isAbsence(error)) return null;
      throw error;
    }
  };
}

async function read(path: string): Promise<Awaited<ReturnType<Files>>> {
  // Before it is opened: to open a pipe would wait for its writer.
  const seen = await lstat(path);
  if (!seen.isFile()) return null;
  const handle = await open(path, 'r');
  try {
    const held = await handle.stat();
    // It was swapped for something else after its path was checked.
    if (held.ino !== seen.ino || held.dev !== seen.dev) return null;
    const file = {
      body: new Uint8Array(await handle.readFile()),
      type: getMimeType(path) ?? 'application/octet-stream',
    };
    return held.mtimeMs < firstTrueDate ? file : { ...file, modified: held.mtimeMs };
  } finally {
    await handle.close();
  }
}

const absences = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES', 'EPERM', 'ERR_INVALID_ARG_VALUE'];

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && absences.includes(String(error.code));
}
