// What waits behind a live run: heard by it, collected into one, or answered one by one.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { QueueMode } from '../../src/records.ts';
import { endsIn, historyOf, linesOf, openSession, send, settled, stopTheClock } from './fixture.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

async function running() {
  const world = openSession();
  const say = async (name: string, queueMode?: QueueMode) => {
    await world.actor.call({ ...send(name), queueMode });
    await settled();
  };
  await say('one');
  return { ...world, say };
}

test('A steering input is heard by the live run between two steps, after what its tools gave', async () => {
  const world = await running();
  await world.say('two', 'steer');
  await world.say('three', 'steer');
  expect((await historyOf(world)).pendingInputs.total).toBe(2);
  const heard = world.agent.turn.turn.steer(1);
  await settled();
  world.agent.turn.say('looking');
  world.agent.turn.use('call');
  world.agent.turn.step('toolUse');
  expect((await heard).map(({ content }) => content)).toEqual(['words of two', 'words of three']);
  world.agent.turn.finish('answer to all');
  await settled();
  expect(await linesOf(world)).toEqual([
    'user: words of one',
    'assistant: looking<look>',
    'toolResult: result of call',
    'user: words of two',
    'user: words of three',
    'assistant: answer to all',
  ]);
  expect(endsIn(world.heard)).toEqual(['two final', 'three final', 'one final']);
  expect(world.agent.turns.length).toBe(1);
  expect((await historyOf(world)).pendingInputs.total).toBe(0);
});

test('A steering input that no step came for is answered by a run of its own', async () => {
  const world = await running();
  await world.say('two', 'steer');
  world.agent.turn.finish('first');
  await settled();
  expect(world.agent.turn.turn.runId).toBe('two');
  world.agent.turn.finish('second');
  await settled();
  expect(endsIn(world.heard)).toEqual(['one final', 'two final']);
});

test('A steering input does not overtake one that waits for its own turn', async () => {
  const world = await running();
  await world.say('two', 'followup');
  await world.say('three', 'steer');
  world.agent.turn.step('toolUse');
  expect(await world.agent.turn.turn.steer(1)).toEqual([]);
});

test('A run that was stopped hears nothing more, and its steering inputs are answered afterwards', async () => {
  const world = await running();
  await world.say('two', 'steer');
  const { turn } = world.agent.turn;
  const heard = turn.steer(1);
  await world.actor.call({ type: 'abort', clearQueued: false, origin: 'rpc' });
  expect(await heard).toEqual([]);
  await settled();
  expect(world.agent.turn.turn.runId).toBe('two');
});

test('Collected inputs stand in their order and are answered once', async () => {
  const world = await running();
  for (const name of ['two', 'three', 'four']) await world.say(name, 'collect');
  await world.say('five', 'followup');
  world.agent.turn.finish('first');
  await settled();
  expect(world.agent.turn.turn.runId).toBe('four');
  world.agent.turn.finish('second');
  await settled();
  expect(world.agent.turn.turn.runId).toBe('five');
  world.agent.turn.finish('third');
  await settled();
  expect(await linesOf(world)).toEqual([
    ...['user: words of one', 'assistant: first'],
    ...['user: words of two', 'user: words of three', 'user: words of four', 'assistant: second'],
    ...['user: words of five', 'assistant: third'],
  ]);
  expect(endsIn(world.heard).sort()).toEqual(['five', 'four', 'one', 'three', 'two'].map((name) => `${name} final`));
});

test('The mode of a session counts where a send names none, and the settings where neither does', async () => {
  const world = await running();
  await world.actor.call({ type: 'patch', patch: { queueMode: 'collect' }, expected: {} });
  for (const name of ['two', 'three']) await world.say(name);
  await world.say('four', 'followup');
  world.agent.turn.finish('first');
  await settled();
  expect(world.agent.turn.turn.runId).toBe('three');
  await world.actor.call({ type: 'patch', patch: { queueMode: null }, expected: {} });
  await world.say('five');
  world.agent.turn.finish('second');
  await settled();
  expect(world.agent.turn.turn.runId).toBe('four');
  expect((await historyOf(world)).sessionInfo?.effectiveQueueMode).toBe('followup');
});

test('Inputs that waited when the process ended are collected by the next one', async () => {
  const world = await running();
  for (const name of ['two', 'three']) await world.say(name, 'collect');
  world.disk.crash();
  const after = openSession({ disk: world.disk });
  await after.actor.wake();
  await settled();
  expect(after.agent.turn.turn.runId).toBe('three');
  after.agent.turn.finish('late');
  await settled();
  expect(await linesOf(after)).toEqual([
    ...['user: words of one', 'user: words of two', 'user: words of three', 'assistant: late'],
  ]);
});
