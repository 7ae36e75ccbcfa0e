// The first words: the challenge, hello-ok, and every way to be turned away.
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { makeDevice } from '../fixtures/device.ts';
import { type Greeting, greet, helloOf } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

type Refused = { what: string; greeting: Greeting; code: string; details?: string; close?: number; words: RegExp };

const refusals: Refused[] = [
  {
    what: 'a wrong token',
    greeting: { auth: { token: 'wrong' } },
    code: 'INVALID_REQUEST',
    details: 'AUTH_TOKEN_MISMATCH',
    words: /token mismatch/,
  },
  {
    what: 'a device without a token',
    greeting: { auth: {}, device: { device: makeDevice() } },
    code: 'INVALID_REQUEST',
    details: 'AUTH_TOKEN_MISSING',
    words: /token missing/,
  },
  {
    what: 'no device and no credential',
    greeting: { auth: {} },
    code: 'NOT_PAIRED',
    details: 'DEVICE_IDENTITY_REQUIRED',
    words: /device identity/,
  },
  {
    what: 'a password where a token is asked',
    greeting: { auth: { password: 'wrong' } },
    code: 'INVALID_REQUEST',
    details: 'AUTH_TOKEN_MISMATCH',
    words: /token mismatch/,
  },
  {
    what: 'a device token that nobody gave out',
    greeting: { auth: { deviceToken: 'x'.repeat(43) } },
    code: 'INVALID_REQUEST',
    details: 'AUTH_DEVICE_TOKEN_MISMATCH',
    words: /device token/,
  },
  {
    what: 'an unknown client id',
    greeting: { client: { id: 'somebody' } },
    code: 'INVALID_REQUEST',
    words: /^invalid connect params: at \/client\/id: /,
  },
  {
    what: 'an unknown mode',
    greeting: { client: { mode: 'operator' } },
    code: 'INVALID_REQUEST',
    words: /^invalid connect params: at \/client\/mode: /,
  },
  {
    what: 'scopes that are no list',
    greeting: { more: { scopes: 'all' } },
    code: 'INVALID_REQUEST',
    words: /^invalid connect params: at \/scopes: /,
  },
  {
    what: 'a role that it does not serve',
    greeting: { more: { role: 'node' } },
    code: 'INVALID_REQUEST',
    words: /serves operators only/,
  },
  {
    what: 'protocol 3',
    greeting: { protocol: [3, 3] },
    code: 'INVALID_REQUEST',
    details: 'PROTOCOL_MISMATCH',
    close: 1002,
    words: /protocol mismatch/,
  },
  {
    what: 'protocol 5',
    greeting: { protocol: [5, 6] },
    code: 'INVALID_REQUEST',
    details: 'PROTOCOL_MISMATCH',
    close: 1002,
    words: /protocol mismatch/,
  },
];

export function handshake(house: House): void {
  describe('handshake', () => {
    test('the challenge comes first, with a nonce and the time, and without a seq', async () => {
      const client = await house.open();
      const challenge = await client.event('connect.challenge');
      expect(client.frames[0]).toBe(challenge);
      expect(challenge.seq).toBeUndefined();
      expect(challenge.payload).toEqual({ nonce: expect.stringMatching(/^[0-9a-f-]{36}$/), ts: expect.any(Number) });
    });

    test('every socket has a challenge of its own', async () => {
      const [one, other] = await Promise.all([house.open(), house.open()]);
      expect((await one.event('connect.challenge')).payload).not.toEqual(
        (await other.event('connect.challenge')).payload,
      );
    });

    test('hello-ok tells what clients depend on', async () => {
      const client = await house.connect();
      expect(client.frames[1]).toMatchObject({ type: 'res', ok: true });
      expect(helloOf(client)).toMatchObject({
        protocol: 4,
        server: { version: manifest.version },
        features: { methods: expect.arrayContaining(['chat.startup', 'chat.send', 'sessions.create', 'agents.list']) },
        snapshot: {
          stateVersion: { presence: expect.any(Number), health: expect.any(Number) },
          sessionDefaults: {
            defaultAgentId: 'main',
            mainKey: 'main',
            mainSessionKey: 'agent:main:main',
            modelConfigured: true,
          },
          authMode: 'token',
        },
        auth: { role: 'operator', scopes: ['operator.read', 'operator.write', 'operator.admin'] },
        policy: {
          maxPayload: 26_214_400,
          maxBufferedBytes: 52_428_800,
          tickIntervalMs: house.edge ? 300_000 : 30_000,
          attachments: { maxBytes: 19_464_192, maxImageBytes: 6_291_456 },
        },
      });
    });

    test('presence is told after hello-ok, as event 1, with its versions', async () => {
      const client = await house.connect({ client: { instanceId: 'someone' } });
      const presence = await client.event('presence');
      expect(presence).toMatchObject({
        seq: 1,
        stateVersion: { presence: expect.any(Number), health: expect.any(Number) },
      });
      expect(presence.payload).toMatchObject({
        presence: expect.arrayContaining([expect.objectContaining({ instanceId: 'someone' })]),
      });
    });

    test('presence is told again when someone leaves', async () => {
      const client = await house.connect();
      const visitor = await house.connect({ client: { instanceId: 'visitor' } });
      const sees = (payload: unknown) => JSON.stringify(payload).includes('"visitor"');
      const came = await client.event('presence', sees);
      visitor.terminate();
      await client.event('presence', (payload) => !sees(payload), client.frames.indexOf(came));
    });

    test.each([
      { what: 'a range around protocol 4', greeting: { protocol: [3, 5] } },
      { what: 'a probe that speaks 3', greeting: { protocol: [3, 3], client: { mode: 'probe' } } },
      {
        what: 'parameters that it does not know',
        greeting: { more: { modelCatalog: { sessionKey: 'main' }, pathEnv: '/bin' } },
      },
      { what: 'the token in the password field', greeting: { auth: { password: 'the token' } } },
    ] satisfies { what: string; greeting: Greeting }[])('connect takes $what', async ({ greeting }) => {
      const auth = 'auth' in greeting ? { auth: { password: house.gateway.token } } : {};
      expect(helloOf(await house.connect({ ...greeting, ...auth })).protocol).toBe(4);
    });

    test('a probe without a device gets no scopes', async () => {
      const client = await house.connect({ client: { mode: 'probe' } });
      expect(helloOf(client).auth.scopes).toEqual([]);
      expect(await client.refusal('health')).toMatchObject({ code: 'FORBIDDEN' });
    });

    test('scopes that do not exist are not granted', async () => {
      const client = await house.connect({ scopes: ['operator.read', 'operator.everything'] });
      expect(helloOf(client).auth.scopes).toEqual(['operator.read']);
    });

    test.each(refusals)(
      'connect refuses $what in words, then closes',
      async ({ greeting, code, details, close, words }) => {
        const client = await house.open();
        const { ok, error } = await greet(client, house.gateway, greeting);
        expect(ok).toBe(false);
        expect(error).toMatchObject({
          code,
          message: expect.stringMatching(words),
          ...(details ? { details: { code: details } } : {}),
        });
        expect(await client.closed).toEqual({ code: close ?? 1008, reason: error?.message.slice(0, 120) });
      },
    );

    test('a first request that is not connect is refused by its id', async () => {
      const client = await house.open();
      expect(await client.refusal('health')).toEqual({
        code: 'INVALID_REQUEST',
        message: 'invalid handshake: first request must be connect',
      });
      expect((await client.closed).code).toBe(1008);
    });

    test('a first frame that is no request is refused', async () => {
      const client = await house.open();
      client.send({ type: 'event', event: 'hello' });
      expect(await client.next((frame) => frame.type === 'res')).toMatchObject({ id: 'invalid', ok: false });
      expect((await client.closed).code).toBe(1008);
    });

    test('a first frame that is not JSON ends the socket with 1000', async () => {
      const client = await house.open();
      client.send('hello?');
      expect((await client.closed).code).toBe(1000);
      expect(client.frames).toHaveLength(1);
    });

    test('more than 64 KiB before connect ends the socket with 1009', async () => {
      const client = await house.open();
      client.send({ type: 'req', id: '1', method: 'connect', params: { filler: 'x'.repeat(64 * 1024) } });
      expect((await client.closed).code).toBe(1009);
    });

    test('requests that follow connect without waiting for hello-ok are served after it', async () => {
      const client = await house.open();
      const hello = greet(client, house.gateway);
      await client.event('connect.challenge');
      await Promise.resolve();
      const health = client.answer('health');
      expect((await hello).ok).toBe(true);
      const answered = await health;
      expect(answered.ok).toBe(true);
      expect(client.frames.indexOf(answered)).toBeGreaterThan(client.frames.indexOf(await hello));
    });

    test('whoever says nothing is sent away after OPENCLAW_HANDSHAKE_TIMEOUT_MS', async () => {
      // At the edge whoever comes first waits for the database, too.
      const environment = { OPENCLAW_HANDSHAKE_TIMEOUT_MS: house.edge ? '3000' : '150' };
      const gateway = await house.start({ environment });
      const [silent, admitted] = await Promise.all([house.open({ to: gateway }), house.connect({ to: gateway })]);
      expect(await silent.closed).toEqual({ code: 1000, reason: 'handshake timeout' });
      expect((await admitted.answer('health')).ok).toBe(true);
      await gateway.stop();
    });
  });
}
