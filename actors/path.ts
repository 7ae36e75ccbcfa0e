// The way from the leaf back to the beginning: which stretches of which branches the active line is made of.
import type { Place, Stretch } from '../src/ports.ts';
import type { Branch } from '../src/records.ts';

/** Newest stretch first. */
export function pathOf(leaf: Place, branches: readonly Branch[]): Stretch[] {
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

/** The last position that two lines share; 0 when they share none. */
export function partingOf(path: readonly Stretch[], other: readonly Stretch[]): number {
  const shared = path.map(({ branch, upTo }) => {
    const same = other.find((stretch) => stretch.branch === branch);
    return Math.min(upTo, same?.upTo ?? 0);
  });
  return Math.max(0, ...shared);
}

/** The place of a position on a line; null where it does not go as far. */
export function placeOn(path: readonly Stretch[], position: number): Place | null {
  const stretch = path.find(({ after, upTo }) => position > after && position <= upTo);
  return stretch ? { branch: stretch.branch, position } : null;
}

export function holds(path: readonly Stretch[], { branch, position }: Place): boolean {
  return path.some((stretch) => stretch.branch === branch && position > stretch.after && position <= stretch.upTo);
}
