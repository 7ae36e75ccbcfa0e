// The runs of a session: in order, stopped, timed out, failed, and cut by a reset or a delete.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import {
  abort,
  endsIn,
  eventsIn,
  historyOf,
  inject,
  linesOf,
  openSession,
  pass,
  running,
  send,
  settled,
  stopTheClock,
} from './fixture.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

test('Session.call() answers sends one after the other, each with what was said before it', async () => {
  const world = await running('one');
  await Promise.all([world.actor.call(send('two')), world.actor.call(send('three'))]);
  for (const name of ['one', 'two', 'three']) {
    expect(world.agent.turn.turn.runId).toBe(name);
    expect(world.agent.turn.turn.entries.at(-1)?.content).toBe(`words of ${name}`);
    world.agent.turn.finish(`answer to ${name}`);
    await settled();
  }
  const names = ['one', 'two', 'three'];
  expect(await linesOf(world)).toEqual(
    names.flatMap((name) => [`user: words of ${name}`, `assistant: answer to ${name}`]),
  );
  expect(endsIn(world.heard)).toEqual(names.map((name) => `${name} final`));
});

test('Session.call() serves chat.inject and history while a turn is streaming', async () => {
  const world = await running();
  world.agent.turn.say('Once ');
  await world.actor.call(inject('meanwhile'));
  expect((await historyOf(world)).inFlightRun).toMatchObject({ runId: 'one', text: 'Once ' });
  world.agent.turn.finish('upon');
  await settled();
  expect(await linesOf(world)).toEqual(['user: words of one', 'assistant: meanwhile', 'assistant: Once upon']);
});

test('Session.call() tells the end after the answer is stored, and holds it back while it is not', async () => {
  const world = await running();
  const release = world.disk.hold();
  world.agent.turn.finish('answer');
  await settled();
  expect(endsIn(world.heard)).toEqual([]);
  release();
  await settled();
  expect(endsIn(world.heard)).toEqual(['one final']);
  expect(world.disk.made.at(-1)).toMatchObject({
    entries: [{ role: 'assistant' }],
    runs: [{ id: 'one', state: 'done' }],
  });
});

test('Session.call() stores the answer again after a second when the disk refused it', async () => {
  const world = await running();
  world.disk.refuse();
  world.agent.turn.finish('answer');
  await settled();
  expect(endsIn(world.heard)).toEqual([]);
  await pass(1000);
  expect(endsIn(world.heard)).toEqual(['one final']);
  expect(await linesOf(world)).toEqual(['user: words of one', 'assistant: answer']);
});

test('Session.call() stops the run for a send that interrupts, and answers that one', async () => {
  const world = await running();
  world.agent.turn.say('half an ans');
  await settled();
  await world.actor.call({ ...send('two'), queueMode: 'interrupt' });
  await settled();
  expect(endsIn(world.heard)).toEqual(['one aborted']);
  world.agent.turn.finish('answer');
  await settled();
  const lines = ['user: words of one', 'assistant: half an ans', 'user: words of two', 'assistant: answer'];
  expect(await linesOf(world)).toEqual(lines);
});

test('Session.call() keeps a step that the disk refused, before what followed it', async () => {
  const world = await running();
  world.disk.refuse();
  world.agent.turn.use('tool');
  world.agent.turn.step('toolUse');
  await settled();
  world.agent.turn.finish('answer');
  await pass(2000);
  const said = ['assistant: <look>', 'toolResult: result of tool', 'assistant: answer'];
  expect(await linesOf(world)).toEqual(['user: words of one', ...said]);
});

test('Session.call() ends a run that takes too long as a timeout, with what it said', async () => {
  const world = await running('one', { terms: { timeoutMs: 5000 } });
  world.agent.turn.say('half');
  const waited = world.actor.call({ type: 'wait', runId: 'one', timeoutMs: 60_000 });
  await pass(4999);
  expect(endsIn(world.heard)).toEqual([]);
  await pass(1);
  expect(endsIn(world.heard)).toEqual(['one aborted']);
  expect(await waited).toMatchObject({ status: 'timeout', aborted: true, stopReason: 'timeout' });
  expect((await historyOf(world)).sessionInfo?.status).toBe('timeout');
  expect(await linesOf(world)).toEqual(['user: words of one', 'assistant: half']);
});

test('Session.call() lets a run take as long as it likes when its limit is longer than a timer can be', async () => {
  const world = openSession();
  await world.actor.call({ ...send('one'), timeoutMs: 2 ** 40 });
  await pass(60_000);
  expect(endsIn(world.heard)).toEqual([]);
  world.agent.turn.finish();
  await settled();
  expect(endsIn(world.heard)).toEqual(['one final']);
});

test('Session.call() is done with an aborted run even if the agent does not listen', async () => {
  const world = openSession();
  world.agent.deaf = true;
  await world.actor.call(send('one'));
  await settled();
  const deaf = world.agent.turn;
  deaf.say('half');
  await settled();
  await world.actor.call(abort());
  await world.actor.call(send('two'));
  await settled();
  deaf.finish(' and more that nobody wants');
  world.agent.turn.finish('answer');
  await settled();
  expect(await linesOf(world)).toEqual([
    'user: words of one',
    'assistant: half',
    'user: words of two',
    'assistant: answer',
  ]);
  expect(endsIn(world.heard)).toEqual(['one aborted', 'two final']);
});

test('Session.call() says in its own words that a provider refused', async () => {
  const world = await running();
  const error = new GatewayError('UNAVAILABLE', 'The provider limits requests', {
    details: { errorKind: 'rate_limit' },
  });
  world.agent.turn.say('half');
  world.agent.turn.fail(error);
  await settled();
  const failed = eventsIn(world.heard, 'chat').at(-1)?.payload;
  expect(failed).toMatchObject({
    state: 'error',
    errorMessage: 'The provider limits requests',
    errorKind: 'rate_limit',
  });
  const { messages, sessionInfo } = await historyOf(world);
  expect(messages.at(-1)).toMatchObject({
    content: [{ text: 'half' }],
    errorMessage: 'The provider limits requests',
    idempotencyKey: 'one:terminal-error',
  });
  expect(sessionInfo?.status).toBe('failed');
});

test('Session.call() tells nobody the inner words of an agent that broke', async () => {
  const world = await running();
  world.agent.turn.fail(new Error('ENOENT /secret/place'));
  const waited = await world.actor.call({ type: 'wait', runId: 'one', timeoutMs: 1000 });
  expect(waited).toMatchObject({ status: 'error', aborted: false });
  const all = JSON.stringify([world.heard, waited, await historyOf(world), world.disk.made]);
  expect(all).not.toContain('secret');
  expect(endsIn(world.heard)).toEqual(['one error']);
  await world.actor.call(send('two'));
  await settled();
  expect(world.agent.turn.turn.runId).toBe('two');
});

test('Session.call() ends the run and what waits when it is reset, and begins on a line of its own', async () => {
  const world = await running();
  world.agent.turn.say('half');
  await world.actor.call(send('two'));
  await settled();
  await world.actor.call({ type: 'reset' });
  await settled();
  expect(endsIn(world.heard).sort()).toEqual(['one aborted', 'two aborted']);
  expect(await linesOf(world)).toEqual(['system: Reset']);
  expect(world.disk.entries.map(({ branch, position }) => [branch, position])).toEqual([
    [0, 1],
    [0, 2],
    [1, 1],
  ]);
  await world.actor.call(send('three'));
  await settled();
  expect(world.agent.turn.turn.entries.map(({ role }) => role)).toEqual(['system', 'user']);
});

test('Session.call() starts nothing that a reset dropped while it waited for its start to be written', async () => {
  const world = openSession();
  const release = world.disk.hold();
  const sent = world.actor.call(send('one'));
  await settled();
  const reset = world.actor.call({ type: 'reset' });
  release();
  await Promise.all([sent, reset]);
  await settled();
  expect(world.agent.turns).toHaveLength(0);
  expect(endsIn(world.heard)).toEqual(['one aborted']);
  expect(await linesOf(world)).toEqual(['system: Reset']);
});

test('Session.call() tells whoever waits or watches that a deleted run is over', async () => {
  const world = await running();
  world.agent.turn.say('half');
  await world.actor.call(send('two'));
  const waited = world.actor.call({ type: 'wait', runId: 'one', timeoutMs: 60_000 });
  await settled();
  expect(await world.actor.call({ type: 'delete', expected: {} })).toEqual({ deleted: true });
  expect(await waited).toMatchObject({ status: 'error', aborted: true, stopReason: 'delete' });
  await settled();
  expect(world.agent.turn.signal.aborted).toBe(true);
  expect(endsIn(world.heard)).toEqual(['one aborted', 'two aborted']);
  expect(eventsIn(world.heard, 'sessions.changed').at(-1)?.payload).toMatchObject({ reason: 'delete' });
  expect(world.disk.session).toBeNull();
  expect(await historyOf(world)).toMatchObject({ messages: [], totalMessages: 0, sessionInfo: null });
  expect(world.actor.idle).toBe(true);
});

test('Session.call() deletes nothing and goes on when the disk refuses', async () => {
  const world = await running();
  world.disk.refuse();
  await expect(world.actor.call({ type: 'delete', expected: {} })).rejects.toThrow('disk I/O error');
  world.agent.turn.finish('answer');
  await settled();
  expect(await linesOf(world)).toEqual(['user: words of one', 'assistant: answer']);
});

test('Session.call() waits for the end of a run no longer than it was told to, and answers with its words', async () => {
  const { actor, agent } = await running();
  const short = actor.call({ type: 'wait', runId: 'one', timeoutMs: 100 });
  const long = actor.call({ type: 'wait', runId: 'one', timeoutMs: 10_000 });
  await pass(100);
  expect(await short).toMatchObject({ status: 'timeout', aborted: false });
  agent.turn.finish('answer');
  expect(await long).toMatchObject({ status: 'ok', terminalReply: { disposition: 'visible', text: 'answer' } });
  await expect(actor.call({ type: 'wait', runId: 'nobody', timeoutMs: 1 })).rejects.toThrow('No run found: nobody');
});
