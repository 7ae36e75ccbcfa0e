// The tree of a transcript: whatever was appended, left and begun anew, the path leads back over the ancestors and no other.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newSession } from '../../actors/decisions.ts';
import { Draft } from '../../actors/draft.ts';
import { below, pathOf } from '../../actors/path.ts';
import type { Branch, Entry, SessionRecord } from '../../src/records.ts';
import { key } from './fixture.ts';

type Tree = { session: SessionRecord; entries: Entry[]; branches: Branch[] };
type Move = { type: 'append' } | { type: 'reset' } | { type: 'fork'; at: number };

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Move>({ type: 'append' }) },
  { weight: 1, arbitrary: fc.constant<Move>({ type: 'reset' }) },
  { weight: 2, arbitrary: fc.nat().map((at): Move => ({ type: 'fork', at })) },
);

/** A fork is a row: a new branch that leaves the active line at an entry of it. */
function fork(tree: Tree, at: number): Tree {
  const line = ancestors(tree);
  const from = line[at % Math.max(line.length, 1)];
  if (!from) return tree;
  const { session } = tree;
  const branch = {
    sessionId: session.id,
    branch: session.branches,
    fromBranch: from.branch,
    fromPosition: from.position,
  };
  const moved = { branch: branch.branch, branches: session.branches + 1, position: from.position, leafId: from.id };
  return { ...tree, session: { ...session, ...moved }, branches: [...tree.branches, branch] };
}

function make(tree: Tree, step: Move): Tree {
  if (step.type === 'fork') return fork(tree, step.at);
  const draft = new Draft(tree.session, 1);
  if (step.type === 'reset') draft.beginAnew();
  draft.append({ role: 'user', content: 'words' });
  const { session, entries, branches } = draft.change();
  return { session, entries: [...tree.entries, ...entries], branches: [...tree.branches, ...branches] };
}

/** By parents alone, oldest first, back to where the line began anew. */
function ancestors({ session, entries, branches }: Tree): Entry[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const roots = new Set(branches.filter(({ fromBranch }) => fromBranch === null).map(({ branch }) => branch));
  const line: Entry[] = [];
  let entry = session.leafId === null ? undefined : byId.get(session.leafId);
  while (entry) {
    line.unshift(entry);
    if (entry.position === 1 && roots.has(entry.branch)) break;
    entry = entry.parentId === null ? undefined : byId.get(entry.parentId);
  }
  return line;
}

function onPath({ session, entries, branches }: Tree, position = session.position): Entry[] {
  const newestFirst = below(pathOf(session, branches), position).flatMap(({ branch, after, upTo }) =>
    entries
      .filter((one) => one.branch === branch && one.position > after && one.position <= upTo)
      .sort((one, other) => other.position - one.position),
  );
  return newestFirst.reverse();
}

test('pathOf() and below() give the ancestors of the leaf, however the tree grew', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40, size: 'max' }), fc.nat(50), (moves, cut) => {
      const start: Tree = { session: newSession(key, 1), entries: [], branches: [] };
      const tree = moves.reduce(make, start);
      const line = ancestors(tree);
      expect(onPath(tree).map(({ id }) => id)).toEqual(line.map(({ id }) => id));
      expect(line.map(({ position }) => position)).toEqual(line.map((_, index) => index + 1));
      expect(onPath(tree, cut).map(({ id }) => id)).toEqual(line.slice(0, cut).map(({ id }) => id));
      const seqs = tree.entries.map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    }),
  );
});

test('Draft.change() leaves the session that it was made of as it was', () => {
  const session = newSession(key, 1);
  const before = structuredClone(session);
  const draft = new Draft(session, 2);
  expect(draft.dirty).toBe(false);
  draft.append({ role: 'user', content: 'words' });
  draft.beginAnew();
  draft.update({ label: 'x' });
  expect(draft.dirty).toBe(true);
  expect(session).toEqual(before);
  expect(draft.change().session).toMatchObject({
    branch: 1,
    branches: 2,
    position: 0,
    nextSeq: 2,
    label: 'x',
    updatedAt: 2,
  });
});
