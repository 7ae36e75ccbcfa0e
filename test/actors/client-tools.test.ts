// Calls that a run leaves to a client, and the results that the client brings: where they stand, and when they are refused.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Send } from '../../src/commands.ts';
import {
  abort,
  endsIn,
  historyOf,
  inject,
  linesOf,
  openSession,
  running,
  send,
  sender,
  settled,
  stopTheClock,
  textOf,
  type World,
} from './fixture.ts';
import { compact } from './tree.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

const clientTools = {
  tools: [{ name: 'weather', description: 'Tells it.', parameters: { type: 'object' } }],
  choice: 'auto' as const,
  parallel: true,
};

/** A run that ended with calls of the client's. */
async function left(...ids: string[]): Promise<World> {
  const world = await running();
  await leave(world, ...ids);
  return world;
}

async function leave({ agent }: World, ...ids: string[]) {
  agent.turn.say('I look.');
  for (const id of ids) agent.turn.emit({ type: 'tool-start', id, name: 'weather', arguments: { city: id } });
  agent.turn.step('toolUse');
  agent.turn.end();
  await settled();
}

function results(runId: string, ids: string[], more: Partial<Send> = {}): Send {
  const given = ids.map((toolCallId) => ({ toolCallId, text: `weather of ${toolCallId}` }));
  return { ...send(runId, ''), results: given, ...more };
}

const waited = ({ actor }: World, runId: string) => actor.call({ type: 'wait', runId, timeoutMs: 0 });
const rolesIn = ({ agent }: World) =>
  agent.turn.turn.entries.map(({ role, meta }) => `${role} ${meta.toolCallId ?? ''}`);

test('A run tells its agent of the tools of the client, and leaves their calls open', async () => {
  const world = openSession();
  await world.actor.call({ ...send('one'), clientTools });
  await settled();
  expect(world.agent.turn.turn.clientTools).toEqual(clientTools);
  await leave(world, 'a', 'b');
  expect(await waited(world, 'one')).toMatchObject({
    status: 'ok',
    stopReason: 'toolUse',
    said: 'I look.',
    calls: [
      { type: 'toolCall', id: 'a', name: 'weather', arguments: { city: 'a' } },
      { type: 'toolCall', id: 'b' },
    ],
  });
  expect(await linesOf(world)).toEqual(['user: words of one', 'assistant: I look.<weather><weather>']);
  expect(world.disk.runs.get('one')?.input).toEqual({ message: 'words of one', sender, queueMode: 'followup' });
});

test('A run that ended otherwise has left no calls', async () => {
  const world = await running();
  world.agent.turn.use('own');
  world.agent.turn.step('toolUse');
  world.agent.turn.finish('done');
  await settled();
  expect(await waited(world, 'one')).toMatchObject({ stopReason: 'stop', calls: [] });
  await world.actor.call(send('two'));
  await settled();
  world.agent.turn.emit({ type: 'tool-start', id: 'c', name: 'weather', arguments: {} });
  world.agent.turn.step('toolUse');
  await settled();
  await world.actor.call(abort());
  expect(await waited(world, 'two')).toMatchObject({ stopReason: 'rpc', calls: [] });
});

test('Results stand behind the call, each as an entry of its own, and then what is said', async () => {
  const world = await left('a', 'b');
  const sent = await world.actor.call(results('two', ['a', 'b'], { message: 'quickly' }));
  await settled();
  expect(sent).toMatchObject({ status: 'started', messageSeq: 5 });
  expect(rolesIn(world)).toEqual(['user ', 'assistant ', 'toolResult a', 'toolResult b', 'user ']);
  world.agent.turn.finish('Rain.');
  await settled();
  const { messages } = await historyOf(world);
  expect(messages.slice(2)).toMatchObject([
    { role: 'toolResult', toolCallId: 'a', toolName: 'weather', isError: false },
    { role: 'toolResult', toolCallId: 'b', content: [{ type: 'text', text: 'weather of b' }] },
    { role: 'user', content: 'quickly', idempotencyKey: 'two:user' },
    { role: 'assistant' },
  ]);
  expect(world.disk.runs.get('two')).toMatchObject({ entryId: messages[4]?.__openclaw.id, position: 5 });
  expect(await waited(world, 'one')).toMatchObject({ calls: [{ id: 'a' }, { id: 'b' }] });
  expect(await waited(world, 'two')).toMatchObject({ calls: [] });
});

test('Results that nothing is said with end with the entry that the run answers, and leave the preview as it was', async () => {
  const world = await left('a');
  await world.actor.call(results('two', ['a']));
  await settled();
  const last = world.agent.turn.turn.entries.at(-1);
  expect(last).toMatchObject({ role: 'toolResult', meta: { runId: 'two', idempotencyKey: 'two:user' } });
  expect(world.disk.runs.get('two')).toMatchObject({ entryId: last?.id, position: last?.position });
  expect(world.disk.session).toMatchObject({ title: 'words of one', preview: 'I look.' });
});

test('The same results under the same name are the same send, and others are refused', async () => {
  const world = await left('a');
  await world.actor.call(results('two', ['a']));
  await settled();
  expect(await world.actor.call(results('two', ['a']))).toEqual({ runId: 'two', status: 'in_flight' });
  const other = { ...results('two', ['a']), results: [{ toolCallId: 'a', text: 'else' }] };
  await expect(world.actor.call(other)).rejects.toThrow('Cannot send as this idempotencyKey');
  await expect(world.actor.call(send('two', ''))).rejects.toThrow('Cannot send as this idempotencyKey');
  await expect(world.actor.call(results('three', ['a']))).rejects.toThrow('no call of that name waits');
});

test.each<[string, string[]]>([
  ['of a call that was never made', ['b']],
  ['of a call twice', ['a', 'a']],
  ['of one call that is open and one that is not', ['a', 'b']],
])('Results %s are refused, and nothing of them is kept', async (_what, ids) => {
  const world = await left('a');
  const refused = world.actor.call(results('two', ids));
  await expect(refused).rejects.toMatchObject({ details: { code: 'TOOL_CALL_NOT_OPEN' } });
  expect(await linesOf(world)).toHaveLength(2);
  await world.actor.call(results('three', ['a']));
});

test('Of two who bring a result at once one is taken', async () => {
  const world = await left('a');
  const both = await Promise.allSettled(['two', 'three'].map((runId) => world.actor.call(results(runId, ['a']))));
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

test('Results are refused where a reset has left their call behind', async () => {
  const world = await left('a');
  await world.actor.call({ type: 'reset' });
  await expect(world.actor.call(results('two', ['a']))).rejects.toThrow(/^Cannot take the result of the call 'a'/);
});

test('Results that come while another run is live wait for their place, also through the end of the process', async () => {
  const world = await left('a');
  await world.actor.call(send('two'));
  await settled();
  await world.actor.call(results('three', ['a']));
  await expect(world.actor.call(results('four', ['a']))).rejects.toThrow('no call of that name waits');
  const { pendingInputs } = await historyOf(world);
  expect(pendingInputs.items).toMatchObject([
    { runId: 'three', message: { role: 'toolResult', toolCallId: 'a', toolName: 'weather' } },
  ]);
  expect(textOf(pendingInputs.items[0]?.message ?? { content: '' })).toBe('weather of a');
  world.disk.crash();
  const after = openSession({ disk: world.disk });
  await after.actor.wake();
  await settled();
  expect(after.agent.turn.turn.runId).toBe('three');
  expect(rolesIn(after)).toEqual(['user ', 'assistant ', 'user ', 'toolResult a']);
  after.agent.turn.finish('Late.');
  await settled();
  expect(endsIn(after.heard)).toContain('three final');
});

test('A result may come behind an injected message and behind a summary', async () => {
  const world = await left('a', 'b');
  await world.actor.call(inject('By the way'));
  await world.actor.call(results('two', ['a']));
  await settled();
  world.agent.turn.finish('Rain.');
  await settled();
  await compact(world, 'It was asked.');
  await world.actor.call(results('three', ['b']));
  await settled();
  expect(rolesIn(world).at(-1)).toBe('toolResult b');
});
