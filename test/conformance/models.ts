// Models through the socket: who stands in for whom, what it cost, and that keys stay where they are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAnthropicServer } from '../fixtures/anthropic-server.ts';
import type { Gateway } from '../fixtures/gateway.ts';
import { history, lines, send } from '../fixtures/greeting.ts';
import { startOllamaServer } from '../fixtures/ollama-server.ts';
import type { ProviderServer } from '../fixtures/provider-server.ts';
import type { House } from './house.ts';

const PRINTED_KEY = 'sk-printed-by-a-program-9c41';

export function models(house: House): void {
  describe('models', () => {
    let first: ProviderServer;
    let second: ProviderServer;
    let gateway: Gateway;
    beforeAll(async () => {
      [first, second] = await Promise.all([startAnthropicServer(), startOllamaServer()]);
      const cost = { input: 2, output: 10, cacheRead: 1 };
      gateway = await house.start({
        environment: { PROVIDER_KEY: PRINTED_KEY },
        settings: {
          models: {
            providers: {
              claude: {
                baseUrl: first.url,
                api: 'anthropic-messages',
                // Nothing can be started at the edge: there it is a variable.
                apiKey: house.edge
                  ? { source: 'env', id: 'PROVIDER_KEY' }
                  : { source: 'exec', id: 'echo', args: [PRINTED_KEY] },
                models: [{ id: 'big', reasoning: true, cost }],
              },
              here: { baseUrl: second.url, api: 'ollama', models: [{ id: 'small' }] },
            },
          },
          agents: { defaults: { model: { primary: 'claude/big', fallbacks: ['here/small'] } } },
        },
      });
    });
    afterAll(() => Promise.all([first.close(), second.close()]));

    test('an answer has its price: with the message, with the session, and added up', async () => {
      const client = await house.connect({ to: gateway });
      const key = house.key();
      first.queue({ type: 'text', text: 'Twelve.', reasoning: 'five and seven' });
      const { runId } = await send(client, key, '5 + 7', { thinking: 'high' });
      await client.ended(runId);
      const { messages } = await history(client, key);
      expect(lines({ messages })).toEqual(['user: 5 + 7', 'assistant: Twelve.']);
      const dollars = (12 * 2 + 8 * 1 + 5 * 10) / 1_000_000;
      expect(messages.at(-1)).toMatchObject({
        provider: 'claude',
        model: 'big',
        usage: { input: 12, output: 5, cacheRead: 8, totalTokens: 25, cost: { total: expect.closeTo(dollars, 12) } },
      });
      expect(await client.request('sessions.describe', { key })).toMatchObject({
        session: { estimatedCostUsd: expect.closeTo(dollars, 12) },
      });
      expect(await client.request('sessions.usage', { key })).toMatchObject({
        totals: { totalCost: expect.closeTo(dollars, 12), missingCostEntries: 0 },
      });
    });

    test('another model stands in for one that is asked too much, which is told and then left alone', async () => {
      const client = await house.connect({ to: gateway });
      const key = house.key();
      first.queue({ type: 'refused', status: 429, message: 'Slow down', headers: { 'retry-after': '600' } });
      second.queue({ type: 'text', text: 'I am here.' }, { type: 'text', text: 'Still here.' });
      const asked = first.requests.length;
      for (const said of ['hello', 'and now']) await client.ended((await send(client, key, said)).runId);
      const { messages } = await history(client, key);
      expect(lines({ messages })).toEqual([
        'user: hello',
        'assistant: I am here.',
        'user: and now',
        'assistant: Still here.',
      ]);
      expect(messages.at(-1)).toMatchObject({ provider: 'here', model: 'small' });
      expect(first.requests.length - asked).toBe(1);
      // At the edge each session finds out for itself, and the list is the gateway's.
      if (house.edge) return;
      const resting = { available: false, unavailableReason: 'cooldown', unavailableUntil: expect.any(Number) };
      expect(await client.request('models.list', {})).toMatchObject({
        models: [
          { id: 'big', tags: ['default'], ...resting },
          { id: 'small', available: true },
        ],
      });
    });

    test('the key that a program printed, or a variable holds, goes to its provider and nowhere else', async () => {
      const client = await house.connect({ to: gateway });
      expect(first.requests.at(-1)?.headers['x-api-key']).toBe(PRINTED_KEY);
      expect(await client.request('models.authStatus', {})).toMatchObject({
        providers: [{ provider: 'claude', apiKey: { source: house.edge ? 'env' : 'exec' } }, { provider: 'here' }],
      });
      const shown = [
        await client.request('config.get', {}),
        await client.request('models.list', {}),
        await client.request('logs.tail', {}),
        readFileSync(join(gateway.stateDirectory, house.edge ? 'edge/workerd.log' : 'logs/pincer.log'), 'utf8'),
        gateway.output(),
      ];
      expect(JSON.stringify(shown)).not.toContain(PRINTED_KEY);
    });
  });
}
