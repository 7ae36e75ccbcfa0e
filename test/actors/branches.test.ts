// Going back, elsewhere and on: the leaf moves, and nothing that was said is lost.
import { expect, test } from 'vitest';
import { eventsIn, historyOf, inject, linesOf, openSession, send, settled } from './fixture.ts';
import { branchesOf, conversation, exchange, linesIn, rewind, switchTo } from './tree.ts';

test('Session.call() goes back before a message and gives its words for the composer', async () => {
  const world = await conversation('one', 'two');
  const [, two] = world.ids;
  expect(await rewind(world, two?.[0])).toEqual({ editorText: 'two' });
  expect(await linesIn(world)).toEqual(['one', 'answer to one']);
  expect(world.disk.entries).toHaveLength(4);
  const changed = eventsIn(world.heard, 'sessions.changed').at(-1)?.payload;
  expect(changed).toMatchObject({ reason: 'rewind', session: { activeLeafEntryId: world.ids[0]?.[1] } });
});

test('Session.call() goes back before the first message of all', async () => {
  const world = await conversation('one');
  await rewind(world, world.ids[0]?.[0]);
  expect(await historyOf(world)).toMatchObject({ messages: [], totalMessages: 0 });
  expect(world.disk.session).toMatchObject({ leafId: null, position: 0, preview: null, contextTokens: 0 });
  await exchange(world, 'anew');
  expect(await linesIn(world)).toEqual(['anew', 'answer to anew']);
  expect(world.disk.entries.at(-2)).toMatchObject({ parentId: null, position: 1 });
});

test('A message that is edited and sent again stands on a line of its own, and the model hears no other', async () => {
  const world = await conversation('one', 'two', 'three');
  await rewind(world, world.ids[1]?.[0]);
  await exchange(world, 'two, but better');
  expect(await linesIn(world)).toEqual(['one', 'answer to one', 'two, but better', 'answer to two, but better']);
  const heard = world.agent.turn.turn.entries.map(({ content }) => content);
  expect(heard).toEqual(['one', [{ type: 'text', text: 'answer to one' }], 'two, but better']);
  expect(world.disk.entries).toHaveLength(8);
  expect(world.disk.entries.at(-2)).toMatchObject({ parentId: world.ids[0]?.[1], branch: 1, position: 3 });
});

test('sessions.branches.list has every line with its last words, the active one first', async () => {
  const world = await conversation('one', 'two');
  await rewind(world, world.ids[1]?.[0]);
  const [besideEntryId, better] = await exchange(world, 'better');
  const parts = { parting: world.ids[0]?.[1], firstEntryId: world.ids[1]?.[0], firstRole: 'user' };
  const left = { headline: 'answer to two', messageCount: 4, active: false, leafEntryId: world.ids[1]?.[1], ...parts };
  const active = { headline: 'answer to better', messageCount: 4, active: true, leafEntryId: better };
  const updatedAt = expect.stringMatching(/^1970-01-01T00:00:0\d\.\d{3}Z$/);
  expect(await branchesOf(world)).toEqual([
    { ...active, updatedAt },
    { ...left, updatedAt, createdAt: updatedAt, besideEntryId },
  ]);
});

test('sessions.branches.list shows where the leaf stands right after it went back', async () => {
  const world = await conversation('one', 'two');
  await rewind(world, world.ids[1]?.[0]);
  expect(await branchesOf(world)).toMatchObject([
    { leafEntryId: world.ids[0]?.[1], headline: 'answer to one', messageCount: 2, active: true },
    { leafEntryId: world.ids[1]?.[1], active: false },
  ]);
  await rewind(world, world.ids[0]?.[0]);
  expect(await branchesOf(world)).toMatchObject([{ leafEntryId: world.ids[1]?.[1], active: false }]);
  expect(await branchesOf(openSession())).toEqual([]);
});

test('Session.call() takes an abandoned line up again, and it goes on where it was left', async () => {
  const world = await conversation('one', 'two');
  const [first] = world.ids;
  await rewind(world, world.ids[1]?.[0]);
  const [, better] = await exchange(world, 'better');
  expect(await switchTo(world, world.ids[1]?.[1])).toEqual({});
  expect(await linesIn(world)).toEqual(['one', 'answer to one', 'two', 'answer to two']);
  expect(eventsIn(world.heard, 'sessions.changed').at(-1)?.payload.reason).toBe('branch-switch');
  await exchange(world, 'three');
  expect(world.disk.entries.at(-1)).toMatchObject({ branch: 0, position: 6 });
  await switchTo(world, better);
  expect((await linesIn(world)).slice(2)).toEqual(['better', 'answer to better']);
  expect(first?.[0]).toBe((await historyOf(world)).messages[0]?.__openclaw.id);
});

test('Session.call() takes up again what a reset left behind', async () => {
  const world = await conversation('one');
  await world.actor.call({ type: 'reset' });
  await exchange(world, 'two');
  await switchTo(world, world.ids[0]?.[1]);
  expect(await linesIn(world)).toEqual(['one', 'answer to one']);
  expect(await branchesOf(world)).toHaveLength(2);
});

test('A session that is loaded again stands where it went', async () => {
  const world = await conversation('one', 'two');
  await rewind(world, world.ids[1]?.[0]);
  const again = openSession({ disk: world.disk });
  expect(await linesIn(again)).toEqual(['one', 'answer to one']);
  await again.actor.call(inject('noted'));
  expect(await linesIn(again)).toEqual(['one', 'answer to one', 'noted']);
  expect(await branchesOf(again)).toMatchObject([{ headline: 'noted' }, { headline: 'answer to two' }]);
});

test.each([
  ['an entry that is not there', 'nobody', 'this session has no such entry'],
  ['no message of a person', 1, 'it is not the message of a person'],
  ['a message of another line', 2, 'it is not on the active line'],
])('sessions.rewind refuses %s and changes nothing', async (_what, which, words) => {
  const world = await conversation('one', 'two');
  await rewind(world, world.ids[1]?.[0]);
  const before = structuredClone(world.disk.session);
  const id = typeof which === 'number' ? (which === 1 ? world.ids[0]?.[1] : world.ids[1]?.[0]) : which;
  await expect(rewind(world, id)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining(words),
  });
  expect(world.disk.session).toEqual(before);
});

test('sessions.branches.switch refuses what is active already, what is no end of a line, and what is not there', async () => {
  const world = await conversation('one', 'two');
  await expect(switchTo(world, world.ids[1]?.[1])).rejects.toThrow('it is active already');
  await expect(switchTo(world, world.ids[0]?.[1])).rejects.toThrow('it is not the end of a line');
  await expect(switchTo(world, 'nobody')).rejects.toThrow('it is not the end of a line');
  await expect(switchTo(openSession(), 'nobody')).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

test('The leaf does not move under an agent that works, nor away from those who wait', async () => {
  const world = await conversation('one', 'two');
  const [one] = world.ids;
  await world.actor.call(send('three'));
  await settled();
  const busy = { code: 'UNAVAILABLE', details: { code: 'SESSION_BUSY' }, message: expect.stringContaining('stop it') };
  await expect(rewind(world, one?.[0])).rejects.toMatchObject(busy);
  world.agent.turn.finish('done');
  await settled();
  const tip = world.disk.session?.leafId ?? '';
  await rewind(world, one?.[0]);
  await world.actor.call(send('four'));
  await expect(switchTo(world, tip)).rejects.toMatchObject(busy);
});

test('A move that the disk refuses leaves the leaf where it was', async () => {
  const world = await conversation('one', 'two');
  world.disk.refuse();
  await expect(rewind(world, world.ids[1]?.[0])).rejects.toThrow('disk I/O error');
  expect(await linesOf(world)).toHaveLength(4);
  expect(world.disk.branches).toEqual([]);
  await rewind(world, world.ids[1]?.[0]);
  expect(await linesOf(world)).toHaveLength(2);
});

test('A send that speaks of a line which was left is refused also while the agent works', async () => {
  const world = await conversation('one', 'two');
  const left = world.ids[1]?.[1];
  await rewind(world, world.ids[1]?.[0]);
  await world.actor.call(send('better'));
  await settled();
  const stale = world.actor.call({ ...send('stale'), expectedLeaf: left });
  await expect(stale).rejects.toMatchObject({ details: { code: 'LEAF_CHANGED' } });
  const fresh = world.actor.call({ ...send('fresh'), expectedLeaf: world.ids[0]?.[1] });
  await expect(fresh).resolves.toMatchObject({ status: 'started' });
});

test('A cursor from a line that was left begins anew', async () => {
  const world = await conversation('one', 'two');
  const { deltaCursor } = await historyOf(world);
  await rewind(world, world.ids[1]?.[0]);
  const params = { sessionKey: 'agent:main:main', limit: 10, offset: 0, cursor: deltaCursor };
  expect(await world.actor.call({ type: 'history', params, maxChars: 8000 })).toEqual({ kind: 'reset' });
});
