import { expect, test } from 'vitest';
import { textOf, toMessages } from '../../src/agents/messages.ts';
import { makeEntry } from './turn.ts';

const call = (id: string, name = 'clock') => ({ type: 'toolCall' as const, id, name, arguments: { timeZone: 'UTC' } });
const result = (toolCallId: string, text: string, isError = false) =>
  makeEntry('toolResult', [{ type: 'text', text }], { toolCallId, toolName: 'clock', isError });

test('textOf() reads the words of both kinds of content, without the thinking', () => {
  expect(textOf('plain')).toBe('plain');
  expect(textOf([{ type: 'thinking', thinking: 'hm' }, { type: 'text', text: 'a' }, call('1')])).toBe('a');
});

test('toMessages() sends what people and the model said, not the thinking and not the markers', async () => {
  const entries = [
    makeEntry('system', 'Reset', { kind: 'reset' }),
    makeEntry('user', 'hello'),
    makeEntry('assistant', [
      { type: 'thinking', thinking: 'a greeting' },
      { type: 'text', text: 'Hello.' },
    ]),
    makeEntry('assistant', 'Status: fine', { excludeFromContext: true }),
    makeEntry('user', 'and?'),
  ];
  expect(await toMessages(entries)).toEqual([
    { role: 'user', content: 'hello' },
    { role: 'assistant', content: [{ type: 'text', text: 'Hello.' }] },
    { role: 'user', content: 'and?' },
  ]);
});

test('toMessages() leaves out an answer that has no words, and an empty message', async () => {
  expect(await toMessages([makeEntry('user', ' '), makeEntry('assistant', []), makeEntry('user', 'x')])).toEqual([
    { role: 'user', content: 'x' },
  ]);
});

test('toMessages() puts every result right behind its calls, also when someone spoke in between', async () => {
  const entries = [
    makeEntry('user', 'time?'),
    makeEntry('assistant', [{ type: 'text', text: 'Let me see.' }, call('1'), call('2')]),
    result('2', 'no such zone', true),
    makeEntry('user', 'hurry'),
    result('1', 'noon'),
    makeEntry('assistant', 'Noon.'),
  ];
  expect(await toMessages(entries)).toEqual([
    { role: 'user', content: 'time?' },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Let me see.' },
        { type: 'tool-call', toolCallId: '1', toolName: 'clock', input: { timeZone: 'UTC' } },
        { type: 'tool-call', toolCallId: '2', toolName: 'clock', input: { timeZone: 'UTC' } },
      ],
    },
    {
      role: 'tool',
      content: [
        { type: 'tool-result', toolCallId: '1', toolName: 'clock', output: { type: 'text', value: 'noon' } },
        {
          type: 'tool-result',
          toolCallId: '2',
          toolName: 'clock',
          output: { type: 'error-text', value: 'no such zone' },
        },
      ],
    },
    { role: 'user', content: 'hurry' },
    { role: 'assistant', content: [{ type: 'text', text: 'Noon.' }] },
  ]);
});

test('toMessages() closes a call that never got its result, and drops a result without its call', async () => {
  const entries = [
    makeEntry('user', 'time?'),
    makeEntry('assistant', [call('1')]),
    makeEntry('assistant', 'Again:'),
    result('1', 'too late'),
    result('9', 'whose?'),
    makeEntry('user', 'well?'),
  ];
  expect((await toMessages(entries)).filter(({ role }) => role === 'tool')).toEqual([
    {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          toolCallId: '1',
          toolName: 'clock',
          output: { type: 'error-text', value: 'No result: the run ended first' },
        },
      ],
    },
  ]);
});

test('toMessages() keeps apart two calls of one id', async () => {
  const entries = [
    makeEntry('assistant', [call('0')]),
    result('0', 'first'),
    makeEntry('assistant', [call('0')]),
    result('0', 'second'),
  ];
  const values = (await toMessages(entries)).flatMap((message) => (message.role === 'tool' ? message.content : []));
  expect(values).toMatchObject([{ output: { value: 'first' } }, { output: { value: 'second' } }]);
});

test('toMessages() tells a result that came after the conversation had gone on, or had been summed up, in words', async () => {
  const late = { role: 'user', content: 'The result of clock, which was called before:\n\nnoon' };
  const told = { ...result('1', 'noon'), meta: { toolCallId: '1', toolName: 'clock' } };
  const gone = [makeEntry('user', 'time?'), makeEntry('assistant', [call('1')]), makeEntry('assistant', 'Well.'), told];
  expect((await toMessages(gone)).at(-1)).toEqual(late);
  const summed = [makeEntry('system', 'They asked.', { kind: 'compaction' }), told];
  expect((await toMessages(summed)).at(-1)).toEqual(late);
});
