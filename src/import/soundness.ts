// Whether records from a file fit together as one session: what is not sound is refused before anything is written.

import type { Whole } from '../export/session-file.ts';
import type { Branch, Entry } from '../records.ts';
import { isName } from './lines.ts';

/** What is wrong with it, or null. */
export function unsound({ session, branches, entries }: Whole): string | null {
  if (!isName(session.id)) return 'its id is no plain name';
  if (!/^agent:[^:\p{Cc}\p{Cs}]+:[^\p{Cc}\p{Cs}]+$/u.test(session.key) || session.key.length > 512)
    return 'its key is no name of a session';
  const tips = new Map<number, number>([[0, 0]]);
  const wrongLine = readBranches(branches, session.branches, tips);
  return wrongLine ?? readEntries(entries, session.nextSeq, tips) ?? readStand({ session, branches, entries }, tips);
}

/** A line leaves one that was there before it: a circle would have no beginning. */
function readBranches(branches: readonly Branch[], count: number, tips: Map<number, number>): string | null {
  for (const { branch, fromBranch, fromPosition } of [...branches].sort((one, other) => one.branch - other.branch)) {
    if (branch === 0 || branch >= count || tips.has(branch)) return `its line ${branch} has no place`;
    if (fromBranch === null ? fromPosition !== 0 : fromBranch >= branch || !tips.has(fromBranch))
      return `its line ${branch} begins nowhere`;
    tips.set(branch, fromPosition);
  }
  return null;
}

function readEntries(entries: readonly Entry[], nextSeq: number, tips: Map<number, number>): string | null {
  const ids = new Set<string>();
  let seq = 0;
  for (const entry of entries) {
    if (!isName(entry.id) || ids.has(entry.id)) return `its entry ${entry.seq} has no name of its own`;
    if (entry.seq <= seq || entry.seq >= nextSeq) return `its entry ${entry.id} is out of order`;
    if (tips.get(entry.branch) !== entry.position - 1) return `its entry ${entry.id} has no place`;
    if (entry.parentId !== null && !ids.has(entry.parentId)) return `its entry ${entry.id} follows nothing`;
    ids.add(entry.id);
    seq = entry.seq;
    tips.set(entry.branch, entry.position);
  }
  return null;
}

function readStand({ session, branches, entries }: Whole, tips: ReadonlyMap<number, number>): string | null {
  const { branch, position, leafId } = session;
  if (position > (tips.get(branch) ?? -1)) return 'it stands at no place of its own';
  const leaf = entries.find(({ id }) => id === leafId);
  if ((leafId === null) !== (position === 0) || (leafId !== null && leaf?.position !== position))
    return 'it goes on from an entry that is not there';
  for (const { fromBranch, fromPosition, branch: line } of branches) {
    if (fromBranch !== null && fromPosition > (tips.get(fromBranch) ?? 0)) return `its line ${line} begins nowhere`;
  }
  return null;
}
