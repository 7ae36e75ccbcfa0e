// Reading a session back: pages, what is new since, and joining in the middle of a run.
import { expect, test } from 'vitest';
import type { HistoryParams } from '../../src/protocol/chat.ts';
import { historyOf, inject, key, openSession, send, settled, textOf, type World } from './fixture.ts';

async function filled(count: number): Promise<World> {
  const world = openSession();
  await Promise.all(Array.from({ length: count }, (_, index) => world.actor.call(inject(`${index + 1}`))));
  return world;
}

function read({ actor }: World, over: Partial<HistoryParams>) {
  return actor.call({ type: 'history', params: { sessionKey: key, limit: 1000, offset: 0, ...over }, maxChars: 8000 });
}

test('History.read() pages back to the first entry, and no entry is on two pages', async () => {
  const world = await filled(25);
  const seen: string[] = [];
  let offset: number | undefined = 0;
  while (offset !== undefined) {
    const page = await read(world, { limit: 10, offset });
    if (!('hasMore' in page)) throw new Error('Asked for a page');
    seen.unshift(...page.messages.map(textOf));
    expect(page.hasMore).toBe(page.nextOffset !== undefined);
    offset = page.nextOffset;
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `${index + 1}`));
});

test('History.read() gives a page around a message, and says when it is not in this conversation', async () => {
  const world = await filled(9);
  const third = world.disk.entries[2]?.id ?? '';
  const seqs = async (limit: number) => {
    const page = await read(world, { messageId: third, limit });
    return 'hasMore' in page ? page.messages.map(({ __openclaw }) => __openclaw.seq) : [];
  };
  expect(await seqs(1)).toEqual([3]);
  expect(await seqs(3)).toEqual([2, 3, 4]);
  expect(await seqs(1000)).toHaveLength(9);
  await expect(read(world, { messageId: 'nobody' })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    details: { code: 'MESSAGE_NOT_FOUND' },
  });
  await world.actor.call({ type: 'reset' });
  await expect(read(world, { messageId: third })).rejects.toThrow('not in this conversation');
  expect(await read(openSession(), { messageId: third })).toMatchObject({ messages: [], hasMore: false });
});

test('History.read() keeps a page within its bytes, and never gives less than one message', async () => {
  const world = openSession();
  for (const size of [10, 2000, 2000]) await world.actor.call(inject('x'.repeat(size)));
  const page = await read(world, { maxBytes: 3000 });
  expect(page).toMatchObject({ hasMore: true, nextOffset: 1, totalMessages: 3 });
  const tiny = await read(world, { maxBytes: 1 });
  expect('messages' in tiny && tiny.messages).toHaveLength(1);
});

test('History.read() gives what is new since a cursor', async () => {
  const world = await filled(3);
  const { deltaCursor = '' } = await historyOf(world);
  expect(await read(world, { cursor: deltaCursor })).toMatchObject({ kind: 'delta', messages: [] });
  await world.actor.call(inject('news'));
  const delta = await read(world, { cursor: deltaCursor });
  expect(delta).toMatchObject({
    kind: 'delta',
    messages: [{ sessionKey: key, messageSeq: 4, message: { role: 'assistant' } }],
  });
  const next = 'deltaCursor' in delta ? (delta.deltaCursor ?? '') : '';
  expect(await read(world, { cursor: next })).toMatchObject({ kind: 'delta', messages: [] });
});

test('History.read() asks a client to begin again: foreign or garbage cursor, reset, deleted, or too far behind', async () => {
  const world = await filled(1);
  const { deltaCursor = '' } = await historyOf(world);
  const foreign = (await historyOf(await filled(1))).deltaCursor ?? '';
  for (const cursor of ['', 'garbage', foreign]) expect(await read(world, { cursor })).toEqual({ kind: 'reset' });
  await Promise.all(Array.from({ length: 200 }, () => world.actor.call(inject('more'))));
  expect(await read(world, { cursor: deltaCursor })).toMatchObject({ kind: 'delta' });
  await world.actor.call(inject('one too many'));
  expect(await read(world, { cursor: deltaCursor })).toEqual({ kind: 'reset' });
  const recent = (await historyOf(world)).deltaCursor ?? '';
  await world.actor.call({ type: 'reset' });
  expect(await read(world, { cursor: recent })).toEqual({ kind: 'reset' });
  await world.actor.call({ type: 'delete', expected: {} });
  expect(await read(world, { cursor: recent })).toEqual({ kind: 'reset' });
});

test('History.read() is no older than the events before it and no newer than those after it', async () => {
  const { actor, agent, heard, ...rest } = openSession();
  const world = { actor, agent, heard, ...rest };
  await actor.call(send('one'));
  await settled();
  agent.turn.say('Once ', 'upon ');
  await settled();
  agent.turn.say('a ');
  const { inFlightRun } = await historyOf(world);
  const before = heard.flatMap((event) => (event.event === 'delta' ? [event.text] : []));
  expect(inFlightRun?.text).toBe('Once upon a ');
  expect(before.at(-1)).toBe('Once upon a ');
  agent.turn.finish('time');
  await settled();
  const page = await historyOf(world);
  expect(page.inFlightRun).toBeUndefined();
  expect(page.messages.map(textOf)).toEqual(['words of one', 'Once upon a time']);
});

test('History.read() tells what became of inputs: pending, consumed, or unknown', async () => {
  const world = openSession();
  await world.actor.call(send('one'));
  await settled();
  await world.actor.call(send('two'));
  const history = await read(world, { inputRunIds: ['one', 'two', 'three'] });
  const consumedByEventId = world.disk.entries[0]?.id;
  expect('inputReceipts' in history && history.inputReceipts).toEqual([
    { runId: 'one', state: 'consumed', consumedByEventId },
    { runId: 'two', state: 'pending' },
  ]);
});

test('History.message() gives one whole message, also from before a reset, and none of another session', async () => {
  const world = openSession();
  const { messageId } = await world.actor.call(inject('x'.repeat(20_000)));
  await world.actor.call({ type: 'reset' });
  const got = await world.actor.call({ type: 'message', id: messageId, maxChars: 100_000 });
  expect(got.ok && textOf(got.message)).toHaveLength(20_000);
  const missing = { ok: false, unavailableReason: 'not_found' };
  expect(await world.actor.call({ type: 'message', id: 'nobody', maxChars: 10 })).toEqual(missing);
  expect(await openSession().actor.call({ type: 'message', id: messageId, maxChars: 10 })).toEqual(missing);
});

test('History.preview() tells a session of nothing from no session', async () => {
  const world = openSession();
  expect(await world.actor.call({ type: 'preview', limit: 5, maxChars: 100 })).toEqual({ items: [], exists: false });
  await world.actor.call({ type: 'create', patch: {} });
  expect(await world.actor.call({ type: 'preview', limit: 5, maxChars: 100 })).toEqual({ items: [], exists: true });
});
