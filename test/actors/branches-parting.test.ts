// Where the lines of a conversation part from the active one: what a page needs to show "2 / 3" at a message.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listBranches } from '../../actors/branch-list.ts';
import { pathOf } from '../../actors/path.ts';
import type { Branch, Entry } from '../../src/records.ts';
import { entry, openStore, session } from '../store/fixture.ts';
import { branchesOf, conversation, exchange, rewind, switchTo } from './tree.ts';

const time = expect.stringMatching(/^1970-01-01T00:00:0\d\.\d{3}Z$/);

test('sessions.branches.list says of each other line where it parts, and what stands there on both', async () => {
  const world = await conversation('one', 'two', 'three');
  const [one, two, three] = world.ids;
  await rewind(world, two?.[0]);
  const better = await exchange(world, 'two, but better');
  await rewind(world, better[0]);
  const best = await exchange(world, 'two, best');
  const there = { parting: one?.[1], besideEntryId: best[0], firstRole: 'user', createdAt: time };
  expect(await branchesOf(world)).toEqual([
    { leafEntryId: best[1], headline: 'answer to two, best', messageCount: 4, updatedAt: time, active: true },
    expect.objectContaining({ leafEntryId: better[1], ...there, firstEntryId: better[0] }),
    expect.objectContaining({ leafEntryId: three?.[1], ...there, firstEntryId: two?.[0] }),
  ]);
});

test('sessions.branches.list leaves lines that go on from one alternative apart, under its id', async () => {
  const world = await conversation('one', 'two', 'three');
  const [one, two, three] = world.ids;
  await rewind(world, three?.[0]);
  const other = await exchange(world, 'three, otherwise');
  await rewind(world, two?.[0]);
  await exchange(world, 'elsewhere');
  const lines = (await branchesOf(world)).filter(({ active }) => !active);
  expect(lines.map(({ leafEntryId, parting, firstEntryId }) => [leafEntryId, parting, firstEntryId])).toEqual([
    [other[1], one?.[1], two?.[0]],
    [three?.[1], one?.[1], two?.[0]],
  ]);
  await switchTo(world, other[1]);
  const again = await branchesOf(world);
  expect(again.find(({ leafEntryId }) => leafEntryId === three?.[1])).toMatchObject({
    ...{ parting: two?.[1], firstEntryId: three?.[0], besideEntryId: other[0] },
  });
});

test('sessions.branches.list says null of lines that share nothing, and of which role their first entry is', async () => {
  const world = await conversation('one');
  const [one] = world.ids;
  await rewind(world, one?.[0]);
  const anew = await exchange(world, 'anew');
  const before = { leafEntryId: one?.[1], parting: null, firstEntryId: one?.[0], firstRole: 'user' };
  expect((await branchesOf(world))[1]).toMatchObject({ ...before, besideEntryId: anew[0] });
  await world.actor.call({ type: 'reset' });
  const reset = world.disk.session?.leafId;
  expect((await branchesOf(world)).slice(1)).toMatchObject([
    { leafEntryId: anew[1], parting: null, firstEntryId: anew[0], besideEntryId: reset },
    { ...before, besideEntryId: reset },
  ]);
  await switchTo(world, one?.[1]);
  const left = (await branchesOf(world)).find(({ leafEntryId }) => leafEntryId === reset);
  expect(left).toMatchObject({ parting: null, firstEntryId: reset, firstRole: 'system', besideEntryId: one?.[0] });
});

test('sessions.branches.list names nothing beside a line that goes on where the active one ends', async () => {
  const world = await conversation('one', 'two');
  const [one, two] = world.ids;
  await rewind(world, two?.[0]);
  const [active, other] = await branchesOf(world);
  expect(active).not.toHaveProperty('parting');
  expect(other).toMatchObject({ parting: one?.[1], firstEntryId: two?.[0] });
  expect(other).not.toHaveProperty('besideEntryId');
  await rewind(world, one?.[0]);
  expect((await branchesOf(world))[0]).toMatchObject({ parting: null, firstEntryId: one?.[0] });
});

/** A tree as sessions make them: each branch begins at an entry of one before it, or anew. */
const tree = fc
  .array(fc.record({ from: fc.nat(), own: fc.integer({ min: 1, max: 4 }), anew: fc.boolean() }), { maxLength: 6 })
  .chain((later) => fc.record({ later: fc.constant(later), leaf: fc.nat() }));

test('sessions.branches.list agrees, for whatever tree, with a walk from parent to parent', async () => {
  const { transcript } = await openStore();
  await fc.assert(
    fc.asyncProperty(tree, async ({ later, leaf }) => {
      const mine = session();
      const entries: Entry[] = [];
      const branches: Branch[] = [];
      const grow = (branch: number, from: Entry | null, own: number) => {
        let last = from;
        for (let count = 0; count < own; count += 1) {
          const position = (last?.position ?? 0) + 1;
          const seq = entries.length + 1;
          last = entry(mine, position, { id: crypto.randomUUID(), branch, seq, parentId: last?.id ?? null });
          entries.push(last);
        }
      };
      grow(0, null, 3);
      for (const [index, { from, own, anew }] of later.entries()) {
        const at = anew ? null : (entries[from % entries.length] ?? null);
        const origin = { fromBranch: at?.branch ?? null, fromPosition: at?.position ?? 0 };
        branches.push({ sessionId: mine.id, branch: index + 1, ...origin });
        grow(index + 1, at, own);
      }
      const end = entries[leaf % entries.length] ?? expect.fail('there are three at least');
      const stands = { ...mine, leafId: end.id, branch: end.branch, position: end.position };
      const line = transcript(mine.key);
      await line.commit({ base: null, session: stands, entries, branches, runs: [] });

      const byId = new Map(entries.map((one) => [one.id, one]));
      const walk = (id: string | null): string[] => (id === null ? [] : [...walk(byId.get(id)?.parentId ?? null), id]);
      const active = walk(end.id);
      const state = { session: stands, branches, path: pathOf(end, branches) };
      const listed = (await listBranches(state, line)).branches.filter((one) => !one.active);
      for (const { leafEntryId, parting, firstEntryId, besideEntryId } of listed) {
        const other = walk(leafEntryId);
        const shared = other.filter((id) => active.includes(id)).length;
        expect([parting, firstEntryId, besideEntryId]).toEqual([
          other[shared - 1] ?? null,
          other[shared],
          active[shared],
        ]);
      }
    }),
    { numRuns: 60 },
  );
});
