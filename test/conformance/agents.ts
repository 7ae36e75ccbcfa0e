// agent and agent.wait: running an agent by hand, and the lists of agents and models.
import { describe, expect, test } from 'vitest';
import { history, lines, send } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

export function agents(house: House): void {
  describe('agents', () => {
    test('agent answers twice under one id: accepted, then done with its words', async () => {
      const client = await house.connect();
      const key = house.key();
      const idempotencyKey = crypto.randomUUID();
      const [accepted, done] = await client.answers('agent', { message: 'do it', sessionKey: key, idempotencyKey });
      expect(accepted.payload).toMatchObject({
        runId: idempotencyKey,
        sessionKey: key,
        agentId: 'main',
        status: 'accepted',
      });
      expect(done.payload).toMatchObject({
        runId: idempotencyKey,
        status: 'ok',
        summary: 'completed',
        result: {
          payloads: [{ text: 'You said: do it' }],
          meta: { aborted: false, stopReason: 'stop', durationMs: expect.any(Number) },
        },
      });
      expect(lines(await history(client, key))).toEqual(['user: do it', 'assistant: You said: do it']);
    });

    test('agent without a session speaks in the main one, and a repeated call gets the same end', async () => {
      const client = await house.connect();
      const params = { message: 'in the main session', idempotencyKey: crypto.randomUUID() };
      const [accepted, done] = await client.answers('agent', params);
      expect(accepted.payload).toMatchObject({ sessionKey: 'agent:main:main' });
      const [, again] = await client.answers('agent', params);
      expect(again.payload).toEqual(done.payload);
      expect(house.model.asked('in the main session')).toBe(1);
    });

    test('agent says how it failed', async () => {
      const client = await house.connect();
      house.model.answers('agent fails', { type: 'refused', status: 400, message: 'bad words' });
      const [, done] = await client.answers('agent', {
        message: 'agent fails',
        sessionKey: house.key(),
        idempotencyKey: crypto.randomUUID(),
      });
      expect(done.payload).toMatchObject({
        status: 'error',
        summary: expect.stringMatching(/^Cannot get an answer/),
        result: { payloads: [] },
      });
    });

    test('agent says that it was stopped', async () => {
      const client = await house.connect();
      const key = house.key();
      house.model.gates('agent stops');
      const idempotencyKey = crypto.randomUUID();
      const answers = client.answers('agent', { message: 'agent stops', sessionKey: key, idempotencyKey });
      await client.event('agent', (payload) => JSON.stringify(payload).includes(idempotencyKey));
      await client.request('chat.abort', { sessionKey: key });
      expect((await answers)[1].payload).toMatchObject({
        status: 'error',
        summary: 'aborted',
        result: { meta: { aborted: true, stopReason: 'rpc' } },
      });
    });

    test('agent is stopped at its time limit, keeps what was said, and answers AGENT_TIMEOUT', async () => {
      const client = await house.connect();
      const key = house.key();
      const gate = house.model.gates('too slow');
      const idempotencyKey = crypto.randomUUID();
      const answers = client.answers('agent', { message: 'too slow', sessionKey: key, idempotencyKey, timeout: 1 });
      gate.release('so far');
      expect((await answers)[1]).toMatchObject({ ok: false, error: { code: 'AGENT_TIMEOUT' } });
      expect(lines(await history(client, key))).toEqual(['user: too slow', 'assistant: so far']);
      expect(await client.request('agent.wait', { runId: idempotencyKey })).toMatchObject({ status: 'timeout' });
    });

    test('agent.wait tells the end of any run, or that it is not yet', async () => {
      const client = await house.connect();
      const gate = house.model.gates('wait for it');
      const { runId } = await send(client, house.key(), 'wait for it');
      expect(await client.request('agent.wait', { runId, timeoutMs: 0 })).toEqual({ runId, status: 'timeout' });
      const waited = client.request('agent.wait', { runId });
      gate.release('here');
      gate.end();
      const end = { runId, status: 'ok', stopReason: 'stop', terminalReply: { disposition: 'visible', text: 'here' } };
      expect(await waited).toMatchObject({ ...end, startedAt: expect.any(Number), endedAt: expect.any(Number) });
      expect(await client.request('agent.wait', { runId })).toMatchObject(end);
      expect(await client.refusal('agent.wait', { runId: 'nobody' })).toEqual({
        code: 'INVALID_REQUEST',
        message: 'No run found: nobody',
      });
    });

    test('agents.list names the default agent with its model', async () => {
      const client = await house.connect();
      expect(await client.request('agents.list')).toMatchObject({
        defaultId: 'main',
        mainKey: 'main',
        scope: 'per-sender',
        agents: [{ id: 'main', model: { primary: 'test/one' } }],
      });
      expect(await client.request('agent.identity.get')).toMatchObject({
        agentId: 'main',
        name: 'Assistant',
        nameSource: 'default',
      });
    });

    test('agents of the settings have names, models and sessions of their own', async () => {
      const provider = { baseUrl: house.model.url, models: [{ id: 'one' }, { id: 'two' }] };
      const list = [
        { id: 'work', default: true, name: 'Worker', identity: { emoji: '🛠' } },
        { id: 'home', model: 'test/two', identity: { name: 'Butler' } },
      ];
      const gateway = await house.start({
        settings: { models: { providers: { test: provider } }, agents: { list }, session: { mainKey: 'desk' } },
      });
      const client = await house.connect({ to: gateway });
      expect(await client.request('agents.list')).toMatchObject({
        defaultId: 'work',
        mainKey: 'desk',
        agents: [
          { id: 'work', name: 'Worker', model: { primary: 'test/one' } },
          { id: 'home', model: { primary: 'test/two' } },
        ],
      });
      expect(await client.request('agent.identity.get', { agentId: 'home' })).toMatchObject({
        agentId: 'home',
        name: 'Butler',
        nameSource: 'config',
      });
      expect(await client.request('agent.identity.get', { sessionKey: 'agent:work:x' })).toMatchObject({
        agentId: 'work',
        name: 'Worker',
        emoji: '🛠',
      });
      const sent = await send(client, 'main', 'hello there', { agentId: 'home' });
      expect(await client.ended(sent.runId)).toMatchObject({
        state: 'final',
        sessionKey: 'agent:home:desk',
        agentId: 'home',
      });
      const { messages } = await history(client, 'agent:home:desk');
      expect(messages[1]).toMatchObject({ provider: 'test', model: 'two' });
      expect(await client.request('sessions.describe', { key: 'agent:home:desk' })).toMatchObject({
        session: { modelProvider: 'test', model: 'two' },
      });
      expect(await client.refusal('sessions.delete', { key: 'agent:home:desk' })).toMatchObject({
        message: expect.stringMatching(/^Cannot delete the main/),
      });
      await gateway.stop();
    });

    test('models.list and models.authStatus tell of every model, and of no key', async () => {
      const client = await house.connect();
      expect(await client.request('models.list')).toMatchObject({
        models: [
          { id: 'one', provider: 'test', available: true },
          { id: 'two', provider: 'test', available: true },
        ],
      });
      expect(await client.request('models.authStatus')).toMatchObject({
        providers: [{ provider: 'test', status: 'static' }],
      });
      expect(await client.request('commands.list')).toMatchObject({ commands: expect.any(Array) });
    });

    test('without a model, the demo answers and says what it is', async () => {
      const gateway = await house.start();
      const client = await house.connect({ to: gateway, caps: ['tool-events'] });
      const { runId } = await send(client, 'main', 'is anyone there?');
      const end = await client.ended(runId);
      expect(end).toMatchObject({ state: 'final', sessionKey: 'agent:main:main' });
      expect(JSON.stringify(end)).toContain('built-in demo');
      expect(JSON.stringify(end)).toContain(gateway.settingsFile);
      await gateway.stop();
    });
  });
}
