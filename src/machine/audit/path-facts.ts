// What the file system says of a path: what is there, whose it is, and who may do what with it.
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export type PathFacts = {
  path: string;
  /** Where it really is; another path than `path` when links lead there. */
  real: string;
  link: boolean;
  kind: 'file' | 'folder' | 'other';
  /** The twelve bits of the permissions. */
  mode: number;
  owner: number;
};

/** Whose files are one's own: where root looks, those of the directory's owner. Null where files have no such owners. */
export type Owner = number | null;

const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

/** Null when nothing is there, or nothing that this user may look at. */
export function pathFacts(path: string): PathFacts | null {
  try {
    const link = lstatSync(path).isSymbolicLink();
    const real = realpathSync(path);
    const seen = statSync(real);
    const kind = seen.isFile() ? 'file' : seen.isDirectory() ? 'folder' : 'other';
    return { path, real, link, kind, mode: seen.mode & 0o7777, owner: seen.uid };
  } catch {
    return null;
  }
}

export function ownerOf(directory: string): Owner {
  const me = process.geteuid?.();
  if (me === undefined) return null;
  return me === 0 ? (pathFacts(directory)?.owner ?? me) : me;
}

/** Root may do anything in any case. */
export function isForeign(facts: PathFacts, owner: Owner): boolean {
  return owner !== null && facts.owner !== owner && facts.owner !== 0;
}

export function isWritableByOthers({ mode }: PathFacts): boolean {
  return (mode & OTHERS_WRITE) !== 0;
}

/** A folder above in which somebody else could put another thing in its place. */
export function weakParent(real: string, owner: Owner): PathFacts | null {
  for (let at = dirname(real); ; at = dirname(at)) {
    const facts = pathFacts(at);
    const open = facts && (facts.mode & 0o002) !== 0 && (facts.mode & STICKY) === 0;
    if (facts && (open || isForeign(facts, owner))) return facts;
    if (at === dirname(at)) return null;
  }
}

export function octal(mode: number): string {
  return mode.toString(8).padStart(3, '0');
}
