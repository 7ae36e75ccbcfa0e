// Where a path leads in a workspace without a disk: names between slashes, and nothing above the first of them.
import { type Act, because, isNoPath, refusal, refuseLongNames, shown } from '../workspace-rules.ts';

/** `path` is as it is stored, which is empty for the workspace itself; `name` is for words. */
export type Place = { agent: string; path: string; name: string };

/** How an agent is called here. Its name comes out of a session's key and may hold anything, also a NUL. */
export function agentName(agentId: string): string {
  return encodeURIComponent(agentId.toWellFormed());
}

export function findPlace(act: Act, agent: string, given: string): Place {
  const parts = partsOf(given);
  if (parts === null || isNoPath(given)) throw refusal(act, shown(given), because.outside);
  const path = parts.join('/');
  const name = shown(path || '.');
  refuseLongNames(act, name, parts);
  return { agent, path, name };
}

/** The folders that it stands in. */
export function foldersOf({ path }: Place): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}

export function isWithin(inner: Place, outer: Place): boolean {
  return outer.path === '' || inner.path.startsWith(`${outer.path}/`);
}

/** Null when it leads out. */
function partsOf(given: string): string[] | null {
  if (given.startsWith('/')) return null;
  const parts: string[] = [];
  for (const part of given.toWellFormed().split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts;
}
