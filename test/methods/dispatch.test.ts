// From a method's name to its answer: who may, what is wrong with the parameters, and what a session's own socket reaches.
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { methodNames } from '../../src/methods/dispatch.ts';
import { gatewayTables, sessionTables } from '../../src/methods/tables.ts';
import { History } from '../../src/protocol/chat.ts';
import { type MethodName, operations } from '../../src/protocol/operations.ts';
import { allows, type Scope } from '../../src/protocol/scopes.ts';
import { callerWith } from '../auth/ledger.ts';
import { openMethods } from './surroundings.ts';

test.each(['nothing.like.this', 'constructor', '__proto__', 'toString', 'GET /v1/models'])(
  'createServe() does not know the method %s',
  async (name) => {
    await expect(openMethods().call(name)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: `unknown method: ${name}`,
    });
  },
);

test('createServe() asks for the scope before it looks at the parameters', async () => {
  const { call, called } = openMethods();
  for (const name of methodNames(gatewayTables)) {
    const { scope } = operations[name];
    await expect(call(name, 'nonsense', [])).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: `missing scope: ${scope}`,
      details: { code: 'MISSING_SCOPE', missingScope: scope, requiredScopes: [scope] },
    });
  }
  expect(called).toEqual([]);
});

test('createServe() lets a device change its own token without the scope, and no other', async () => {
  const { serve } = openMethods();
  const caller = (deviceId: string | null) => callerWith([], deviceId);
  const unknown = { code: 'INVALID_REQUEST', message: expect.stringMatching(/^Cannot change the device/) };
  const denied = { code: 'FORBIDDEN', message: 'missing scope: operator.pairing' };
  for (const name of ['device.token.rotate', 'device.token.revoke']) {
    const params = { deviceId: 'mine', role: 'operator' };
    await expect(serve(caller('mine'), name, params)).rejects.toMatchObject(unknown);
    for (const other of ['other', null]) {
      for (const given of [params, { deviceId: 'mine', role: 5 }]) {
        await expect(serve(caller(other), name, given)).rejects.toMatchObject(denied);
      }
    }
  }
  await expect(serve(caller('mine'), 'device.pair.remove', { deviceId: 'mine' })).rejects.toMatchObject(denied);
});

test.each<[Scope, MethodName, boolean]>([
  ['operator.read', 'chat.history', true],
  ['operator.read', 'chat.send', false],
  ['operator.write', 'chat.history', true],
  ['operator.write', 'chat.send', true],
  ['operator.write', 'chat.inject', false],
  ['operator.admin', 'chat.inject', true],
  ['operator.admin', 'device.pair.list', true],
  ['operator.pairing', 'chat.history', false],
  ['operator.pairing', 'device.pair.list', true],
])('With %s, %s is allowed: %s', (scope, name, allowed) => {
  expect(allows([scope], operations[name].scope)).toBe(allowed);
});

const send = { sessionKey: 'main', message: 'hello', idempotencyKey: 'one' };

test.each([
  ['chat.history', {}, "at root: must have required property 'sessionKey'"],
  ['chat.history', { sessionKey: '' }, 'at /sessionKey: must not be empty'],
  ['chat.history', { sessionKey: 'x'.repeat(513) }, 'at /sessionKey: must not be longer than 512'],
  ['chat.history', { sessionKey: 'main', limit: 1001 }, 'at /limit: must be <= 1000'],
  ['chat.history', { sessionKey: 'main', limit: 0 }, 'at /limit: must be >= 1'],
  ['chat.history', { sessionKey: 'main', limit: 1.5 }, 'at /limit: must be an integer'],
  ['chat.history', { sessionKey: 'main', limit: '5' }, 'at /limit: must be number'],
  ['chat.history', { sessionKey: 'main', inputRunIds: ['a', ''] }, 'at /inputRunIds/1: must not be empty'],
  [
    'chat.history',
    { sessionKey: 'main', inputRunIds: Array(51).fill('a') },
    'at /inputRunIds: must not be longer than 50',
  ],
  ['chat.history', 'nonsense', 'at root: must be an object'],
  ['chat.send', { ...send, message: 5 }, 'at /message: must be string'],
  ['chat.send', { sessionKey: 'main', message: 'hello' }, "at root: must have required property 'idempotencyKey'"],
  ['chat.send', { ...send, idempotencyKey: 'x'.repeat(251) }, 'at /idempotencyKey: must not be longer than 250'],
  [
    'chat.send',
    { ...send, queueMode: 'later' },
    'at /queueMode: must be ("steer" | "followup" | "collect" | "interrupt")',
  ],
  ['chat.inject', { sessionKey: 'main', message: '' }, 'at /message: must not be empty'],
  ['sessions.preview', { keys: [1] }, 'at /keys/0: must be string'],
])('createServe() says of %s %j what is wrong and where', async (name, params, words) => {
  await expect(openMethods().call(name, params)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: `invalid ${name} params: ${words}`,
  });
});

test('createServe() forgives parameters that it does not know', async () => {
  const { result } = openMethods();
  expect(await result('chat.send', { ...send, deliver: true, mentions: [] })).toMatchObject({ status: 'started' });
  expect(await result('health', { probe: true })).toMatchObject({ ok: true });
});

/** A place in the tree, a checkpoint, a group, or a session that may go. */
const needsMore = new Set([
  'sessions.delete',
  'sessions.branches.switch',
  'sessions.fork',
  'sessions.rewind',
  'sessions.compaction.get',
  'sessions.compaction.branch',
  'sessions.compaction.restore',
]);

test('createServe() gives what the result schema says, for every method that needs no more than a session', async () => {
  const { result } = openMethods();
  await result('chat.send', send);
  const { messages } = v.parse(History, await result('chat.history', { sessionKey: 'main' }));
  const params = {
    key: 'main',
    sessionKey: 'main',
    keys: ['main'],
    runId: 'one',
    timeoutMs: 0,
    messageId: messages[0]?.__openclaw.id,
    text: 'hi',
    query: 'hi',
    source: 'media://inbound/00000000-0000-4000-8000-000000000000',
  };
  const more = { message: 'm', idempotencyKey: 'two' };
  for (const [name, method] of gatewayTables.flatMap((table) => Object.entries(table))) {
    if (
      needsMore.has(name) ||
      /^(sessions\.groups|agents\.files|device\.(pair\.(approve|reject|remove)|token))\b/.test(name)
    )
      continue;
    const checked = v.safeParse(method.result, await result(name, { ...params, ...more }));
    expect([name, checked.issues ?? []]).toEqual([name, []]);
  }
});

test('methodNames() tells all methods once, in order', () => {
  const names = methodNames(gatewayTables);
  expect(names).toEqual([...new Set(names)].sort());
  expect(names).toContain('chat.startup');
  for (const name of methodNames(sessionTables)) expect(names).toContain(name);
});

test('createServe() takes every request on the socket of a session for a request about that session', async () => {
  const bound = 'agent:home:trip';
  const { result, called, call } = openMethods({ tables: sessionTables, bound, defaultAgent: 'home' });
  await result('chat.send', { message: 'hello', idempotencyKey: 'one' });
  await result('chat.history', { sessionKey: 'trip' });
  await result('sessions.describe', { key: bound });
  await result('sessions.abort', { runId: 'one' });
  expect(called).toEqual([`${bound} send`, `${bound} history`, `${bound} abort`]);
  for (const params of [{ sessionKey: 'main' }, { key: 'agent:home:other' }, { sessionKey: bound, key: 'main' }]) {
    await expect(call('chat.history', params)).rejects.toThrow(`it belongs to ${bound}`);
  }
  await expect(call('sessions.list')).rejects.toThrow('unknown method: sessions.list');
});
