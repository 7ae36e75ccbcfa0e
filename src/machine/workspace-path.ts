// Where a path in a workspace really leads. Every link on the way is followed, and none may lead out.
import type { BigIntStats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { GatewayError } from '../errors.ts';
import { type Act, because, isNoPath, refusal, refuseLongNames, shown } from '../workspace-rules.ts';
import { errorCode } from './failure.ts';

/** A real path in a real workspace, and what is there; `base` is as much of the path as exists. */
export type Spot = { path: string; base: string; name: string; home: string; stats: BigIntStats | null };
/** The folder, as it is written in the settings, and the gateway's own places that no workspace shows. */
export type Bounds = { root: string; isHidden(path: string, home: string): boolean };

/** Null as long as the workspace itself is not there. */
export async function findSpot(act: Act, { root, isHidden }: Bounds, given: string): Promise<Spot | null> {
  const home = await realOrNull(root);
  const inside = [root, home ?? root]
    .map((base) => relative(base, resolve(base, given)))
    .find((path) => !leadsOut(path));
  if (inside === undefined || isNoPath(given)) throw refusal(act, shown(given), because.outside);
  const name = shown(inside.split(sep).join('/') || '.');
  refuseLongNames(act, name, inside.split(sep));
  if (home === null) return null;

  const { real, missing } = await settle(act, name, join(home, inside));
  const path = join(real, ...missing);
  if (leadsOut(relative(home, real))) throw refusal(act, name, because.outside);
  if (isHidden(path, home)) throw refusal(act, name, 'it belongs to the gateway itself');
  return { path, base: real, name, home, stats: missing.length > 0 ? null : await lstat(path, { bigint: true }) };
}

export function leadsOut(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}

export async function realOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** The part of a path that exists, without links, and the names of the rest. */
async function settle(act: Act, name: string, wanted: string): Promise<{ real: string; missing: string[] }> {
  const missing: string[] = [];
  for (let at = wanted; ; at = dirname(at)) {
    const real = await realOrNull(at);
    if (real !== null) return { real, missing };
    if (await isLink(at)) throw refusal(act, name, 'a link in it leads nowhere');
    missing.unshift(basename(at));
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** As the one who asked may see it: from the workspace on, if it is in there. */
export function nameIn(root: string, path: string): string {
  const inside = relative(root, resolve(root, path.replaceAll('\0', '')));
  return shown(leadsOut(inside) ? path : inside.split(sep).join('/') || '.');
}

const reasons: Record<string, string> = {
  EACCES: 'the gateway may not do that there',
  EPERM: 'the gateway may not do that there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'no space is left',
  ENOTDIR: because.throughFile,
  EISDIR: because.isFolder,
  ENAMETOOLONG: because.longName,
  ELOOP: 'a link in it leads nowhere',
  ENOENT: 'it has just been removed',
  EMFILE: 'too many files are open; try again',
};

/** The words of the file system name places of the machine; those who ask here are told none of them. */
export function inWords(act: Act, name: string, error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const code = errorCode(error);
  return refusal(act, name, reasons[code] ?? `the machine refused it${code && ` (${code})`}`);
}
