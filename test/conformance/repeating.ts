// The same send again: it is one send, however often and however quickly it comes.
import { describe, expect, test } from 'vitest';
import { history, lines, send } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

export function repeating(house: House): void {
  describe('repeating', () => {
    test('a repeated send is in_flight while it runs and ok afterwards, and runs once', async () => {
      const client = await house.connect();
      const key = house.key();
      const said = 'only once, please';
      const gate = house.model.gates(said);
      const again = { idempotencyKey: crypto.randomUUID() };
      const { runId } = await send(client, key, said, again);
      gate.release('yes');
      await client.heard(runId, 3);
      expect(await send(client, key, said, again)).toEqual({ runId, status: 'in_flight' });
      gate.end();
      await client.ended(runId);
      expect(await send(client, key, said, again)).toEqual({ runId, status: 'ok' });
      expect(house.model.asked(said)).toBe(1);
      expect(lines(await history(client, key))).toEqual([`user: ${said}`, 'assistant: yes']);
    });

    test('the same send ten times at once from two connections is one', async () => {
      const clients = await Promise.all([house.connect(), house.connect()]);
      const key = house.key();
      const said = 'ten at once';
      const params = { sessionKey: key, message: said, idempotencyKey: crypto.randomUUID() };
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) => clients[index % 2]?.request('chat.send', params)),
      );
      expect(answers.filter((answer) => JSON.stringify(answer).includes('"started"'))).toHaveLength(1);
      await clients[0].ended(params.idempotencyKey);
      expect(house.model.asked(said)).toBe(1);
      expect((await history(clients[0], key)).messages).toHaveLength(2);
    });

    test('the same key for another message is refused, and says of which run', async () => {
      const client = await house.connect();
      const key = house.key();
      const { runId } = await send(client, key, 'first words');
      const params = { sessionKey: key, message: 'other words', idempotencyKey: runId };
      expect(await client.refusal('chat.send', params)).toMatchObject({
        code: 'INVALID_REQUEST',
        details: { reason: 'chat-request-conflict', runId },
      });
      await client.ended(runId);
    });

    test('the same key in two sessions is two sends', async () => {
      const client = await house.connect();
      const keys = [house.key(), house.key()];
      const shared = { idempotencyKey: crypto.randomUUID() };
      const sent = await Promise.all(keys.map((key) => send(client, key, `in ${key}`, shared)));
      expect(sent.map(({ status }) => status)).toEqual(['started', 'started']);
      for (const key of keys) {
        await client.event(
          'chat',
          (payload) => JSON.stringify(payload).includes('"final"') && JSON.stringify(payload).includes(`"${key}"`),
        );
        expect(lines(await history(client, key))).toEqual([`user: in ${key}`, `assistant: You said: in ${key}`]);
      }
    });

    test('a send that names a leaf the conversation has left is refused', async () => {
      const client = await house.connect();
      const key = house.key();
      const { runId } = await send(client, key, 'one', { expectedLeafEntryId: null });
      await client.ended(runId);
      const { messages } = await history(client, key);
      const leaf = messages[1]?.__openclaw.id;
      const stale = {
        sessionKey: key,
        message: 'two',
        idempotencyKey: 'stale',
        expectedLeafEntryId: messages[0]?.__openclaw.id,
      };
      expect(await client.refusal('chat.send', stale)).toMatchObject({
        details: { code: 'LEAF_CHANGED', activeLeafEntryId: leaf },
      });
      const { runId: next } = await send(client, key, 'two', { expectedLeafEntryId: leaf });
      await client.ended(next);
      expect((await history(client, key)).messages).toHaveLength(4);
    });
  });
}
