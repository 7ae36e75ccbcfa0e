import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classify, mainSessionKey, readSessionKey } from '../../src/protocol/session-key.ts';

const agentId = fc.string({ minLength: 1 }).filter((text) => !text.includes(':'));
const given = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom('main', 'agent:main:main', 'agent::x', 'agent:a:', 'agent:', ':', 'agent:a:b:c', 'agent:a:agent:b:c'),
  fc.tuple(agentId, fc.string({ minLength: 1 })).map(([agent, rest]) => `agent:${agent}:${rest}`),
);
const mainKey = fc.constantFrom('main', 'home');

test('readSessionKey() gives a key that it reads as itself, and as the same agent and name', () => {
  fc.assert(
    fc.property(given, mainKey, agentId, (text, main, agent) => {
      const read = readSessionKey(text, main, agent);
      expect(readSessionKey(read.key, main)).toEqual(read);
      expect(readSessionKey(read.key, main, 'another')).toEqual(read);
      expect(read.key).toBe(`agent:${read.agentId}:${read.rest}`);
    }),
  );
});

test('readSessionKey() knows one key for all names of the main session', () => {
  for (const name of ['main', 'home', 'agent:main:main', 'agent:main:home']) {
    expect(readSessionKey(name, 'home').key).toBe(mainSessionKey('main', 'home'));
  }
});

test.each([
  ['main', 'agent:main:main'],
  ['trip', 'agent:main:trip'],
  ['agent:home:trip', 'agent:home:trip'],
  ['agent:home:dashboard:1', 'agent:home:dashboard:1'],
  ['agent:home', 'agent:main:agent:home'],
  ['a\nb', 'agent:main:a\nb'],
])('readSessionKey() reads %j as %j', (name, key) => {
  expect(readSessionKey(name).key).toBe(key);
});

test.each([
  ['main', 'main'],
  ['dashboard:1', 'dashboard'],
  ['tui-1', 'tui'],
  ['dashboards', 'direct'],
  ['trip', 'direct'],
])('classify() takes %j for %j', (rest, kind) => {
  expect(classify(rest)).toBe(kind);
});
