// Reading back what is not all for people: hidden entries take no room, large ones keep to the limits.
import { expect, test } from 'vitest';
import { History } from '../../actors/history.ts';
import { OMITTED, shownText } from '../../actors/projection.ts';
import type { HistoryParams } from '../../src/protocol/chat.ts';
import { eventsIn, historyOf, inject, key, openSession, send, settled, terms, textOf, type World } from './fixture.ts';

const hidden = 'NO_REPLY';

function read({ actor }: World, over: Partial<HistoryParams>, maxChars = 8000) {
  return actor.call({ type: 'history', params: { sessionKey: key, limit: 1000, offset: 0, ...over }, maxChars });
}

async function page(world: World, over: Partial<HistoryParams>, maxChars?: number) {
  const found = await read(world, over, maxChars);
  if (!('hasMore' in found)) throw new Error('Asked for a page');
  return found;
}

async function filled(...texts: string[]): Promise<World> {
  const world = openSession();
  await Promise.all(texts.map((text) => world.actor.call(inject(text))));
  return world;
}

test('History.read() gives as many visible messages as were asked for, whatever is hidden between', async () => {
  const texts = Array.from({ length: 500 }, (_, index) => (index % 10 === 0 ? `${index}` : hidden));
  const world = await filled(...texts);
  const visible = texts.filter((text) => text !== hidden);
  expect((await page(world, {})).messages.map(textOf)).toEqual(visible);
  const seen: string[] = [];
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const found = await page(world, { limit: 7, offset });
    expect(found.messages).toHaveLength(Math.min(7, visible.length - seen.length));
    seen.unshift(...found.messages.map(textOf));
    offset = found.nextOffset;
  }
  expect(seen).toEqual(visible);
});

test('History.read() says that there is no more when only hidden entries are left', async () => {
  const world = await filled(hidden, hidden, 'one', hidden, 'two', hidden);
  const found = await page(world, { limit: 2 });
  expect(found).toMatchObject({ hasMore: false, totalMessages: 6 });
  expect(found.nextOffset).toBeUndefined();
  expect(found.messages.map(textOf)).toEqual(['one', 'two']);
  expect(await page(await filled(hidden, hidden), {})).toMatchObject({ messages: [], hasMore: false });
});

test('History.read() does not read without end for a page that is all hidden', async () => {
  const world = await filled('first', ...Array.from({ length: 5000 }, () => hidden));
  await Promise.all(Array.from({ length: 5001 }, () => world.actor.call(inject(hidden))));
  const found = await page(world, { limit: 1 });
  expect(found).toMatchObject({ messages: [], hasMore: true });
  const next = await page(world, { limit: 1, offset: found.nextOffset ?? 0 });
  expect(next.messages.map(textOf)).toEqual(['first']);
});

test('History.read() keeps the message that a page is around, even when the page has to be cut', async () => {
  const world = await filled(...Array.from({ length: 9 }, () => 'x'.repeat(1000)));
  const fifth = world.disk.entries[4]?.id ?? '';
  const found = await page(world, { messageId: fifth, maxBytes: 3000 });
  expect(found.messages.at(-1)?.__openclaw.id).toBe(fifth);
  expect(found.messages.length).toBeGreaterThan(1);
  expect(found.nextOffset).toBe(9 - ((found.messages[0]?.__openclaw.seq ?? 0) - 1));
});

test('History.read() counts what waits and what is being said against the bytes of a page', async () => {
  const world = await filled(...Array.from({ length: 20 }, () => 'x'.repeat(500)));
  const before = (await page(world, { maxBytes: 6000 })).messages.length;
  await world.actor.call(send('one'));
  await settled();
  world.agent.turn.say('y'.repeat(4000));
  await settled();
  await world.actor.call(send('two', 'z'.repeat(300_000)));
  const found = await page(world, { maxBytes: 6000 });
  expect(found.messages.length).toBeLessThan(before);
  expect(found.inFlightRun?.text).toHaveLength(4000);
  expect(textOf(found.pendingInputs.items[0]?.message ?? { content: '' })).toHaveLength(8000 + 18);
});

test('History.read() reads large messages a few at a time', async () => {
  const { disk } = await filled(...Array.from({ length: 300 }, (_, index) => `${index}${'x'.repeat(200_000)}`));
  const { session } = disk;
  if (!session) throw new Error('Nothing was stored');
  const transcript = disk.open();
  const asked: number[] = [];
  const counting: typeof transcript = {
    ...transcript,
    page(sessionId, stretch, limit) {
      asked.push(limit);
      return transcript.page(sessionId, stretch, limit);
    },
  };
  const path = [{ branch: 0, after: 0, upTo: 300 }];
  const { defaults } = terms;
  const view = { key, session, path, queued: [], live: () => null, row: null, defaults };
  const found = await new History(counting).read(view, { sessionKey: key, limit: 1000, offset: 0 }, 10);
  expect('messages' in found && found.messages).toHaveLength(300);
  expect(asked[0]).toBe(200);
  expect(Math.max(...asked.slice(1))).toBeLessThan(90);
});

test('History.read() leaves out what is too large for any page, and keeps its place', async () => {
  const found = await page(await filled('x'.repeat(200_000), 'two'), {}, 500_000);
  expect(found.messages.map(textOf)).toEqual([OMITTED, 'two']);
  expect(found.messages[0]?.__openclaw).toMatchObject({ seq: 1, truncated: true, reason: 'oversized' });
});

test('History.read() gives no hidden message as news, and asks to begin again when the news are too large', async () => {
  const world = await filled('one');
  const { deltaCursor = '' } = await historyOf(world);
  await world.actor.call(inject(hidden));
  await world.actor.call(inject('two'));
  expect(await read(world, { cursor: deltaCursor })).toMatchObject({ kind: 'delta', messages: [{ messageSeq: 3 }] });
  for (let count = 0; count < 9; count += 1) await world.actor.call(inject('x'.repeat(120_000)));
  expect(await read(world, { cursor: deltaCursor })).toMatchObject({ kind: 'delta' });
  expect(await read(world, { cursor: deltaCursor }, 500_000)).toEqual({ kind: 'reset' });
  expect(await read(world, { cursor: deltaCursor, maxBytes: 100 })).toEqual({ kind: 'reset' });
});

test('History.message() gives 1 MB in full, and tells what is hidden from what is not there', async () => {
  const world = await filled('x'.repeat(1_000_000), hidden);
  const [long, silent] = world.disk.entries.map(({ id }) => id);
  const got = await world.actor.call({ type: 'message', id: long ?? '', maxChars: 2_000_000 });
  expect(got.ok && textOf(got.message)).toHaveLength(1_000_000);
  expect(got.ok && got.message.__openclaw.truncated).toBeUndefined();
  const unseen = { ok: false, unavailableReason: 'not_visible' };
  expect(await world.actor.call({ type: 'message', id: silent ?? '', maxChars: 100 })).toEqual(unseen);
});

test('History.preview() shows as many visible lines as were asked for', async () => {
  const world = await filled('one', 'two [[audio_as_voice]]', hidden, hidden);
  const { items } = await world.actor.call({ type: 'preview', limit: 2, maxChars: 100 });
  expect(items.map(({ text }) => text.trim())).toEqual(['one', 'two']);
});

test('Session tells nobody of what it does not show: neither live, nor as stored, nor in its list', async () => {
  const world = await filled('hello');
  await world.actor.call(inject(hidden));
  await world.actor.call(send('one'));
  await settled();
  world.agent.turn.say('NO_', 'REP');
  await settled();
  world.agent.turn.finish('LY');
  await settled();
  const deltas = eventsIn(world.heard, 'delta').map(({ text }) => text);
  expect(deltas.filter((text) => text !== '')).toEqual([]);
  const said = eventsIn(world.heard, 'session.message').map(({ payload }) => payload.message.role);
  expect(said).toEqual(['assistant', 'user']);
  const ends = eventsIn(world.heard, 'chat').map(({ payload }) => 'message' in payload);
  expect(ends).toEqual([true, false, false]);
  expect((await historyOf(world)).messages.map(textOf)).toEqual(['hello', 'words of one']);
  expect(world.disk.session?.preview).toBe('words of one');
});

test('Session says the same live, in the end, and when it is read back', async () => {
  const world = openSession();
  await world.actor.call(send('one'));
  await settled();
  world.agent.turn.say('[[reply_to_', 'current]] Let me <thi', 'nk>hm</think>look');
  world.agent.turn.use('tool');
  world.agent.turn.step('toolUse');
  world.agent.turn.finish('`[[audio_as_voice]]` is ', '[[audio_as_voice]]a tag');
  await settled();
  const text = 'Let me look\n\n`[[audio_as_voice]]` is a tag';
  expect(eventsIn(world.heard, 'delta').at(-1)?.text).toBe(text);
  const ends = eventsIn(world.heard, 'chat').map(({ payload }) => ('message' in payload ? payload.message : undefined));
  expect(textOf(ends[0] ?? { content: '' })).toBe(text);
  const stored = world.disk.entries.filter(({ role }) => role === 'assistant').map(shownText);
  expect(stored.join('\n\n')).toBe(text);
  expect((await historyOf(world)).messages.map(textOf)).toEqual([
    'words of one',
    'Let me look<look>',
    'result of tool',
    '`[[audio_as_voice]]` is a tag',
  ]);
});
