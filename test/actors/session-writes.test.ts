// What a session accepts: written before it is acknowledged, told after, and refused without a trace.
import { expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { abort, endsIn, eventsIn, historyOf, inject, linesOf, openSession, send, settled, textOf } from './fixture.ts';

function track<T>(work: Promise<T>): { state: 'waiting' | 'kept' | 'refused' } {
  const tracked: { state: 'waiting' | 'kept' | 'refused' } = { state: 'waiting' };
  work.then(
    () => (tracked.state = 'kept'),
    () => (tracked.state = 'refused'),
  );
  return tracked;
}

test('Session.call() acknowledges a send only after its commit, and tells nobody before', async () => {
  const { actor, disk, heard, agent } = openSession();
  const release = disk.hold();
  const sent = actor.call(send('one'));
  const acknowledged = track(sent);
  await settled();
  expect(disk.asked).toHaveLength(1);
  expect(acknowledged.state).toBe('waiting');
  expect(heard).toEqual([]);
  release();
  expect(await sent).toEqual({ runId: 'one', status: 'started', messageSeq: 1 });
  await settled();
  expect(eventsIn(heard, 'session.message').map(({ payload }) => payload.messageSeq)).toEqual([1]);
  expect(agent.turns).toHaveLength(1);
});

test('Session.call() writes the user entry, the run and the session in one commit', async () => {
  const { actor, disk } = openSession();
  await actor.call(send('one', 'hello'));
  const [change] = disk.made;
  expect(change?.entries.map(({ role, content, position, seq }) => ({ role, content, position, seq }))).toEqual([
    { role: 'user', content: 'hello', position: 1, seq: 1 },
  ]);
  expect(change?.runs.map(({ id, state, position }) => ({ id, state, position }))).toEqual([
    { id: 'one', state: 'queued', position: 1 },
  ]);
  expect(change?.session).toMatchObject({ position: 1, nextSeq: 2, preview: 'hello', title: 'hello' });
});

test('Session.call() rejects when the commit is refused, leaves no gap and tells nobody, and serves the next', async () => {
  const world = openSession();
  const { actor, disk, heard, agent } = world;
  disk.refuse();
  await expect(actor.call(send('one'))).rejects.toThrow('disk I/O error');
  await settled();
  expect(heard).toEqual([]);
  expect(agent.turns).toHaveLength(0);
  expect(await actor.call(send('two'))).toMatchObject({ runId: 'two', messageSeq: 1 });
  expect(await linesOf(world)).toEqual(['user: words of two']);
  expect(disk.entries.map(({ seq, position }) => [seq, position])).toEqual([[1, 1]]);
});

test('Session.call() reads again what is in doubt: a commit that was made though it seemed refused is the same send', async () => {
  const world = openSession();
  world.disk.refuse(1, 'refused after all was written');
  await expect(world.actor.call(send('one'))).rejects.toThrow('the connection was lost');
  expect(await world.actor.call(send('one'))).toEqual({ runId: 'one', status: 'in_flight' });
  await settled();
  expect(world.agent.turns).toHaveLength(1);
  expect(await linesOf(world)).toEqual(['user: words of one']);
});

test('Session.call() writes the injects that arrived during a held commit in one more', async () => {
  const world = openSession();
  const { actor, disk } = world;
  const release = disk.hold();
  const first = actor.call(inject('0'));
  await settled();
  const others = Array.from({ length: 50 }, (_, index) => actor.call(inject(`${index + 1}`)));
  await settled();
  expect(disk.asked).toHaveLength(1);
  release();
  const results = await Promise.all([first, ...others]);
  expect(disk.made.map(({ entries }) => entries.length)).toEqual([1, 50]);
  expect(disk.entries.map(({ id }) => id)).toEqual(results.map(({ messageId }) => messageId));
  expect(disk.entries.map(({ position }) => position)).toEqual(Array.from({ length: 51 }, (_, index) => index + 1));
});

test('Session.call() refuses one letter of a commit without harm to those beside it', async () => {
  const world = openSession();
  const release = world.disk.hold();
  const first = world.actor.call(inject('a'));
  await settled();
  const refused = world.actor.call({ type: 'patch', patch: { label: 'x' }, expected: { revision: 'another' } });
  const refusal = expect(refused).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    details: { code: 'SESSION_CHANGED' },
  });
  const second = world.actor.call(inject('b'));
  release();
  await Promise.all([first, refusal, second]);
  expect(world.disk.session?.label).toBeNull();
  expect(await linesOf(world)).toEqual(['assistant: a', 'assistant: b']);
});

test('Session.call() takes a repeated send for the same send: in flight, over, and after being loaded again', async () => {
  const { actor, agent, disk } = openSession();
  await actor.call(send('one'));
  await settled();
  expect(await actor.call(send('one'))).toEqual({ runId: 'one', status: 'in_flight' });
  agent.turn.finish('answer');
  await settled();
  expect(await actor.call(send('one'))).toEqual({ runId: 'one', status: 'ok' });
  disk.crash();
  const again = openSession({ disk });
  expect(await again.actor.call(send('one'))).toEqual({ runId: 'one', status: 'ok' });
  await settled();
  expect(again.agent.turns).toHaveLength(0);
  expect(await linesOf(again)).toEqual(['user: words of one', 'assistant: answer']);
});

test('Session.call() takes two sends of one name in one commit for one', async () => {
  const world = openSession();
  const both = await Promise.all([world.actor.call(send('one')), world.actor.call(send('one'))]);
  expect(both.map(({ status }) => status)).toEqual(['started', 'in_flight']);
  expect(await linesOf(world)).toEqual(['user: words of one']);
});

test('Session.call() refuses the name of an earlier send for other words', async () => {
  const { actor } = openSession();
  await actor.call(send('one', 'hello'));
  await expect(actor.call(send('one', 'other'))).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    details: { reason: 'chat-request-conflict', runId: 'one' },
  });
});

test('Session.call() refuses a send that answers an older leaf, and takes one that answers the newest', async () => {
  const { actor } = openSession();
  const { messageId } = await actor.call(inject('a'));
  await actor.call(inject('b'));
  await expect(actor.call({ ...send('one'), expectedLeaf: messageId })).rejects.toMatchObject({
    details: { code: 'LEAF_CHANGED' },
  });
  expect(await actor.call({ ...send('two'), expectedLeaf: null })).toMatchObject({ status: 'started' });
});

test('Session.call() refuses the 1001st waiting send, and takes it again once one was answered', async () => {
  const { actor, agent } = openSession();
  await actor.call(send('live'));
  await settled();
  await Promise.all(Array.from({ length: 1000 }, (_, index) => actor.call(send(`queued ${index}`))));
  await expect(actor.call(send('one more'))).rejects.toThrow('1000 messages wait in this session');
  agent.turn.finish();
  await settled();
  expect(await actor.call(send('one more'))).toMatchObject({ status: 'started' });
});

test('Session.call() asks to come back when 10000 commands wait, and serves all that it took', async () => {
  const { actor, disk } = openSession();
  const release = disk.hold();
  const first = actor.call(inject('first'));
  await settled();
  const taken = Array.from({ length: 10_000 }, (_, index) => actor.call(inject(`${index}`)));
  const refusal = await actor.call(inject('too many')).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(GatewayError);
  expect(refusal).toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 1000 });
  release();
  await Promise.all([first, ...taken]);
  expect(disk.entries).toHaveLength(10_001);
});

test('Session.call() shows what waits as pending, with the name that it keeps in history', async () => {
  const world = openSession();
  await world.actor.call(send('one'));
  await settled();
  await world.actor.call(send('two'));
  const [item] = (await historyOf(world)).pendingInputs.items;
  expect(item).toMatchObject({ runId: 'two', state: 'queued' });
  world.agent.turn.finish('answer');
  await settled();
  const { messages, pendingInputs } = await historyOf(world);
  expect(pendingInputs).toEqual({ items: [], total: 0 });
  expect(messages.find(({ __openclaw }) => __openclaw.id === item?.id)).toMatchObject({ content: 'words of two' });
});

test('Session.call() labels an inject, and says it as a final of its own', async () => {
  const world = openSession();
  const { messageId } = await world.actor.call({ type: 'inject', message: 'note', label: 'mail' });
  await settled();
  const { messages } = await historyOf(world);
  expect(messages.map(textOf)).toEqual(['[mail]\n\nnote']);
  const [chat] = eventsIn(world.heard, 'chat');
  expect(chat?.payload).toMatchObject({ runId: `inject-${messageId}`, seq: 0, state: 'final' });
});

test('Session.call() refuses to patch, reset or delete what does not exist, and writes nothing', async () => {
  const { actor, disk } = openSession();
  const expected = {};
  await expect(actor.call({ type: 'patch', patch: { label: 'x' }, expected })).rejects.toThrow('No session found');
  await expect(actor.call({ type: 'reset' })).rejects.toThrow('No session found');
  expect(await actor.call({ type: 'delete', expected })).toEqual({ deleted: false });
  expect(await actor.call(abort())).toEqual({ ok: true, aborted: false, runIds: [] });
  expect(disk.asked).toEqual([]);
});

test('Session.call() takes back one waiting send by name, or all of them', async () => {
  const { actor, heard } = openSession();
  await actor.call(send('live'));
  await settled();
  await Promise.all(['a', 'b', 'c'].map((name) => actor.call(send(name))));
  expect(await actor.call(abort('b'))).toEqual({ ok: true, aborted: true, runIds: ['b'] });
  expect(await actor.call(abort(undefined, true))).toEqual({ ok: true, aborted: true, runIds: ['live', 'a', 'c'] });
  await settled();
  expect(endsIn(heard).sort()).toEqual(['a aborted', 'b aborted', 'c aborted', 'live aborted']);
});
