// Thoughts in the words of a model, however the words are cut into pieces.
import { expect, test } from 'vitest';
import { withThoughtsApart } from '../../src/agents/thoughts.ts';
import type { AgentEvent } from '../../src/ports.ts';
import { collect, textIn } from './turn.ts';

const step: AgentEvent = { type: 'step', usage: { input: 1, output: 1 }, stopReason: 'stop' };
const call: AgentEvent = { type: 'tool-start', id: 'a', name: 'clock', arguments: {} };

async function* told(...events: (AgentEvent | string)[]): AsyncGenerator<AgentEvent> {
  for (const event of events) yield typeof event === 'string' ? { type: 'text', delta: event } : event;
}

const thoughtIn = (events: readonly AgentEvent[]) =>
  events.flatMap((event) => (event.type === 'reasoning' ? [event.delta] : [])).join('');

async function read(text: string, size = text.length) {
  const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
    text.slice(at * size, (at + 1) * size),
  );
  const events = await collect(withThoughtsApart(told(...pieces, step)));
  return [thoughtIn(events), textIn(events)];
}

test.each([
  ['<think>\ntwo and two\n</think>\n\nFour.', '\ntwo and two\n', 'Four.'],
  ['\n <THINK>hm</Think>Four.', 'hm', 'Four.'],
  ['<thinking>a</think> < </thinking><think>b</think>Four.', 'a</think> < b', 'Four.'],
  ['<think></think>\n\nFour.', '', 'Four.'],
  ['<think>never closed </thi', 'never closed </thi', ''],
  ['<think>only that</think>\n', 'only that', ''],
  ['Write `<think>` and then\n```\n<think>a</think>\n```', '', 'Write `<think>` and then\n```\n<think>a</think>\n```'],
  ['```xml\n<think>a</think>\n```', '', '```xml\n<think>a</think>\n```'],
  ['<thinker>is no thought</thinker>', '', '<thinker>is no thought</thinker>'],
  ['<think', '', '<think'],
  ['  two words', '', '  two words'],
])('withThoughtsApart() reads %j whole and in pieces', async (text, thought, words) => {
  for (const size of [text.length, 1, 3, 7]) expect(await read(text, size)).toEqual([thought, words]);
});

test('withThoughtsApart() looks at the head of every step, and not behind a call', async () => {
  const events = told(
    '<think>a</think>One',
    call,
    '<think>b</think>',
    step,
    '<think>c</think>',
    call,
    step,
    'Two',
    step,
  );
  const apart = await collect(withThoughtsApart(events));
  expect(thoughtIn(apart)).toBe('ac');
  expect(textIn(apart)).toBe('One<think>b</think>Two');
  expect(apart.filter((event) => event === call || event === step)).toEqual([call, step, call, step, step]);
});

test('withThoughtsApart() tells what it held back before the call that follows', async () => {
  const apart = await collect(withThoughtsApart(told('<thi', call, step, '<think>a</th', call, step)));
  const [one, other] = [
    { type: 'text', delta: '<thi' },
    { type: 'reasoning', delta: 'a' },
  ];
  expect(apart).toEqual([one, call, step, other, { type: 'reasoning', delta: '</th' }, call, step]);
});

test('withThoughtsApart() hands words on as they come, and keeps none back when the events break off', async () => {
  const heard: AgentEvent[] = [];
  const broken = async function* () {
    yield* told('<think>a', 'b', '</think>', 'c ', 'd <', ' e');
    expect(heard.at(-1)).toEqual({ type: 'text', delta: ' e' });
    yield* told(step, '<thi');
    throw new Error('cut');
  };
  const reading = async () => {
    for await (const event of withThoughtsApart(broken())) heard.push(event);
  };
  await expect(reading()).rejects.toThrow('cut');
  expect(heard.map((event) => ('delta' in event ? `${event.type} ${event.delta}` : event.type))).toEqual([
    ...['reasoning a', 'reasoning b', 'text c ', 'text d <', 'text  e', 'step', 'text <thi'],
  ]);
});
