// The way from the leaf back to the beginning: which stretches of which branches the active line is made of.
import type { Stretch } from '../src/ports.ts';
import type { Branch, Entry } from '../src/records.ts';

/** Newest stretch first. */
export function pathOf(leaf: Pick<Entry, 'branch' | 'position'>, branches: readonly Branch[]): Stretch[] {
  const origins = new Map(branches.map((branch) => [branch.branch, branch]));
  const path: Stretch[] = [];
  let { branch, position: upTo } = leaf;
  for (;;) {
    const origin = origins.get(branch);
    const after = origin?.fromPosition ?? 0;
    path.push({ branch, after, upTo });
    if (!origin || origin.fromBranch === null) return path;
    branch = origin.fromBranch;
    upTo = Math.min(after, upTo);
  }
}

/** The part of the path at or below a position, newest stretch first. */
export function below(path: readonly Stretch[], position: number): Stretch[] {
  return path.flatMap((stretch) =>
    stretch.after < position ? [{ ...stretch, upTo: Math.min(stretch.upTo, position) }] : [],
  );
}

/** The part of the path above one position and up to another. */
export function between(path: readonly Stretch[], after: number, upTo: number): Stretch[] {
  return below(path, upTo).flatMap((stretch) =>
    stretch.upTo > after ? [{ ...stretch, after: Math.max(stretch.after, after) }] : [],
  );
}

export function holds(path: readonly Stretch[], { branch, position }: Pick<Entry, 'branch' | 'position'>): boolean {
  return path.some((stretch) => stretch.branch === branch && position > stretch.after && position <= stretch.upTo);
}
