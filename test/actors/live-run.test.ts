// A run by itself: what it reports, when, and in which order.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveRun, type Outcome } from '../../actors/live-run.ts';
import { run, session } from '../store/fixture.ts';
import { pass, settled, stopTheClock } from './fixture.ts';
import { ScriptedAgent } from './scripted-agent.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

const turn = async () => ({
  sessionKey: 'key',
  agentId: 'main',
  runId: 'one',
  purpose: 'answer' as const,
  entries: [],
  model: null,
  thinking: null,
  instructions: null,
  steer: async () => [],
});

async function start(given: { turn?: typeof turn; deaf?: boolean } = {}) {
  const agent = new ScriptedAgent();
  agent.deaf = given.deaf ?? false;
  const told: string[] = [];
  const outcomes: Outcome[] = [];
  const live = new LiveRun(run(session(), 'one'), {
    text: ({ text }) => told.push(text),
    thoughts: () => undefined,
    checkpoint: ({ unstoredText }) => told.push(`checkpoint ${unstoredText}`),
    event: (_live, { type }) => told.push(type),
    step: ({ unstored }) => told.push(`step of ${unstored.length}`),
    ended: (_live, outcome) => {
      told.push(outcome.state);
      outcomes.push(outcome);
    },
  });
  void live.start(agent.run, given.turn ?? turn);
  await settled();
  return { live, agent, told, outcomes };
}

test('LiveRun tells the first words at once and those that follow quickly together', async () => {
  const { agent, told } = await start();
  agent.turn.say('a');
  await settled();
  expect(told).toEqual(['a']);
  agent.turn.say('b', 'c');
  await pass(24);
  expect(told).toEqual(['a']);
  await pass(1);
  expect(told).toEqual(['a', 'abc']);
  await pass(25);
  agent.turn.say('d');
  await settled();
  expect(told).toEqual(['a', 'abc', 'abcd']);
});

test('LiveRun tells what was said before every tool and before the end', async () => {
  const { agent, told } = await start();
  agent.turn.say('a', 'b');
  agent.turn.use('tool');
  agent.turn.say('c', 'd');
  agent.turn.finish();
  await settled();
  expect(told).toEqual(['a', 'ab', 'tool-start', 'tool-end', 'ab\n\ncd', 'step of 2', 'step', 'done']);
});

test('LiveRun parts the words of steps by a blank line', async () => {
  const { agent, live } = await start();
  agent.turn.say('Let me look');
  agent.turn.use('tool');
  agent.turn.step('toolUse');
  agent.turn.say('Found');
  await settled();
  expect(live.text).toBe('Let me look\n\nFound');
  expect(live.openText).toBe('Found');
  expect(live.unstoredText).toBe('Let me look\n\nFound');
  live.stored([...live.unstored]);
  expect(live.unstoredText).toBe('Found');
});

test('LiveRun shows no word that it would have to take back, and stores all of them', async () => {
  const { agent, live, told } = await start();
  agent.turn.say('NO', '_REPLY', ' is ', '[[reply_to', '_current]] ', 'not <thi', 'nk>secret</think>said');
  await pass(50);
  agent.turn.finish(' <|im_');
  await settled();
  for (const text of told) expect(live.text.startsWith(text) || text === 'step' || text === 'done').toBe(true);
  expect(live.text).toBe('NO_REPLY is not said ');
  const raw = 'NO_REPLY is [[reply_to_current]] not <think>secret</think>said <|im_';
  expect(live.unstored).toMatchObject([{ content: [{ type: 'text', text: raw }] }]);
});

test('LiveRun parts words by a blank line where a thought stood between them, as they are stored', async () => {
  const { agent, live } = await start();
  agent.turn.say('one');
  agent.turn.emit({ type: 'reasoning', delta: 'hm' });
  agent.turn.say('two');
  await settled();
  expect(live.text).toBe('one\n\ntwo');
});

test('LiveRun.stop() tells what was held back and turned out to be words', async () => {
  const { agent, live } = await start({ deaf: true });
  agent.turn.say('NO');
  await settled();
  expect(live.text).toBe('');
  live.stop();
  expect(live.text).toBe('NO');
});

test('LiveRun asks for a checkpoint at most once a second, and only while there is something new', async () => {
  const { agent, told } = await start();
  agent.turn.say('a');
  await pass(999);
  agent.turn.say('b');
  await pass(1);
  await pass(5000);
  agent.turn.say('c');
  await pass(1000);
  expect(told.filter((one) => one.startsWith('checkpoint'))).toEqual(['checkpoint ab', 'checkpoint abc']);
});

test('LiveRun.stop() is heard once, leaves the same behind each time, and ends all timers', async () => {
  const { agent, live, told } = await start({ deaf: true });
  agent.turn.say('a', 'b');
  await settled();
  const left = live.stop();
  expect(left).toMatchObject([
    { role: 'assistant', content: [{ type: 'text', text: 'ab' }], meta: { stopReason: 'aborted' } },
  ]);
  expect(live.stop()).toEqual(left);
  agent.turn.finish('c');
  await pass(5000);
  expect(told).toEqual(['a']);
  expect(live.text).toBe('ab');
  expect(vi.getTimerCount()).toBe(0);
});

test('LiveRun.stop() after the end keeps what the end left', async () => {
  const { agent, live } = await start();
  agent.turn.finish('all');
  await settled();
  expect(live.stop()).toMatchObject([{ content: [{ text: 'all' }], meta: { stopReason: 'stop' } }]);
});

test('LiveRun does not ask the agent when it was stopped before its turn was read', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { live, agent, told } = await start({ turn: async () => promise.then(turn) });
  live.stop();
  resolve();
  await settled();
  expect(agent.turns).toHaveLength(0);
  expect(told).toEqual([]);
});

test('LiveRun fails when its turn cannot be read or its agent throws, and keeps the words before', async () => {
  const unread = await start({ turn: () => Promise.reject(new Error('no disk')) });
  expect(unread.outcomes).toMatchObject([{ state: 'failed', stopReason: 'error' }]);
  const { agent, live, outcomes } = await start();
  agent.turn.say('half');
  agent.turn.fail(new Error('no model'));
  await settled();
  expect(outcomes).toMatchObject([{ state: 'failed' }]);
  expect(live.unstored).toMatchObject([{ content: [{ text: 'half' }] }]);
});

test.each(['stop', 'fail'] as const)('LiveRun gives a call that the end overtakes a result: %s', async (end) => {
  const { agent, live, told } = await start();
  agent.turn.say('Let me look');
  agent.turn.emit({ type: 'tool-start', id: 'c1', name: 'look', arguments: {} });
  agent.turn.emit({ type: 'tool-end', id: 'c1', name: 'look', text: 'seen', isError: false });
  agent.turn.emit({ type: 'tool-start', id: 'c2', name: 'look', arguments: {} });
  await settled();
  if (end === 'stop') live.stop();
  else agent.turn.fail(new Error('cut'));
  await settled();
  if (end === 'stop') live.stop();
  expect(told.filter((what) => what.startsWith('tool'))).toEqual(['tool-start', 'tool-end', 'tool-start', 'tool-end']);
  expect(live.unstored.map(({ role, meta }) => [role, meta?.toolCallId, meta?.isError])).toEqual([
    ['assistant', undefined, undefined],
    ['toolResult', 'c1', false],
    ['toolResult', 'c2', true],
  ]);
  expect(live.unstored[2]?.content).toEqual([{ type: 'text', text: 'No result: the run ended first' }]);
});

test('LiveRun counts what all steps used, and names the source of each', async () => {
  const { agent, live } = await start();
  agent.turn.emit({ type: 'model', provider: 'p', model: 'm', contextTokens: 10 });
  agent.turn.use('tool');
  agent.turn.step('toolUse', { input: 1, output: 2 });
  agent.turn.emit({ type: 'reasoning', delta: 'hm' });
  agent.turn.say('a');
  agent.turn.step('stop', { input: 10, output: 20 });
  await settled();
  expect(live.usage).toEqual({ input: 11, output: 22, totalTokens: 33 });
  expect(live.unstored.map(({ role, meta }) => [role, meta?.provider, meta?.stopReason])).toEqual([
    ['assistant', 'p', 'toolUse'],
    ['toolResult', undefined, undefined],
    ['assistant', 'p', 'stop'],
  ]);
  expect(live.unstored[2]?.content).toEqual([
    { type: 'thinking', thinking: 'hm' },
    { type: 'text', text: 'a' },
  ]);
});

test('LiveRun names the calls of the step that is open, and how those ended that have', async () => {
  const { live, agent } = await start();
  agent.turn.use('a');
  agent.turn.emit({ type: 'tool-start', id: 'b', name: 'look', arguments: { id: 'b' } });
  await settled();
  expect(live.openCalls).toMatchObject([
    { call: { id: 'a', name: 'look', arguments: { id: 'a' } }, isError: false },
    { call: { id: 'b' }, isError: null },
  ]);
  agent.turn.emit({ type: 'tool-end', id: 'b', name: 'look', text: 'no', isError: true });
  await settled();
  expect(live.openCalls.map(({ isError }) => isError)).toEqual([false, true]);
  agent.turn.step('toolUse');
  await settled();
  expect(live.openCalls).toEqual([]);
});
