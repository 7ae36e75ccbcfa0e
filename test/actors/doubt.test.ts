// A commit of which nobody heard: what is stored decides, and people see what they would have seen without the loss.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SessionEvent } from '../../src/commands.ts';
import type { Disk } from './disk.ts';
import {
  abort,
  endsIn,
  eventsIn,
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
afterEach(() => vi.useRealTimers());

const unavailable = { code: 'UNAVAILABLE', retryAfterMs: expect.any(Number) };
const stored = ({ entries }: Disk) => entries.map(({ role, content }) => `${role}: ${JSON.stringify(content)}`);
const told = (heard: readonly SessionEvent[]) =>
  eventsIn(heard, 'session.message').map(({ payload }) => payload.messageId);
const finals = (heard: readonly SessionEvent[]) => endsIn(heard).filter((end) => !end.endsWith('delta'));

test('Session.call() answers a repeated send as the same run when its commit was made unheard, and runs it once', async () => {
  const world = openSession();
  world.disk.refuse(1, 'lost but written');
  await expect(world.actor.call(send('one'))).rejects.toMatchObject(unavailable);
  expect(await world.actor.call(send('one'))).toMatchObject({ runId: 'one', status: 'in_flight' });
  await settled();
  expect(world.agent.turns).toHaveLength(1);
  world.agent.turn.finish('answer');
  await settled();
  expect(await world.actor.call(send('one'))).toMatchObject({ runId: 'one', status: 'ok' });
  expect(await linesOf(world)).toEqual(['user: words of one', 'assistant: answer']);
  expect(told(world.heard)).toEqual(world.disk.entries.map(({ id }) => id));
  expect(finals(world.heard)).toEqual(['one final']);
});

test('Session.call() takes a repeated send as new when its commit was not made', async () => {
  const world = openSession();
  world.disk.refuse(1, 'lost');
  await expect(world.actor.call(send('one'))).rejects.toMatchObject(unavailable);
  expect(await world.actor.call(send('one'))).toMatchObject({ runId: 'one', status: 'started' });
  await settled();
  expect(world.agent.turns).toHaveLength(1);
});

test('an input that was stored unheard is answered although nobody comes again', async () => {
  const world = openSession();
  world.disk.refuse(1, 'written, then away');
  await expect(world.actor.call(send('one'))).rejects.toMatchObject(unavailable);
  await pass(3000);
  expect(world.agent.turns).toHaveLength(0);
  expect(world.actor.idle).toBe(false);
  world.disk.works();
  await pass(1000);
  expect(world.agent.turns).toHaveLength(1);
});

test('Session.call() refuses everything as UNAVAILABLE while a doubt cannot be read, and changes nothing', async () => {
  const world = await running();
  world.agent.turn.say('so ');
  world.disk.refuse(1, 'written, then away');
  await expect(world.actor.call(inject('noted'))).rejects.toMatchObject(unavailable);
  const before = world.disk.made.length;
  await expect(world.actor.call(send('two'))).rejects.toMatchObject(unavailable);
  await expect(world.actor.call(abort())).rejects.toMatchObject(unavailable);
  await expect(linesOf(world)).rejects.toMatchObject(unavailable);
  world.agent.turn.say('far');
  await pass(30);
  expect(world.agent.turn.signal.aborted).toBe(false);
  world.disk.works();
  expect(world.disk.made).toHaveLength(before);
  expect(await linesOf(world)).toEqual(['user: words of one', 'assistant: noted']);
  world.agent.turn.finish('.');
  await pass(1000);
  expect(await linesOf(world)).toEqual(['user: words of one', 'assistant: noted', 'assistant: so far.']);
  expect(finals(world.heard)).toEqual(['one final']);
});

test('a live run stays live through a doubt that was not made, and goes on from what is stored', async () => {
  const world = await running();
  world.disk.refuse(1, 'lost');
  await expect(world.actor.call(inject('lost'))).rejects.toMatchObject(unavailable);
  await world.actor.call(inject('kept'));
  world.agent.turn.finish('answer');
  await settled();
  expect(await linesOf(world)).toEqual(['user: words of one', 'assistant: kept', 'assistant: answer']);
  expect(world.agent.turns).toHaveLength(1);
});

test.each(['lost', 'lost but written', 'late'] as const)(
  'the end of a run whose commit is %s is stored and told once',
  async (answer) => {
    const world = await running();
    world.disk.refuse(1, answer);
    world.agent.turn.finish('answer');
    await settled();
    await pass(500);
    world.disk.arrive();
    await pass(2000);
    expect(stored(world.disk)).toHaveLength(2);
    expect(finals(world.heard)).toEqual(['one final']);
    expect(world.disk.runs.get('one')?.state).toBe('done');
    expect(world.actor.idle).toBe(true);
  },
);

test.each(['lost', 'lost but written', 'late'] as const)(
  'a run whose start is %s begins once, and is not taken for one that was cut',
  async (answer) => {
    const world = openSession();
    const release = world.disk.hold();
    const sent = world.actor.call(send('one'));
    await settled();
    world.disk.refuse(1, 'done');
    world.disk.refuse(1, answer);
    release();
    await sent;
    await settled();
    await pass(500);
    world.disk.arrive();
    await pass(2000);
    expect(world.agent.turns).toHaveLength(1);
    world.agent.turn.finish('answer');
    await settled();
    expect(finals(world.heard)).toEqual(['one final']);
    expect(world.disk.runs.get('one')?.state).toBe('done');
  },
);

test('Session.call() finds that what it gave up has arrived late, and goes on from there', async () => {
  const world = openSession();
  await world.actor.call(inject('first'));
  world.disk.refuse(1, 'late');
  await expect(world.actor.call(send('one'))).rejects.toMatchObject(unavailable);
  await settled();
  expect(await linesOf(world)).toEqual(['assistant: first']);
  world.disk.arrive();
  await expect(world.actor.call(inject('second'))).rejects.toMatchObject(unavailable);
  await settled();
  expect(await world.actor.call(send('one'))).toMatchObject({ status: 'in_flight' });
  expect(world.agent.turns).toHaveLength(1);
  await world.actor.call(inject('second'));
  expect(await linesOf(world)).toEqual(['assistant: first', 'user: words of one', 'assistant: second']);
});

test('what arrives too late is not made, and nobody is told of it', async () => {
  const world = openSession();
  await world.actor.call(inject('first'));
  world.disk.refuse(1, 'late');
  await expect(world.actor.call(inject('late'))).rejects.toMatchObject(unavailable);
  await world.actor.call(inject('second'));
  world.disk.arrive();
  await world.actor.call(inject('third'));
  const lines = await linesOf(world);
  expect(lines).toEqual(['assistant: first', 'assistant: second', 'assistant: third']);
  expect(told(world.heard)).toEqual(world.disk.entries.map(({ id }) => id));
});

test('a run that was stopped stays stopped when its end was made unheard', async () => {
  const world = await running();
  world.agent.turn.say('half');
  world.disk.refuse(1, 'lost but written');
  await expect(world.actor.call(abort())).rejects.toMatchObject(unavailable);
  await pass(1000);
  expect(world.disk.runs.get('one')?.state).toBe('aborted');
  expect(finals(world.heard)).toEqual(['one aborted']);
  expect(stored(world.disk)).toHaveLength(2);
  expect(world.actor.idle).toBe(true);
});

test.each(['lost', 'lost but written', 'late'] as const)(
  'a live run hears those who steer it once, though the commit is %s, and goes on',
  async (answer) => {
    const world = await running('one', { terms: { queueMode: 'steer' } });
    await world.actor.call(send('two'));
    world.agent.turn.use('tool');
    world.agent.turn.step('toolUse');
    await settled();
    world.disk.refuse(1, answer);
    const heard = world.agent.turn.turn.steer(1);
    await settled();
    await pass(500);
    world.disk.arrive();
    await pass(2000);
    expect((await heard).map(({ content }) => content)).toEqual(['words of two']);
    world.agent.turn.finish('answer');
    await settled();
    expect(finals(world.heard).at(-1)).toBe('one final');
    expect(world.agent.turns).toHaveLength(1);
    expect((await linesOf(world)).filter((line) => line === 'user: words of two')).toHaveLength(1);
  },
);

test('Session.call() takes over what another gateway wrote, and the run that it ended is over here too', async () => {
  const world = await running();
  const waited = world.actor.call({ type: 'wait', runId: 'one', timeoutMs: 60_000 });
  await settled();
  const other = openSession({ disk: world.disk });
  await other.actor.call(inject('of the other'));
  await expect(world.actor.call(inject('mine'))).rejects.toMatchObject(unavailable);
  await world.actor.call(inject('mine'));
  expect(await linesOf(world)).toEqual(['user: words of one', 'assistant: of the other', 'assistant: mine']);
  expect(world.agent.turn.signal.aborted).toBe(true);
  expect(await waited).toMatchObject({ status: 'error', aborted: true });
});

test('a session whose deletion was made unheard is gone, with all that was under way', async () => {
  const world = await running();
  await world.actor.call(send('two'));
  world.disk.refuse(1, 'lost but written');
  await expect(world.actor.call({ type: 'delete', expected: {} })).rejects.toMatchObject(unavailable);
  expect(await world.actor.call({ type: 'delete', expected: {} })).toEqual({ deleted: false });
  await settled();
  expect(world.agent.turn.signal.aborted).toBe(true);
  expect(finals(world.heard)).toEqual(['one aborted', 'two aborted']);
  await world.actor.call(inject('anew'));
  expect(await linesOf(world)).toEqual(['assistant: anew']);
});

test('a session whose deletion was not made goes on as it was', async () => {
  const world = await running();
  world.disk.refuse(1, 'lost');
  await expect(world.actor.call({ type: 'delete', expected: {} })).rejects.toMatchObject(unavailable);
  world.agent.turn.finish('answer');
  await settled();
  expect(await linesOf(world)).toEqual(['user: words of one', 'assistant: answer']);
});

test('runs that an earlier process left are told to be over once, though that was stored unheard', async () => {
  const before = await running();
  before.disk.crash();
  const world = openSession({ disk: before.disk });
  world.disk.refuse(1, 'lost but written');
  await expect(world.actor.call(inject('noted'))).rejects.toMatchObject(unavailable);
  await world.actor.call(inject('noted'));
  await settled();
  expect(world.disk.runs.get('one')?.state).toBe('interrupted');
  expect(finals(world.heard)).toEqual(['one aborted']);
});

test.each([
  ['lost', false],
  ['lost but written', true],
] as const)('a summary whose commit is %s is told once to be what it is', async (answer, completed) => {
  const world = await running();
  world.agent.turn.finish('answer');
  await settled();
  const done = world.actor.call({ type: 'compact' });
  const outcome = done.then(
    (result) => 'compacted' in result && result.compacted,
    () => false,
  );
  await settled();
  world.disk.refuse(1, answer);
  world.agent.turn.finish('the summary');
  await settled();
  expect(await outcome).toBe(completed);
  const operations = eventsIn(world.heard, 'session.operation').map(({ payload }) => payload.completed);
  expect(operations).toEqual([undefined, completed]);
  expect(world.disk.entries).toHaveLength(completed ? 3 : 2);
});
