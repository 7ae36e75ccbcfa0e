// What the methods of sessions, chats and agents decide themselves, before or after they ask a session.

import { expect, test } from 'vitest';
import { invalidRequest } from '../../src/errors.ts';
import { settled } from '../actors/fixture.ts';
import { openMethods } from './surroundings.ts';

const send = (sessionKey: string, idempotencyKey: string) => ({ sessionKey, message: 'hello', idempotencyKey });

test.each(['main', 'agent:main:main', 'agent:main:home', 'home'])(
  'sessions.delete never deletes the main session as %s',
  async (key) => {
    const { call, result } = openMethods({ mainKey: 'home' });
    await result('chat.send', send('main', 'one'));
    await expect(call('sessions.delete', { key })).rejects.toThrow('Cannot delete the main session (agent:main:home).');
  },
);

test('sessions.delete deletes another session, and says so of what was not there', async () => {
  const { result } = openMethods();
  await result('chat.send', send('trip', 'one'));
  expect(await result('sessions.delete', { key: 'trip' })).toMatchObject({
    ok: true,
    key: 'agent:main:trip',
    deleted: true,
  });
  expect(await result('sessions.delete', { key: 'trip' })).toMatchObject({ deleted: false });
});

test.each(['', ' \n', '\u0000\u0007', '\u200b'])('chat.send refuses %j', async (message) => {
  await expect(openMethods().call('chat.send', { ...send('main', 'one'), message })).rejects.toThrow(
    'Cannot take a message without visible characters',
  );
});

test.each(['chat.send', 'chat.inject', 'agent'])('%s refuses half a character, and writes nothing', async (name) => {
  const { call, called } = openMethods();
  await expect(call(name, { ...send('main', 'one'), message: 'a \ud800 b' })).rejects.toThrow('lone surrogate');
  expect(called).toEqual([]);
});

test.each(['chat.send', 'agent', 'sessions.create'])(
  '%s takes the files first, and writes nothing when one of them is refused',
  async (name) => {
    const { around, call, called } = openMethods();
    around.intake.receive = async () => Promise.reject(invalidRequest('Cannot take that'));
    await expect(call(name, { ...send('main', 'one'), message: ' ', attachments: [{}] })).rejects.toThrow(
      'Cannot take that',
    );
    expect(called).toEqual([]);
  },
);

test('chat.history echoes the key as it was given and knows the session under every name of it', async () => {
  const { result } = openMethods({ mainKey: 'home' });
  await result('chat.send', send('main', 'one'));
  for (const sessionKey of ['main', 'home', 'agent:main:main', 'agent:main:home']) {
    expect(await result('chat.history', { sessionKey })).toMatchObject({ sessionKey, totalMessages: 1 });
  }
});

test.each(['chat.send', 'sessions.create', 'agent'])(
  '%s refuses an agent id that would part the key elsewhere',
  async (name) => {
    const params = { ...send('x', 'one'), key: 'x', agentId: 'a:b' };
    await expect(openMethods().call(name, params)).rejects.toThrow("Cannot use the agent id 'a:b'");
  },
);

test('sessions.patch and sessions.create refuse a model that nobody has', async () => {
  const { call, result, called } = openMethods();
  await result('chat.send', send('main', 'one'));
  for (const name of ['sessions.patch', 'sessions.create']) {
    await expect(call(name, { key: 'main', model: 'demo/large' })).rejects.toThrow("Cannot use the model 'demo/large'");
  }
  expect(called).toHaveLength(1);
  const patched = await result('sessions.patch', { key: 'main', model: 'demo/small', label: 'Trip' });
  expect(patched).toMatchObject({ resolved: { modelProvider: 'demo', model: 'small' }, entry: { label: 'Trip' } });
});

test('sessions.create makes a key when it is given none, and sends the first message', async () => {
  const { result, agent } = openMethods();
  const created = await result('sessions.create', { message: 'hello', idempotencyKey: 'one' });
  expect(created).toMatchObject({ ok: true, runStarted: true, runId: 'one', status: 'started', messageSeq: 1 });
  expect(created.key).toMatch(/^agent:main:dashboard:[0-9a-f-]{36}$/);
  await settled();
  expect(agent.turn.turn.sessionKey).toBe(created.key);
  expect(await result('sessions.create', { key: 'quiet' })).toMatchObject({
    key: 'agent:main:quiet',
    runStarted: false,
  });
});

test('sessions.resolve finds one session, and says when there is none or more than one', async () => {
  const { result, call } = openMethods();
  for (const key of ['a', 'b']) await result('sessions.create', { key, label: 'same' });
  expect(await result('sessions.resolve', { key: 'a' })).toMatchObject({
    ok: true,
    key: 'agent:main:a',
    displayName: 'same',
  });
  await expect(call('sessions.resolve', { label: 'same' })).rejects.toThrow(
    "Cannot tell which session is meant by 'same': 2 match",
  );
  await expect(call('sessions.resolve', { key: 'c' })).rejects.toThrow('No session found: c');
  await expect(call('sessions.resolve', {})).rejects.toThrow('must name a session');
  expect(await result('sessions.resolve', { key: 'c', allowMissing: true })).toEqual({ ok: false });
});

test('sessions.list asks for no more than a thousand, and says where to go on', async () => {
  const { result, asked } = openMethods();
  for (const key of ['a', 'b', 'c']) await result('sessions.create', { key });
  expect(await result('sessions.list', { limit: 2 })).toMatchObject({
    count: 2,
    totalCount: 3,
    nextOffset: 2,
    hasMore: true,
  });
  expect(await result('sessions.list', { limit: 2, offset: 2 })).toMatchObject({
    count: 1,
    nextOffset: null,
    hasMore: false,
  });
  expect(await result('sessions.list', { limit: 10_000 })).toMatchObject({ limitApplied: 1000 });
  expect(asked.map(({ limit }) => limit)).toEqual([2, 2, 1000]);
});

test('sessions.messages.subscribe follows the canonical key, and sessions.subscribe the roster', async () => {
  const { result, follows } = openMethods();
  expect(await result('sessions.messages.subscribe', { key: 'main' })).toEqual({
    subscribed: true,
    key: 'agent:main:main',
  });
  await result('sessions.subscribe');
  expect([...follows]).toEqual([
    ['agent:main:main', true],
    ['roster', true],
  ]);
  await result('sessions.messages.unsubscribe', { key: 'main' });
  await result('sessions.unsubscribe');
  expect([...follows.values()]).toEqual([false, false]);
});

test('sessions.abort finds the session of a run by itself', async () => {
  const { result, call } = openMethods();
  await result('chat.send', send('trip', 'one'));
  await settled();
  expect(await result('sessions.abort', { runId: 'one' })).toEqual({
    ok: true,
    abortedRunId: 'one',
    status: 'aborted',
  });
  expect(await result('sessions.abort', { runId: 'one' })).toMatchObject({
    abortedRunId: null,
    status: 'no-active-run',
  });
  await expect(call('sessions.abort', { runId: 'two' })).rejects.toThrow('No run found: two');
  await expect(call('sessions.abort', {})).rejects.toThrow("must have 'key' or 'runId'");
});

test('agent answers twice: accepted, and what came of it', async () => {
  const { call, agent, result } = openMethods();
  const answer = await call('agent', { message: 'hello', idempotencyKey: 'one' });
  expect(answer.result).toMatchObject({
    runId: 'one',
    status: 'accepted',
    sessionKey: 'agent:main:main',
    agentId: 'main',
  });
  await settled();
  expect(await result('agent.wait', { runId: 'one', timeoutMs: 0 })).toEqual({ runId: 'one', status: 'timeout' });
  agent.turn.finish('answer');
  expect(await answer.later).toMatchObject({
    status: 'ok',
    summary: 'completed',
    result: { payloads: [{ text: 'answer' }] },
  });
  expect(await result('agent.wait', { runId: 'one' })).toMatchObject({
    status: 'ok',
    terminalReply: { text: 'answer' },
  });
  await expect(call('agent.wait', { runId: 'two' })).rejects.toThrow('No run found: two');
});
