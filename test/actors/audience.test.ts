// Who hears what, with numbers of their own that never skip, and what becomes of those who read too slowly.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { limits } from '../../actors/limits.ts';
import type { SessionEvent } from '../../src/commands.ts';
import type { Scope } from '../../src/protocol/scopes.ts';
import { connectParams } from '../auth/client.ts';
import { key, openSession, send, settled, stopTheClock } from './fixture.ts';
import { admissionOf, type FakeSocket, openDoor, request } from './visitor.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

const place = { runId: 'one', sessionKey: key, agentId: 'main', seq: 1 };
const delta = (text: string): SessionEvent => ({ event: 'delta', runId: 'one', agentId: 'main', seq: 1, text, at: 0 });
const final: SessionEvent = { event: 'chat', payload: { ...place, state: 'final' } };
const tool: SessionEvent = { event: 'agent', payload: { ...place, stream: 'tool', data: { name: 'look' }, ts: 0 } };
const lifecycle: SessionEvent = { event: 'agent', payload: { ...place, stream: 'lifecycle', data: {}, ts: 0 } };

/** Everything that one run of a session says. */
async function allEvents(): Promise<SessionEvent[]> {
  const { actor, agent, heard } = openSession();
  await actor.call(send('one'));
  await settled();
  agent.turn.say('Once');
  agent.turn.use('tool');
  agent.turn.step('toolUse');
  agent.turn.finish('upon');
  await settled();
  return heard;
}

async function openHall(given: { scopes?: Scope[][] } = {}) {
  const scopes = [...(given.scopes ?? [])];
  const opened = openDoor({ auth: async () => admissionOf(scopes.shift()) });
  const enter = (caps: string[] = []) => opened.enter({}, connectParams({ caps }));
  const connectionOf = (socket: FakeSocket) => {
    const found = [...opened.door.audience].find((one) => one.socket === socket);
    if (!found) throw new Error('Nobody of that name is here');
    return found;
  };
  return { ...opened, enter, connectionOf };
}

const wordsOf = (socket: FakeSocket) =>
  socket
    .events('chat')
    .map(({ payload }) => payload.deltaText ?? '')
    .join('');
const namesOf = (socket: FakeSocket) => [...new Set(socket.events().map(({ event }) => event))].sort();
const numbersOf = (socket: FakeSocket) => socket.events().flatMap(({ seq }) => (seq === undefined ? [] : [seq]));

test('Audience.deliver() tells each what it asked for, numbered without a gap', async () => {
  const { door, enter, connectionOf } = await openHall();
  const [plain, roster, follower, drawer] = [await enter(), await enter(), await enter(), await enter(['tool-events'])];
  connectionOf(roster).roster(true);
  connectionOf(follower).follow(key, true);
  door.deliver(key, await allEvents());
  const always = ['agent', 'chat', 'connect.challenge'];
  expect(namesOf(plain)).toEqual(always);
  expect(namesOf(roster)).toEqual([...always, 'sessions.changed']);
  expect(namesOf(follower)).toEqual([...always, 'session.message', 'session.tool']);
  expect(namesOf(drawer)).toEqual(always);
  const tools = (socket: FakeSocket) =>
    socket.events('agent').filter(({ payload }) => payload.stream === 'tool').length;
  expect([plain, follower, drawer].map(tools)).toEqual([0, 0, 2]);
  for (const socket of [plain, roster, follower, drawer]) {
    expect(numbersOf(socket)).toEqual(numbersOf(socket).map((_, index) => index + 1));
    expect(wordsOf(socket)).toBe('Once\n\nupon');
  }
});

test('Audience.deliver() tells the messages of a session to those who follow that one, while they do', async () => {
  const { door, enter, connectionOf } = await openHall();
  const socket = await enter();
  const connection = connectionOf(socket);
  const heard = await allEvents();
  connection.follow('agent:main:another', true);
  door.deliver(key, heard);
  connection.follow(key, true);
  connection.follow(key, false);
  door.deliver(key, heard);
  expect(socket.events('session.message')).toEqual([]);
});

test('Audience.deliver() tells nothing to who may not read, and leaves no gap in what they are told', async () => {
  const { door, enter, connectionOf } = await openHall({ scopes: [['operator.pairing'], ['operator.admin']] });
  const [stranger, admin] = [await enter(), await enter()];
  connectionOf(stranger).follow(key, true);
  connectionOf(stranger).roster(true);
  door.deliver(key, await allEvents());
  door.audience.announce('tick', { ts: 1 });
  expect(namesOf(stranger)).toEqual(['connect.challenge']);
  expect(admin.events('tick')).toMatchObject([{ payload: { ts: 1 } }]);
});

test('Audience.deliver() merges the text that a slow reader is spared, and gives all of it before the end', async () => {
  const { door, enter } = await openHall();
  const [slow, quick] = [await enter(), await enter()];
  door.deliver(key, [delta('Once ')]);
  slow.unread = limits.slowBytes + 1;
  for (const text of ['Once upon ', 'Once upon a ', 'Once upon a time']) door.deliver(key, [delta(text), lifecycle]);
  expect(wordsOf(slow)).toBe('Once ');
  door.deliver(key, [final]);
  expect(slow.events('chat').map(({ payload }) => payload.deltaText ?? payload.state)).toEqual([
    'Once ',
    'upon a time',
    'final',
  ]);
  expect(quick.events('chat')).toHaveLength(5);
  for (const socket of [slow, quick]) {
    expect(wordsOf(socket)).toBe('Once upon a time');
    expect(numbersOf(socket)).toEqual(numbersOf(socket).map((_, index) => index + 1));
  }
});

test('Audience.deliver() gives a reader who caught up what it lacks with the next words', async () => {
  const { door, enter } = await openHall();
  const socket = await enter();
  socket.unread = limits.slowBytes + 1;
  door.deliver(key, [delta('Once ')]);
  socket.unread = 0;
  door.deliver(key, [delta('Once upon')]);
  expect(socket.events('chat').map(({ payload }) => payload.deltaText)).toEqual(['Once upon']);
});

test('Audience.deliver() closes on who does not read at all, and goes on with the others', async () => {
  const { door, enter } = await openHall();
  const [stuck, other] = [await enter(), await enter()];
  stuck.unread = limits.maxBufferedBytes + 1;
  const before = stuck.sent.length;
  door.deliver(key, [lifecycle, final]);
  expect(stuck.closed).toEqual({ code: 1008, reason: 'slow consumer' });
  expect(stuck.sent).toHaveLength(before);
  expect(other.events().filter(({ event }) => event !== 'connect.challenge')).toHaveLength(2);
  door.deliver(key, [tool]);
  expect(stuck.sent).toHaveLength(before);
});

test('Connection answers who joins with the run so far, and every later delta goes on from there', async () => {
  const inFlightRun = { runId: 'one', text: 'Once ', startedAt: 1 };
  const opened = openDoor({ serve: async () => ({ result: { messages: [], inFlightRun } }) });
  const [joined, stayed] = [await opened.enter(), await opened.enter()];
  opened.door.deliver(key, [delta('Once ')]);
  joined.unread = limits.slowBytes + 1;
  opened.door.deliver(key, [delta('Once upon ')]);
  joined.unread = 0;
  await opened.door.received(joined, request('a', 'chat.history'));
  expect(joined.answers('a')[0]?.payload.inFlightRun).toEqual({ ...inFlightRun, text: 'Once upon ' });
  opened.door.deliver(key, [delta('Once upon a time'), final]);
  expect(joined.events('chat').map(({ payload }) => payload.deltaText)).toEqual(['Once ', 'a time', undefined]);
  expect(wordsOf(stayed)).toBe('Once upon a time');
  await opened.door.received(joined, request('b', 'chat.history'));
  expect(joined.answers('b')[0]?.payload).toEqual({ messages: [] });
});

test('Connection says of every change of its seat that it is one', async () => {
  const inFlightRun = { runId: 'one', text: 'Once ', startedAt: 1 };
  const opened = openDoor({ serve: async () => ({ result: { messages: [], inFlightRun } }) });
  const socket = await opened.enter();
  await opened.door.received(socket, request('a', 'chat.history'));
  expect(socket.kept).toMatchObject({ seq: 0, given: { one: 5 } });
  opened.door.deliver(key, [delta('Once upon ')]);
  expect(socket.kept).toMatchObject({ seq: 2, given: { one: 10 } });
  opened.door.deliver(key, [final]);
  expect(socket.kept).toMatchObject({ seq: 3, given: {} });
  expect(socket.kept).toEqual(socket.seat);
});

test('Door.close() says goodbye in words first, to readers, and closes on everyone', async () => {
  const { door, enter } = await openHall({ scopes: [['operator.read'], ['operator.pairing']] });
  const [reader, other] = [await enter(), await enter()];
  door.close('stop', 1500);
  expect(reader.events('shutdown')).toMatchObject([{ payload: { reason: 'stop', restartExpectedMs: 1500 } }]);
  expect(other.events('shutdown')).toEqual([]);
  for (const socket of [reader, other]) expect(socket.closed).toEqual({ code: 1012, reason: 'service restart' });
});

test('Door has who enters follow the session that it belongs to', async () => {
  const { door, enter } = openDoor({ follows: key });
  const socket = await enter();
  door.deliver(key, await allEvents());
  expect(socket.events('session.message').map(({ payload }) => payload.messageSeq)).toEqual([1, 2, 3, 4]);
});
