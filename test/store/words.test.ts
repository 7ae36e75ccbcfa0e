import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentScope, readable, searchable, sessionScope, wanted } from '../../src/store/words.ts';
import { entry, session } from './fixture.ts';

const mine = session();

test('searchable() takes the text of people and assistants, and nothing else', () => {
  const blocks = [
    { type: 'thinking' as const, thinking: 'hidden' },
    { type: 'text' as const, text: 'shown' },
    { type: 'toolCall' as const, id: '1', name: 'run', arguments: { command: 'secret' } },
    { type: 'text' as const, text: 'too' },
  ];
  expect(searchable(entry(mine, 1, { content: 'plain' }))).toBe('plain');
  expect(searchable(entry(mine, 1, { role: 'assistant', content: blocks }))).toBe('shown\ntoo');
  expect(searchable(entry(mine, 1, { role: 'toolResult', content: blocks }))).toBeNull();
  expect(searchable(entry(mine, 1, { role: 'system', content: blocks }))).toBeNull();
  expect(searchable(entry(mine, 1, { content: ' ?! ' }))).toBeNull();
  expect(searchable(entry(mine, 1, { role: 'assistant', content: [] }))).toBeNull();
});

test('searchable() takes the beginning of a message that is too long', () => {
  expect(searchable(entry(mine, 1, { content: 'a '.repeat(1_000_000) }))).toHaveLength(100_000);
});

test('wanted() quotes every word, and begins the last one', () => {
  expect(wanted('one "two" NOT', [])).toBe('text : ("one" AND """two""" AND "NOT"*)');
  expect(wanted('to be be', ['s1', 's2'])).toBe('text : ("to" AND "be") AND scope : (s1 OR s2)');
  expect(wanted(' * ( " ) ^ - ', [])).toBeNull();
});

test('A scope is one word, and another name has another', () => {
  const name = fc.string({ unit: 'binary', maxLength: 8 });
  fc.assert(
    fc.property(name, name, (one, other) => {
      expect(sessionScope(one)).toMatch(/^s[a-z0-9]*$/);
      expect(sessionScope(one) === sessionScope(other)).toBe(one === other);
      expect(sessionScope(one)).not.toBe(agentScope(one));
    }),
  );
});

test('readable() is what was written, on one line', () => {
  const text = searchable(entry(mine, 1, { content: 'Frühstück\n 在东京吃早饭 OK' }));
  expect(readable(text ?? '')).toBe('Frühstück 在东京吃早饭 OK');
});
