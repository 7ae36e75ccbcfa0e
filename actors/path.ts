// The way from the leaf back to the beginning: which stretches of which branches the active line is made of.
import type { Stretch } from '../src/ports.ts';
import type { Branch, SessionRecord } from '../src/records.ts';

/** Newest stretch first. */
export function pathOf(session: SessionRecord, branches: readonly Branch[]): Stretch[] {
  const origins = new Map(branches.map((branch) => [branch.branch, branch]));
  const path: Stretch[] = [];
  let branch = session.branch;
  let upTo = session.position;
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
