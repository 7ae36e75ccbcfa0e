import { expect, test } from 'vitest';
import { runDemo } from '../../src/agents/demo.ts';
import { toMessages } from '../../src/agents/messages.ts';
import { askForSummary } from '../../src/agents/summary.ts';
import { makeStatusTools } from './status-tools.ts';
import { collect, makeEntry, makeTurn, textIn } from './turn.ts';

const summary = (text: string) => makeEntry('system', [{ type: 'text', text }], { kind: 'compaction' });

test('askForSummary() tells who said what, what tools were used for, and the summary of what came before', () => {
  const asked = askForSummary([
    summary('They met.'),
    makeEntry('user', 'What time is it?'),
    makeEntry('assistant', [
      { type: 'thinking', thinking: 'secret thoughts' },
      { type: 'text', text: 'I look.' },
      { type: 'toolCall', id: 'a', name: 'clock', arguments: { timeZone: 'UTC' } },
    ]),
    makeEntry('toolResult', [{ type: 'text', text: `noon ${'x'.repeat(5000)}` }], {
      toolName: 'clock',
      toolCallId: 'a',
    }),
    makeEntry('system', [{ type: 'text', text: 'Reset' }], { kind: 'reset' }),
    makeEntry('assistant', [{ type: 'text', text: 'not for the model' }], { excludeFromContext: true }),
  ]);
  expect(asked).toContain('Summary of what came before: They met.\n\nPerson: What time is it?');
  expect(asked).toContain('Assistant: I look.\n[uses clock with {"timeZone":"UTC"}]');
  expect(asked).toMatch(/Result of clock: noon x+\n<\/conversation>$/);
  expect(asked).not.toMatch(/thoughts|Reset|not for the model/);
  expect(asked.length).toBeLessThan(3000);
});

test('toMessages() sends a summary in the place of what it stands for', async () => {
  const messages = await toMessages([summary('They met.'), makeEntry('user', 'And now?')]);
  expect(messages).toEqual([
    { role: 'user', content: expect.stringContaining('They met.') },
    { role: 'user', content: 'And now?' },
  ]);
  expect(await toMessages([makeEntry('system', [{ type: 'text', text: 'Reset' }], { kind: 'reset' })])).toEqual([]);
});

test('runDemo() sums up by saying again what people said, the newest of it, and says that it understood nothing', async () => {
  const options = { offers: [], settingsPath: 'here', tools: makeStatusTools() };
  const entries = Array.from({ length: 15 }, (_, index) => makeEntry('user', `question ${index}`));
  const sum = async (given: typeof entries) => {
    const turn = makeTurn('', { purpose: 'summary', entries: given });
    return textIn(await collect(runDemo(turn, new AbortController().signal, options)));
  };
  const first = await sum(entries);
  expect(first).toMatch(/without understanding/);
  const second = await sum([summary(first), ...entries.map(({ content }) => makeEntry('user', `later ${content}`))]);
  expect(second.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(20);
  expect(second).toContain('- question 10\n');
  expect(second).toMatch(/- later question 14$/);
});
