// Slash commands as messages: each under the scope of its method, answered once, and never told to a model.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { Described } from '../../src/protocol/sessions.ts';
import { CommandsList } from '../../src/protocol/slash.ts';
import { type Client, textOf } from '../fixtures/client.ts';
import { history, lines, send, talk } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

export function slash(house: House): void {
  /** Sends a command, and waits for what is said to it. */
  async function told(client: Client, key: string, message: string): Promise<string> {
    const end = await talk(client, key, message);
    if (end.state !== 'final') throw new Error(`${message} ended as ${end.state}`);
    expect(client.chat(end.runId)).toMatchObject([{ state: 'final', seq: 1 }]);
    return textOf(end.message?.content);
  }

  /** What the model was last told when it was asked these words, and as which model. */
  function heard(said: string): { model: string; messages: string } {
    const body = house.model.requests(said).at(-1)?.body;
    if (!body) throw new Error(`Nobody asked the model: ${said}`);
    return { model: body.model, messages: JSON.stringify(body.messages) };
  }

  describe('slash commands', () => {
    test('/status, /models, /tools and /help are answered by one final, and are rows that no model reads', async () => {
      const client = await house.connect();
      const key = house.key();
      await talk(client, key, `hello from ${key}`);
      const status = await told(client, key, '/status');
      expect(status).toContain(`Session: ${key}\nModel: test/one\n`);
      expect(status).toMatch(/^Context: \d+ of 128,000 tokens$/m);
      expect(status).toMatch(/^Tokens: 12 in, 5 out$/m);
      expect(status).toMatch(/^Queue: steer, 0 waiting$/m);
      expect(status).toMatch(/^Version: Pincer \d/m);
      expect(await told(client, key, '/models')).toContain('- test/one · in use\n- test/two');
      expect(await told(client, key, '/tools')).toContain('session_status');
      expect(await told(client, key, '/help')).toContain('/export [md|html]');
      const exported = await told(client, key, '/export md');
      expect(exported).toContain(`hello from ${key}`);
      expect(exported).not.toContain('/models');

      const { messages } = await history(client, key);
      expect(messages).toHaveLength(12);
      expect(textOf(messages[2]?.content)).toBe('/status');
      expect(textOf(messages[3]?.content)).toBe(status);
      expect(messages[3]).toMatchObject({ provider: 'openclaw', model: 'gateway-injected' });
      await talk(client, key, `and again from ${key}`);
      const { messages: read } = heard(`and again from ${key}`);
      expect(read).toContain(`hello from ${key}`);
      expect(read).not.toMatch(/\/status|\/help|Version: Pincer|gateway-injected/);
      expect(house.model.asked('/status')).toBe(0);
    });

    test('/model changes the model of the next answer, and an unknown one is refused in words', async () => {
      const client = await house.connect();
      const key = house.key();
      expect(await told(client, key, '/model TWO')).toBe('Model: test/two, from the next answer on.');
      await talk(client, key, `to the second, ${key}`);
      expect(heard(`to the second, ${key}`).model).toBe('two');
      const params = { sessionKey: key, message: '/model three', idempotencyKey: 'unknown' };
      expect(await client.refusal('chat.send', params)).toMatchObject({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining("Cannot use the model 'three'"),
      });
      expect(await told(client, key, '/model default')).toContain('test/one');
      await talk(client, key, `to the first, ${key}`);
      expect(heard(`to the first, ${key}`).model).toBe('one');
    });

    test.each(['/reset', '/clear', '/new'])('%s begins anew, once under one name, and says so', async (message) => {
      const client = await house.connect();
      await client.request('sessions.subscribe', {});
      const key = house.key();
      await talk(client, key, `before ${message}`);
      const params = { sessionKey: key, message, idempotencyKey: crypto.randomUUID() };
      const { idempotencyKey: runId } = params;
      expect(await client.request('chat.send', params)).toEqual({ runId, status: 'started' });
      const final = await client.ended(runId);
      expect(textOf(final.state === 'final' ? final.message?.content : '')).toBe('✅ A new conversation has begun.');
      await client.event('sessions.changed', (payload) => JSON.stringify(payload).includes('"reason":"reset"'));
      const anew = ['system: Reset', `user: ${message}`, 'assistant: ✅ A new conversation has begun.'];
      expect(lines(await history(client, key))).toEqual(anew);

      await talk(client, key, `after ${message} in ${key}`);
      expect(heard(`after ${message} in ${key}`).messages).not.toContain(`before ${message}`);
      expect(await client.request('chat.send', params)).toEqual({ runId, status: 'ok' });
      expect(lines(await history(client, key))).toHaveLength(5);
      expect(await client.request('agent.wait', { runId, timeoutMs: 1000 })).toMatchObject({ status: 'ok' });
      expect(client.chat(runId)).toHaveLength(1);
    });

    test('a command is answered while a run streams, which goes on', async () => {
      const client = await house.connect();
      const key = house.key();
      const said = `slowly in ${key}`;
      const gate = house.model.gates(said);
      const { runId } = await send(client, key, said);
      gate.release('half ');
      await client.heard(runId, 5);
      expect(await told(client, key, '/status')).toMatch(/^Queue: steer, 0 waiting, answering now$/m);
      gate.release('and half');
      gate.end();
      expect(await client.ended(runId)).toMatchObject({ state: 'final' });
      const { messages } = await history(client, key);
      expect(messages.map(({ role }) => role)).toEqual(['user', 'user', 'assistant', 'assistant']);
      expect(textOf(messages[3]?.content)).toBe('half and half');
    });

    test('/stop stops what runs and answers as chat.abort does', async () => {
      const client = await house.connect();
      const key = house.key();
      const gate = house.model.gates(`endless in ${key}`);
      const { runId } = await send(client, key, `endless in ${key}`);
      gate.release('on and on');
      await client.heard(runId, 9);
      const params = { sessionKey: key, message: '/stop', idempotencyKey: crypto.randomUUID() };
      expect(await client.request('chat.send', params)).toEqual({ ok: true, aborted: true, runIds: [runId] });
      gate.end();
    });

    test('a writer may do by command what its method lets a writer do, and nothing else', async () => {
      const client = await house.connect();
      const writer = await house.connect({ scopes: ['operator.write'] });
      const reader = await house.connect({ scopes: ['operator.read'] });
      const key = house.key();
      await talk(client, key, 'one');
      const listed = v.parse(CommandsList, await reader.request('commands.list', {}));
      const all = listed.commands.flatMap(({ textAliases }) => textAliases);
      const forbidden: string[] = [];
      for (const message of all) {
        const params = () => ({ sessionKey: key, message, idempotencyKey: crypto.randomUUID() });
        expect(await reader.refusal('chat.send', params())).toMatchObject({ message: 'missing scope: operator.write' });
        const { ok, error } = await writer.answer('chat.send', params());
        if (ok) continue;
        expect(error).toMatchObject({ code: 'FORBIDDEN', message: 'missing scope: operator.admin' });
        forbidden.push(message);
      }
      expect(forbidden).toEqual(['/new', '/reset', '/clear', '/compact']);
      const { session } = v.parse(Described, await client.request('sessions.describe', { key }));
      expect((await history(client, key)).messages[0]?.role).toBe('user');
      expect(session?.derivedTitle).toBe('one');
    });

    test('a client that reads Spanish is answered in Spanish, here and at the door of the session', async () => {
      const key = house.key();
      const path = `/sessions/${encodeURIComponent(key)}/socket`;
      for (const client of [
        await house.connect({ more: { locale: 'es-ES' } }),
        await house.connect({ path, more: { locale: 'es-ES' } }),
      ]) {
        expect(await told(client, key, '/help')).toContain('/models — Listar los modelos');
        const { commands } = v.parse(CommandsList, await client.request('commands.list', { scope: 'text' }));
        expect(commands.find(({ name }) => name === 'models')?.description).toBe('Listar los modelos');
      }
    });

    test('a locale that is none, or that is longer than any, leaves it at English', async () => {
      for (const locale of ['', '../..', 'x'.repeat(10_000)]) {
        const client = await house.connect({ more: { locale } });
        expect(await told(client, house.key(), '/new')).toBe('✅ A new conversation has begun.');
      }
    });
  });
}
