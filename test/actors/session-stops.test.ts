// A run that is stopped: what was read of it is kept and marked, and it stays stopped whatever the disk says.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { abort, endsIn, historyOf, inject, linesOf, pass, running, send, settled, stopTheClock } from './fixture.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

test('Session.call() keeps what was read of an aborted run, and marks it', async () => {
  const world = await running();
  world.agent.turn.say('half an ', 'ans');
  await settled();
  expect(await world.actor.call(abort('one'))).toEqual({ ok: true, aborted: true, runIds: ['one'] });
  await settled();
  expect(world.agent.turn.signal.aborted).toBe(true);
  const { messages, sessionInfo } = await historyOf(world);
  expect(messages[1]).toMatchObject({
    content: [{ type: 'text', text: 'half an ans' }],
    openclawAbort: { aborted: true, origin: 'rpc', runId: 'one' },
    stopReason: 'aborted',
    idempotencyKey: 'one:assistant',
  });
  expect(sessionInfo).toMatchObject({ status: 'killed', abortedLastRun: true, hasActiveRun: false });
  expect(endsIn(world.heard)).toEqual(['one aborted']);
});

test('Session.call() hits nothing when it aborts a run that is over or of another name', async () => {
  const { actor, agent } = await running();
  const nothing = { ok: true, aborted: false, runIds: [] };
  expect(await actor.call(abort('another'))).toEqual(nothing);
  agent.turn.finish();
  await settled();
  expect(await actor.call(abort('one'))).toEqual(nothing);
});

test('Session.call() stops the run at once when the disk refuses its abort, and stores that by itself', async () => {
  const world = await running();
  world.agent.turn.say('half');
  await settled();
  world.disk.refuse(2);
  await expect(world.actor.call(abort('one'))).rejects.toThrow('disk I/O error');
  await settled();
  expect(world.agent.turn.signal.aborted).toBe(true);
  expect(endsIn(world.heard)).toEqual([]);
  await pass(1000);
  expect(endsIn(world.heard)).toEqual(['one aborted']);
  expect(await linesOf(world)).toEqual(['user: words of one', 'assistant: half']);
});

test('Session.call() keeps the whole answer when an abort meets the end of the run', async () => {
  const world = await running();
  const release = world.disk.hold();
  const injected = world.actor.call(inject('meanwhile'));
  await settled();
  const aborted = world.actor.call(abort('one'));
  world.agent.turn.use('tool');
  world.agent.turn.step('toolUse');
  world.agent.turn.finish('all of it');
  await settled();
  release();
  await Promise.all([injected, aborted]);
  await settled();
  const said = ['assistant: <look>', 'toolResult: result of tool', 'assistant: all of it'];
  expect(await linesOf(world)).toEqual(['user: words of one', 'assistant: meanwhile', ...said]);
  expect(endsIn(world.heard)).toEqual(['one aborted']);
});

test('Session.call() keeps the answer when it is aborted while the disk refuses to store it', async () => {
  const world = await running();
  world.disk.refuse();
  world.agent.turn.finish('all of it');
  await settled();
  await world.actor.call(abort('one'));
  await pass(2000);
  expect(await linesOf(world)).toEqual(['user: words of one', 'assistant: all of it']);
  expect(endsIn(world.heard)).toEqual(['one aborted']);
});

test.each([
  ['interrupt', { ...send('two'), queueMode: 'interrupt' as const }],
  ['reset', { type: 'reset' as const }],
])(
  'Session.call() remembers that a run was stopped by %s when the disk refuses that at first',
  async (origin, work) => {
    const world = await running();
    world.agent.turn.say('half');
    await settled();
    world.disk.refuse();
    await expect(world.actor.call(work)).rejects.toThrow('disk I/O error');
    await settled();
    expect(world.disk.runs.get('one')).toMatchObject({ state: 'aborted', stopReason: origin });
  },
);
