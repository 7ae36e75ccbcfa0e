// The official client library, unchanged, against this gateway.
import { GatewayClient, type GatewayClientOptions, GatewayClientRequestError } from '@openclaw/gateway-client';
import { afterEach, describe, expect, test } from 'vitest';
import type { Gateway } from '../fixtures/gateway.ts';
import type { House } from './house.ts';

type Told = { event: string; payload?: unknown; seq?: number };

export function officialClient(house: House): void {
  const clients: GatewayClient[] = [];
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.stopAndWait()));
  });

  /** Connected, with everything that it was told since. */
  async function meet(to: Gateway, options: Partial<GatewayClientOptions> = {}) {
    const connected = Promise.withResolvers<void>();
    const reconnected = Promise.withResolvers<void>();
    let hellos = 0;
    const events: Told[] = [];
    const waiting: { match: (told: Told) => boolean; resolve: (told: Told) => void }[] = [];
    const gaps: unknown[] = [];
    const client = new GatewayClient({
      url: to.url,
      token: to.token,
      scopes: ['operator.read', 'operator.write', 'operator.admin'],
      onHelloOk() {
        hellos += 1;
        if (hellos === 1) connected.resolve();
        else reconnected.resolve();
      },
      onConnectError: connected.reject,
      onGap: (gap) => void gaps.push(gap),
      onEvent(told) {
        events.push(told);
        for (const one of waiting.splice(0)) {
          if (one.match(told)) one.resolve(told);
          else waiting.push(one);
        }
      },
      ...options,
    });
    clients.push(client);
    client.start();
    await connected.promise;
    const next = (match: (told: Told) => boolean): Promise<Told> => {
      const here = events.find(match);
      return here ? Promise.resolve(here) : new Promise((resolve) => waiting.push({ match, resolve }));
    };
    return { client, events, gaps, next, reconnected: reconnected.promise };
  }

  const said = (told: Told, ...words: string[]) => words.every((word) => JSON.stringify(told.payload).includes(word));

  describe('official client', () => {
    test('GatewayClient connects, sends, hears the stream and reads the history', async () => {
      const { client, events, gaps, next } = await meet(house.gateway);
      const sessionKey = house.key();
      const idempotencyKey = crypto.randomUUID();
      const params = { sessionKey, message: 'from the official client', idempotencyKey };
      expect(await client.request('chat.send', params)).toMatchObject({ runId: idempotencyKey, status: 'started' });
      const end = await next((told) => told.event === 'chat' && said(told, idempotencyKey, '"final"'));
      expect(end.payload).toMatchObject({ message: { content: [{ text: 'You said: from the official client' }] } });
      expect(events.some((told) => told.event === 'chat' && said(told, idempotencyKey, '"delta"'))).toBe(true);
      expect(await client.request('chat.history', { sessionKey })).toMatchObject({
        messages: [{ role: 'user' }, { role: 'assistant' }],
      });
      expect(gaps).toEqual([]);
    });

    test('GatewayClient gets the final answer of agent with expectFinal', async () => {
      const { client } = await meet(house.gateway);
      const accepted: unknown[] = [];
      const params = { message: 'finally', sessionKey: house.key(), idempotencyKey: crypto.randomUUID() };
      const final = await client.request('agent', params, {
        expectFinal: true,
        onAccepted: (payload) => void accepted.push(payload),
      });
      expect(accepted).toMatchObject([{ status: 'accepted' }]);
      expect(final).toMatchObject({ status: 'ok', result: { payloads: [{ text: 'You said: finally' }] } });
    });

    test('GatewayClient rejects with the code and the words of a refusal', async () => {
      const { client } = await meet(house.gateway, { scopes: ['operator.read'] });
      const refused = client.request('chat.inject', { sessionKey: 'x', message: 'm' });
      await expect(refused).rejects.toThrow(GatewayClientRequestError);
      await expect(refused).rejects.toMatchObject({
        gatewayCode: 'FORBIDDEN',
        message: expect.stringContaining('missing scope: operator.admin'),
      });
    });

    test('GatewayClient is told why its token is not taken', async () => {
      await expect(meet(house.gateway, { token: 'wrong' })).rejects.toThrow(/token mismatch/);
    });

    test('GatewayClient comes back by itself after a restart, and goes on', async () => {
      const gateway = await house.start();
      const { client, next, reconnected, gaps } = await meet(gateway);
      const sessionKey = 'agent:main:returning';
      await client.request('chat.inject', { sessionKey, message: 'before' });
      await gateway.stop();
      // A deployment that is replaced is not told before, and says nothing.
      if (!house.edge) await next(({ event }) => event === 'shutdown');
      await gateway.restart();
      await reconnected;
      await client.request('chat.inject', { sessionKey, message: 'after' });
      expect(await client.request('chat.history', { sessionKey })).toMatchObject({ messages: [{}, {}] });
      expect(gaps).toEqual([]);
      await gateway.stop();
    });
  });
}
