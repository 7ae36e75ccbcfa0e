// Requests that are wrong in every way, and what each is told. The connection survives them all but one.
import { describe, expect, test } from 'vitest';
import { helloOf } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

const malformed = [
  { what: 'a request without a method', frame: { type: 'req', id: 'mine' }, id: 'mine' },
  { what: 'a request whose id is no string', frame: { type: 'req', id: 7, method: 'health' }, id: 'invalid' },
  { what: 'a request without an id', frame: { type: 'req', method: 'health' }, id: 'invalid' },
  { what: 'a frame of another type', frame: { type: 'res', id: 'mine', ok: true }, id: 'mine' },
  { what: 'a list', frame: '[]', id: 'invalid' },
  { what: 'null', frame: 'null', id: 'invalid' },
  { what: 'a number', frame: '7', id: 'invalid' },
];

const misused = [
  { method: 'chat.history', params: { sessionKey: 'x', limit: 1001 }, words: 'at /limit: must be <= 1000' },
  { method: 'chat.history', params: { sessionKey: 'x', limit: 0 }, words: 'at /limit: must be >= 1' },
  { method: 'chat.history', params: { sessionKey: 'x', limit: 1.5 }, words: 'at /limit: must be an integer' },
  { method: 'chat.history', params: { sessionKey: 'x', limit: 'all' }, words: 'at /limit: must be number' },
  { method: 'chat.history', params: {}, words: "at root: must have required property 'sessionKey'" },
  { method: 'chat.history', params: { sessionKey: '' }, words: 'at /sessionKey: must not be empty' },
  {
    method: 'chat.history',
    params: { sessionKey: 'x'.repeat(513) },
    words: 'at /sessionKey: must not be longer than 512',
  },
  { method: 'chat.history', params: [], words: /at root: must / },
  { method: 'chat.history', params: 'main', words: 'at root: must be an object' },
  {
    method: 'chat.send',
    params: { sessionKey: 'x', idempotencyKey: 'k' },
    words: "at root: must have required property 'message'",
  },
  {
    method: 'chat.send',
    params: { sessionKey: 'x', message: 'm' },
    words: "at root: must have required property 'idempotencyKey'",
  },
  {
    method: 'chat.send',
    params: { sessionKey: 'x', message: 'm', idempotencyKey: 'k'.repeat(251) },
    words: /at \/idempotencyKey: /,
  },
  {
    method: 'chat.send',
    params: { sessionKey: 'x', message: 'm', idempotencyKey: 'k', queueMode: 'later' },
    words: /at \/queueMode: must be /,
  },
  { method: 'sessions.patch', params: { key: 'x', pinned: 'yes' }, words: 'at /pinned: must be boolean' },
  { method: 'sessions.preview', params: { keys: ['a', 7] }, words: 'at /keys/1: must be string' },
];

export function frames(house: House): void {
  describe('frames', () => {
    test.each(malformed)('$what is told so, and the socket stays open', async ({ frame, id }) => {
      const client = await house.connect();
      client.send(frame);
      const response = await client.next((one) => one.type === 'res' && one.id === id);
      expect(response).toMatchObject({
        ok: false,
        error: { code: 'INVALID_REQUEST', message: expect.stringMatching(/^invalid request frame: at /) },
      });
      expect((await client.answer('health')).ok).toBe(true);
    });

    test('what is not JSON is ignored', async () => {
      const client = await house.connect();
      client.send('{"type":"req",');
      expect((await client.answer('health')).ok).toBe(true);
      expect(client.frames.filter(({ type }) => type === 'res')).toHaveLength(2);
    });

    test('a second connect is refused, and changes nothing', async () => {
      const client = await house.connect({ scopes: ['operator.read'] });
      expect(await client.refusal('connect', { minProtocol: 4, maxProtocol: 4 })).toEqual({
        code: 'INVALID_REQUEST',
        message: 'connect is only valid as the first request',
      });
      expect(await client.refusal('sessions.reset', { key: 'x' })).toMatchObject({ code: 'FORBIDDEN' });
    });

    test('an unknown method is called by its name', async () => {
      const client = await house.connect();
      for (const method of ['chat.sing', 'toString', '__proto__', 'constructor']) {
        expect(await client.refusal(method)).toEqual({ code: 'INVALID_REQUEST', message: `unknown method: ${method}` });
      }
    });

    test.each(misused)('$method says where its parameters are wrong: $words', async ({ method, params, words }) => {
      const client = await house.connect();
      const { code, message } = await client.refusal(method, params);
      expect(code).toBe('INVALID_REQUEST');
      expect(message).toMatch(`invalid ${method} params: `);
      expect(message).toMatch(words);
    });

    test('parameters that a method does not know are ignored', async () => {
      const client = await house.connect();
      const params = { sessionKey: house.key(), maxBytes: 1_000_000, bogus: true, ownerFirst: true };
      expect(await client.request('chat.history', params)).toMatchObject({ messages: [] });
      expect(await client.request('models.list', { includeDetails: true })).toMatchObject({
        models: expect.any(Array),
      });
    });

    test.each([
      { scopes: ['operator.read'], method: 'chat.send', missing: 'operator.write' },
      { scopes: ['operator.write'], method: 'chat.inject', missing: 'operator.admin' },
      { scopes: ['operator.write'], method: 'device.pair.list', missing: 'operator.pairing' },
      { scopes: ['operator.approvals'], method: 'chat.history', missing: 'operator.read' },
    ])(
      '$method without $missing is forbidden, before its parameters are looked at',
      async ({ scopes, method, missing }) => {
        const client = await house.connect({ scopes });
        expect(await client.refusal(method)).toEqual({
          code: 'FORBIDDEN',
          message: `missing scope: ${missing}`,
          details: {
            code: 'MISSING_SCOPE',
            rule: 'missing_scope',
            next: expect.stringContaining(missing),
            missingScope: missing,
            requiredScopes: [missing],
          },
        });
      },
    );

    test('nobody without scopes is served anything, or told anything', async () => {
      const client = await house.connect({ scopes: [] });
      for (const method of helloOf(client).features.methods) {
        expect(await client.refusal(method), method).toMatchObject({ code: 'FORBIDDEN' });
      }
      const other = await house.connect();
      await other.request('chat.inject', { sessionKey: house.key(), message: 'not for you' });
      await client.answer('health');
      expect(client.frames.filter(({ type }) => type === 'event')).toHaveLength(1);
    });

    test('write implies read, and admin implies everything', async () => {
      const writer = await house.connect({ scopes: ['operator.write'] });
      expect((await writer.answer('health')).ok).toBe(true);
      const admin = await house.connect({ scopes: ['operator.admin'] });
      for (const method of ['health', 'device.pair.list', 'question.list', 'exec.approval.list']) {
        expect((await admin.answer(method)).ok, method).toBe(true);
      }
    });

    test('a frame beyond maxPayload ends the socket with 1009', async () => {
      const client = await house.connect();
      const { maxPayload } = helloOf(client).policy;
      client.send({ type: 'req', id: '1', method: 'health', params: { filler: 'x'.repeat(maxPayload) } });
      expect((await client.closed).code).toBe(1009);
    });

    test('an answer goes out while an earlier request still waits', async () => {
      const client = await house.connect();
      const said = 'wait for me';
      const gate = house.model.gates(said);
      const [accepted] = await Promise.all([
        client.answer('agent', { message: said, sessionKey: house.key(), idempotencyKey: 'waits' }),
      ]);
      expect(accepted.payload).toMatchObject({ status: 'accepted' });
      const waiting = client.answer('agent.wait', { runId: 'waits' });
      const health = await client.answer('health');
      gate.end();
      const waited = await waiting;
      expect(client.frames.indexOf(waited)).toBeGreaterThan(client.frames.indexOf(health));
      await client.ended('waits');
    });
  });
}
