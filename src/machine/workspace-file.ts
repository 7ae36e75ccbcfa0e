// One file of a workspace: opened only if it is the one that was looked at, read by lines, replaced as a whole.
import { randomUUID } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
} from 'node:fs';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Lines, WorkspaceText } from '../agent-seams.ts';
import { type Act, because, LARGEST_TEXT, refusal, refuseLarge } from '../workspace-rules.ts';
import { errorCode } from './failure.ts';
import { readLines, refuseBinary } from './workspace-lines.ts';
import type { Spot } from './workspace-path.ts';

/** Another process that swaps folders for links would have to hit the moment at each of them. */
const LOOKS = 3;

/** Somebody put something else there meanwhile: look again. */
export class Replaced extends Error {}

type Present = Spot & { stats: BigIntStats };

export async function withFile<T>(act: Act, spot: Present, use: (file: FileHandle) => Promise<T>): Promise<T> {
  if (spot.stats.isDirectory()) throw refusal(act, spot.name, because.isFolder);
  if (!spot.stats.isFile()) throw refusal(act, spot.name, 'it is not a regular file');
  // Where the platform knows them, these flags refuse a link and do not wait for the writer of a pipe.
  const file = await open(spot.path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const opened = await file.stat({ bigint: true });
    if (!isSame(opened, spot.stats) || !isThere(spot.path, opened)) throw new Replaced();
    return await use(file);
  } finally {
    await file.close();
  }
}

export async function readText(spot: Present, lines: Lines = { from: 1, count: Infinity }): Promise<WorkspaceText> {
  return withFile('read', spot, async (file) => {
    const found = await readLines(file, lines, spot.name, Number(spot.stats.size));
    return { ...factsOf(spot.stats), ...found };
  });
}

/** The whole text for a change; what is not text comes back out as it went in, or not at all. */
export async function readWhole(spot: Present): Promise<string> {
  return withFile('write', spot, async (file) => {
    if (spot.stats.size > LARGEST_TEXT) throw refusal('write', spot.name, 'it is larger than 2 MB');
    const bytes = await file.readFile();
    refuseBinary('write', spot.name, bytes);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw refusal('write', spot.name, 'it is not UTF-8 text; write it anew as a whole');
    }
  });
}

/** Into a new file beside it that takes its place: whoever reads meanwhile sees the old text or the new one. */
export async function replaceText(spot: Spot, text: string) {
  refuseLarge(spot.name, text);
  if (spot.stats?.isDirectory()) throw refusal('write', spot.name, because.isFolder);
  if (spot.stats && !spot.stats.isFile()) throw refusal('write', spot.name, 'it is not a regular file');
  const temporary = join(dirname(spot.path), `.${basename(spot.path).slice(0, 50)}.${randomUUID()}.tmp`);
  const made = makeEmpty(temporary, spot.stats ? dirname(spot.path) : spot.base);
  try {
    const file = await open(temporary, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
    try {
      // Not a word leaves for a folder that has become a link to somewhere else.
      if (!isSame(await file.stat({ bigint: true }), made)) throw new Replaced();
      if (spot.stats) await file.chmod(Number(spot.stats.mode & 0o777n));
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    // Should the folder be replaced now, the new file is not in it, and this fails.
    await rename(temporary, spot.path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw errorCode(error) === 'ENOENT' ? new Replaced() : error;
  }
  return factsOf(await lstat(spot.path, { bigint: true }));
}

export function listNames(path: string): Dirent[] {
  const found = realpathSync(path) === path ? readdirSync(path, { withFileTypes: true }) : null;
  if (!found || realpathSync(path) !== path) throw new Replaced();
  return found;
}

/** In one go, so that nothing of this process comes between the look and the deed. */
function makeEmpty(path: string, base: string): BigIntStats {
  makeFolders(base, relative(base, dirname(path)));
  const file = openSync(path, 'wx', 0o600);
  try {
    const stats = fstatSync(file, { bigint: true });
    if (!isThere(path, stats)) throw new Replaced();
    return stats;
  } finally {
    closeSync(file);
  }
}

/** One by one: a recursive one would follow what has become a link meanwhile. */
export function makeFolders(base: string, missing: string): void {
  let folder = base;
  for (const name of ['', ...missing.split(sep)]) {
    folder = join(folder, name);
    try {
      if (name !== '') mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    if (realpathSync(folder) !== folder) throw new Replaced();
  }
}

/** Whether the file that is open is the one at the path, with no link on the way; looked at in one go, and thrice. */
function isThere(path: string, opened: BigIntStats): boolean {
  try {
    for (let look = 0; look < LOOKS; look += 1) {
      if (realpathSync(path) !== path || !isSame(lstatSync(path, { bigint: true }), opened)) return false;
    }
    return true;
  } catch {
    return false;
  }
}

export function factsOf(stats: BigIntStats) {
  const kind = stats.isDirectory() ? ('folder' as const) : ('file' as const);
  return { kind, size: Number(stats.size), modifiedAt: Number(stats.mtimeNs) / 1e6 };
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.ino === other.ino && one.dev === other.dev && one.isFile() && other.isFile();
}
