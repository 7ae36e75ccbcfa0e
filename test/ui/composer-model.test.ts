// Which model the foot of the composer names.
import { expect, test } from 'vitest';
import { chosenModel, lastAnswer, nameOf } from '../../ui/src/composer/model-in-use.ts';
import type { AnswerLine } from '../../ui/src/conversation/line.ts';

const model = (id: string, more: { tags?: string[] } = {}) => ({
  id,
  name: `Model ${id}`,
  provider: 'test',
  available: true,
  contextWindow: 1000,
  reasoning: false,
  ...more,
});
const models = [model('one'), model('two', { tags: ['default'] })];
const session = { key: 'k', agentId: 'main', isMain: true, updatedAt: 0, createdAt: 0 };
const flags = { archived: false, pinned: false, unread: false, hasActiveRun: false };

const answer = (key: string, named: string | null): AnswerLine => ({
  kind: 'answer',
  key,
  rowId: key,
  runId: key,
  text: '',
  media: [],
  at: 0,
  state: 'done',
  error: '',
  note: false,
  model: named,
  usage: null,
  truncated: false,
  last: true,
});

test('A session has its own model, and before it is one the usual', () => {
  expect(chosenModel({ ...session, ...flags, modelProvider: 'test', model: 'one' }, models)).toBe('test/one');
  expect(chosenModel(null, models)).toBe('test/two');
  expect(chosenModel(null, [])).toBe('');
});

test('The last answer that says its model is the one that counts', () => {
  const chunks = [
    { id: 0, lines: [answer('a', 'test/one')] },
    { id: 1, lines: [answer('b', 'test/two'), answer('c', null)] },
    { id: 2, lines: [] },
  ];
  expect(lastAnswer(chunks)).toEqual({ key: 'b', model: 'test/two' });
  expect(lastAnswer([])).toBeNull();
});

test('A model is called by its name, and one that is not listed any more by its id', () => {
  expect(nameOf('test/one', models)).toBe('Model one');
  expect(nameOf('gone/old/model', models)).toBe('old/model');
});
