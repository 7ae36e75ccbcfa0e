// A slash command and its answer: rows for people, nothing for models, and one commit with what the command did.
import { afterEach, expect, test, vi } from 'vitest';
import type { Reply } from '../../src/commands.ts';
import {
  endsIn,
  eventsIn,
  historyOf,
  inject,
  linesOf,
  openSession,
  running,
  send,
  sender,
  settled,
} from './fixture.ts';
import { compact, conversation, exchange } from './tree.ts';

const words = (runId: string, message = '/status', text = 'All is well'): Reply => ({ runId, message, sender, text });
const reply = (...given: Parameters<typeof words>) => ({ type: 'reply', ...words(...given) }) as const;
const reset = (runId: string) => ({ type: 'reset', reply: words(runId, '/reset', 'Anew') }) as const;
const model = (runId: string, name: string) => {
  return { type: 'patch', patch: { model: name }, expected: {}, reply: words(runId, '/model', name) } as const;
};

afterEach(() => void vi.useRealTimers());

test('Session.call() answers a slash command with two rows, a run that is done and one final, in one commit', async () => {
  const { actor, disk, heard } = openSession();
  expect(await actor.call(reply('one'))).toEqual({ runId: 'one', status: 'started', messageSeq: 1 });
  await settled();
  expect(disk.made).toHaveLength(1);
  const [change] = disk.made;
  expect(change?.entries).toMatchObject([
    { role: 'user', content: '/status', meta: { runId: 'one', idempotencyKey: 'one:user', excludeFromContext: true } },
    {
      role: 'assistant',
      content: [{ type: 'text', text: 'All is well' }],
      meta: { runId: 'one', provider: 'openclaw', model: 'gateway-injected', excludeFromContext: true },
    },
  ]);
  expect(change?.runs).toMatchObject([{ id: 'one', state: 'done', stopReason: 'command', position: 1 }]);
  expect(heard.map(({ event }) => event)).toEqual(['session.message', 'session.message', 'chat', 'sessions.changed']);
  expect(eventsIn(heard, 'chat')[0]?.payload).toMatchObject({
    runId: 'one',
    seq: 1,
    state: 'final',
    message: { content: [{ type: 'text', text: 'All is well' }] },
  });
  expect(await actor.call({ type: 'wait', runId: 'one', timeoutMs: 1 })).toMatchObject({
    status: 'ok',
    terminalReply: { text: 'All is well' },
  });
});

test('A slash command leaves the title, the last words and what was read of a session as they were', async () => {
  const world = await conversation('one');
  const before = world.disk.session;
  await world.actor.call(reply('command'));
  const { title, preview, unread, contextTokens, inputTokens } = before ?? {};
  expect(world.disk.session).toMatchObject({ title, preview, unread, contextTokens, inputTokens });
  const { actor, disk } = openSession();
  await actor.call(reply('first'));
  expect(disk.session).toMatchObject({ title: null, preview: null, unread: false, contextTokens: 0 });
});

test('Models never read a slash command or its answer, neither to answer nor to sum up', async () => {
  const world = await conversation('one');
  await world.actor.call(reply('command'));
  await exchange(world, 'two');
  expect(JSON.stringify(world.agent.turn.turn.entries)).not.toContain('/status');
  expect(await linesOf(world)).toContain('assistant: All is well');
  await compact(world, 'a summary');
  expect(world.agent.turn.turn.purpose).toBe('summary');
  expect(JSON.stringify(world.agent.turn.turn.entries)).not.toMatch(/\/status|All is well/);
});

test('A conversation of nothing but slash commands has nothing to sum up', async () => {
  const { actor } = openSession();
  await actor.call(reply('one'));
  await actor.call(reply('two'));
  expect(await actor.call({ type: 'compact' })).toMatchObject({ compacted: false });
});

test('Session.call() answers a slash command while a run streams, and the run goes on', async () => {
  const world = await running();
  world.agent.turn.say('half ');
  await world.actor.call(reply('command'));
  await settled();
  expect(endsIn(world.heard)).toEqual(['command final']);
  world.agent.turn.finish('and half');
  await settled();
  expect(endsIn(world.heard)).toEqual(['command final', 'one final']);
  expect(await linesOf(world)).toEqual([
    'user: words of one',
    'user: /status',
    'assistant: All is well',
    'assistant: half and half',
  ]);
});

test('The same slash command under the same name is answered once, also by the next process', async () => {
  const world = openSession();
  const both = await Promise.all([world.actor.call(reply('one')), world.actor.call(reply('one'))]);
  expect(both).toMatchObject([
    { runId: 'one', status: 'started' },
    { runId: 'one', status: 'ok' },
  ]);
  const again = openSession({ disk: world.disk });
  expect(await again.actor.call(reply('one', '/status', 'Other words by now'))).toEqual({ runId: 'one', status: 'ok' });
  expect(await linesOf(again)).toEqual(['user: /status', 'assistant: All is well']);
  const other = { details: { reason: 'chat-request-conflict' } };
  await expect(again.actor.call(reply('one', '/models'))).rejects.toMatchObject(other);
  await expect(again.actor.call(send('one', 'hello'))).rejects.toMatchObject(other);
  const asked = { runId: 'one', message: '/status' };
  expect(await again.actor.call({ type: 'replied', asked })).toEqual({ runId: 'one', status: 'ok' });
  expect(await again.actor.call({ type: 'replied', asked: { ...asked, runId: 'new' } })).toBeNull();
});

test('A refused write tells nobody of a slash command, and its name can be used again', async () => {
  const world = openSession();
  world.disk.refuse();
  await expect(world.actor.call(reply('one'))).rejects.toThrow('disk I/O error');
  await settled();
  expect(world.heard).toEqual([]);
  expect(await world.actor.call(reply('one'))).toMatchObject({ status: 'started' });
});

test('A reset by slash command begins anew and answers on the new line, in one commit and once', async () => {
  const world = await conversation('one');
  world.heard.splice(0);
  const { length } = world.disk.made;
  await world.actor.call(reset('slash'));
  await settled();
  expect(world.disk.made).toHaveLength(length + 1);
  expect(await linesOf(world)).toEqual(['system: Reset', 'user: /reset', 'assistant: Anew']);
  const told = world.heard.map((one) =>
    one.event === 'sessions.changed' ? `${one.event} ${one.payload.reason}` : one.event,
  );
  const rows = ['session.message', 'session.message', 'session.message'];
  expect(told).toEqual([...rows, 'chat', 'sessions.changed reset']);

  await world.actor.call(inject('after it'));
  const again = openSession({ disk: world.disk });
  await again.actor.call(reset('slash'));
  expect(await linesOf(again)).toEqual(['system: Reset', 'user: /reset', 'assistant: Anew', 'assistant: after it']);
});

test('A reset by slash command stops the run that is going on, and nothing of it comes onto the new line', async () => {
  const world = await running();
  world.agent.turn.say('half');
  await settled();
  await world.actor.call(reset('slash'));
  await settled();
  expect(endsIn(world.heard)).toEqual(['one aborted', 'slash final']);
  expect(await linesOf(world)).toEqual(['system: Reset', 'user: /reset', 'assistant: Anew']);
});

test('A reset by slash command of a session that says nothing yet only answers', async () => {
  const world = openSession();
  await world.actor.call(reset('slash'));
  expect(await linesOf(world)).toEqual(['user: /reset', 'assistant: Anew']);
  await expect(openSession().actor.call({ type: 'reset' })).rejects.toThrow('No session found');
});

test('A change by slash command is made once under one name, and not again after a later one', async () => {
  const world = openSession();
  await world.actor.call(model('first', 'demo/small'));
  await world.actor.call(model('second', 'demo/large'));
  await world.actor.call(model('first', 'demo/small'));
  expect(world.disk.session?.model).toBe('demo/large');
  expect((await historyOf(world)).messages).toHaveLength(4);
  await expect(world.actor.call({ ...model('third', 'x'), expected: { sessionId: 'other' } })).rejects.toThrow(
    'expectedSessionId',
  );
  expect((await historyOf(world)).messages).toHaveLength(4);
});
