// The second door: /sessions/:key/socket speaks the same frames, bound to one session.
import { describe, expect, test } from 'vitest';
import { makeDevice } from '../fixtures/device.ts';
import { greet, helloOf, history, inject, send } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

export function sessionDoor(house: House): void {
  describe('session door', () => {
    test('it welcomes like the gateway, with the methods that are about one session', async () => {
      const client = await house.connect({ path: '/sessions/mine/socket', device: { device: makeDevice() } });
      const { features, auth, snapshot } = helloOf(client);
      expect(features.methods).toEqual(
        expect.arrayContaining(['chat.startup', 'chat.history', 'chat.send', 'chat.abort', 'chat.inject']),
      );
      expect(features.methods).not.toContain('sessions.list');
      expect(auth.deviceToken).toMatch(/^[\w-]{43}$/);
      expect(snapshot.sessionDefaults.mainSessionKey).toBe('agent:main:main');
      expect(await client.refusal('sessions.list')).toEqual({
        code: 'INVALID_REQUEST',
        message: 'unknown method: sessions.list',
      });
    });

    test('it asks for the same credentials', async () => {
      const client = await house.open({ path: '/sessions/mine/socket' });
      const { error } = await greet(client, house.gateway, { auth: { token: 'wrong' } });
      expect(error).toMatchObject({ details: { code: 'AUTH_TOKEN_MISMATCH' } });
      expect((await client.closed).code).toBe(1008);
    });

    test('every request is about its session, whether or not it says so', async () => {
      const key = house.key();
      const client = await house.connect({ path: `/sessions/${key.replace('agent:main:', '')}/socket` });
      const idempotencyKey = crypto.randomUUID();
      expect(await client.request('chat.send', { message: 'no key', idempotencyKey })).toMatchObject({
        status: 'started',
      });
      expect(await client.ended(idempotencyKey)).toMatchObject({ state: 'final', sessionKey: key });
      for (const given of [{}, { sessionKey: key }, { sessionKey: key.replace('agent:main:', '') }]) {
        expect(await client.request('chat.history', given)).toMatchObject({ totalMessages: 2, sessionInfo: { key } });
      }
      expect(await client.request('sessions.describe')).toMatchObject({ session: { key } });
    });

    test('another session cannot be reached through it', async () => {
      const client = await house.connect({ path: `/sessions/${encodeURIComponent(house.key())}/socket` });
      const other = house.key();
      for (const [method, params] of [
        ['chat.history', { sessionKey: other }],
        ['chat.send', { sessionKey: other, message: 'm', idempotencyKey: 'k' }],
        ['sessions.patch', { key: other, pinned: true }],
        ['sessions.delete', { key: other }],
        ['agent', { sessionKey: other, message: 'm', idempotencyKey: 'k' }],
      ] as const) {
        expect(await client.refusal(method, params), method).toMatchObject({
          code: 'INVALID_REQUEST',
          message: expect.stringMatching(`^Cannot reach ${other} on this socket`),
        });
      }
    });

    test('nothing of another session can be reached by the name of its run', async () => {
      const key = house.key();
      const gate = house.model.gates(`secret of ${key}`);
      const owner = await house.connect();
      const { runId } = await send(owner, key, `secret of ${key}`);
      const client = await house.connect({ path: `/sessions/${house.key()}/socket` });
      expect(await client.request('sessions.abort', { runId })).toMatchObject({ abortedRunId: null });
      gate.release('the secret');
      gate.end();
      expect(await owner.ended(runId)).toMatchObject({ state: 'final' });
      expect(await client.refusal('agent.wait', { runId })).toMatchObject({ message: `No run found: ${runId}` });
    });

    test('both doors hear the same of a session, and the small one hears of no other', async () => {
      const [key, other] = [house.key(), house.key()];
      const [large, small] = await Promise.all([house.connect(), house.connect({ path: `/sessions/${key}/socket` })]);
      await large.request('sessions.messages.subscribe', { key });
      const said = `at both doors of ${key}`;
      const gate = house.model.gates(said);
      const { runId } = await send(small, key, said);
      for (const word of ['one ', 'two ', 'three']) {
        gate.release(word);
        await inject(large, other, word);
      }
      gate.end();
      await Promise.all([large.ended(runId), small.ended(runId)]);
      await inject(large, key, 'the last');
      const heard = await Promise.all(
        [large, small].map(async (client) => {
          await client.event('chat', (payload) => JSON.stringify(payload).includes('the last'));
          return client.frames.flatMap((frame) =>
            frame.type === 'event' && JSON.stringify(frame.payload).includes(key) && frame.event !== 'presence'
              ? [{ event: frame.event, payload: frame.payload }]
              : [],
          );
        }),
      );
      expect(heard[1]?.length).toBeGreaterThan(8);
      expect(heard[1]).toEqual(heard[0]);
      expect(JSON.stringify(small.frames)).not.toContain(other);
    });

    test('a door that everyone left opens again', async () => {
      const key = house.key();
      const first = await house.connect({ path: `/sessions/${key}/socket` });
      await inject(first, key, 'still here');
      first.terminate();
      await first.closed;
      const again = await house.connect({ path: `/sessions/${key}/socket` });
      expect((await history(again, key)).messages).toHaveLength(1);
      await inject(again, key, 'and now');
      await again.event('session.message', (payload) => JSON.stringify(payload).includes('and now'));
    });

    test('a key that is too long has no door', async () => {
      const { status } = await fetch(`${house.gateway.http}/sessions/${'x'.repeat(513)}/socket`);
      expect(status).toBeGreaterThanOrEqual(400);
    });
  });
}
