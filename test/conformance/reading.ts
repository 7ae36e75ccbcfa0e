// History: pages, bounds, and what is shown of what is too long.
import { describe, expect, test } from 'vitest';
import { textOf } from '../fixtures/client.ts';
import { history, inject, lines, talk } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

export function reading(house: House): void {
  async function filled(count: number) {
    const client = await house.connect();
    const key = house.key();
    await Promise.all(Array.from({ length: count }, (_, index) => inject(client, key, `note ${index + 1}`)));
    return { client, key };
  }

  describe('reading', () => {
    test('an unknown session is empty, and no error', async () => {
      const client = await house.connect();
      const { messages, sessionId, sessionInfo, hasMore, totalMessages } = await history(client, house.key());
      expect({ messages, sessionId, sessionInfo, hasMore, totalMessages }).toEqual({
        messages: [],
        sessionId: undefined,
        sessionInfo: null,
        hasMore: false,
        totalMessages: 0,
      });
    });

    test('chat.history shows the newest 200, and as many as it is asked for up to 1000', async () => {
      const { client, key } = await filled(210);
      const page = await history(client, key);
      expect(page.messages).toHaveLength(200);
      expect(lines(page).at(-1)).toBe('assistant: note 210');
      expect(page).toMatchObject({ hasMore: true, nextOffset: 200, totalMessages: 210 });
      expect((await history(client, key, { limit: 1000 })).messages).toHaveLength(210);
      expect(lines(await history(client, key, { limit: 1 }))).toEqual(['assistant: note 210']);
    });

    test('pages by offset show every line once, in order', async () => {
      const { client, key } = await filled(25);
      const shown: string[] = [];
      for (let offset: number | undefined = 0; offset !== undefined; ) {
        const page = await history(client, key, { limit: 7, offset });
        shown.unshift(...lines(page));
        expect(page.hasMore).toBe(page.nextOffset !== undefined);
        offset = page.nextOffset;
      }
      expect(await history(client, key, { limit: 24 })).toMatchObject({ hasMore: true, nextOffset: 24 });
      expect(await history(client, key, { limit: 25 })).toMatchObject({ hasMore: false });
      expect(shown).toEqual(Array.from({ length: 25 }, (_, index) => `assistant: note ${index + 1}`));
    });

    test('positions count from 1 without a gap', async () => {
      const { client, key } = await filled(5);
      const { messages } = await history(client, key);
      expect(messages.map(({ __openclaw }) => __openclaw.seq)).toEqual([1, 2, 3, 4, 5]);
      expect(new Set(messages.map(({ __openclaw }) => __openclaw.id)).size).toBe(5);
    });

    test('a page can be asked for that has a message in its middle', async () => {
      const { client, key } = await filled(9);
      const { messages } = await history(client, key);
      const page = await history(client, key, { messageId: messages[4]?.__openclaw.id, limit: 3 });
      expect(lines(page)).toEqual(['assistant: note 4', 'assistant: note 5', 'assistant: note 6']);
      expect(await client.answer('chat.history', { sessionKey: key, messageId: 'nobody' })).toMatchObject({
        ok: false,
        error: { code: 'INVALID_REQUEST', details: { code: 'MESSAGE_NOT_FOUND' } },
      });
    });

    test('a page stays within maxBytes, and always has one line', async () => {
      const { client, key } = await filled(20);
      const page = await history(client, key, { maxBytes: 2000 });
      expect(page.messages.length).toBeGreaterThan(1);
      expect(page.messages.length).toBeLessThan(20);
      expect(page.hasMore).toBe(true);
      expect((await history(client, key, { maxBytes: 1 })).messages).toHaveLength(1);
    });

    test('the key comes back as it was sent, whatever it is short for', async () => {
      const client = await house.connect();
      const key = house.key();
      await inject(client, key, 'here');
      for (const given of [key, key.replace('agent:main:', '')]) {
        const { sessionKey, sessionInfo, messages } = await history(client, given);
        expect([sessionKey, sessionInfo?.key, messages.length]).toEqual([given, key, 1]);
      }
      const { sessionKey, sessionInfo } = await history(client, 'main');
      expect(sessionKey).toBe('main');
      expect(sessionInfo?.key ?? 'agent:main:main').toBe('agent:main:main');
    });

    test('long text is cut and says so; chat.message.get has all of it', async () => {
      const client = await house.connect();
      const key = house.key();
      const long = 'All work and no play. '.repeat(50_000);
      await inject(client, key, long);
      const [shown] = (await history(client, key)).messages;
      expect(textOf(shown?.content)).toBe(`${long.slice(0, 8000)}\n...(truncated)...`);
      expect(shown?.__openclaw.truncated).toBe(true);
      const [shorter] = (await history(client, key, { maxChars: 10 })).messages;
      expect(textOf(shorter?.content)).toBe('All work a\n...(truncated)...');

      const [oversized] = (await history(client, key, { maxChars: 500_000 })).messages;
      expect(textOf(oversized?.content)).toBe('[chat.history omitted: message too large]');
      expect(oversized?.__openclaw).toMatchObject({
        id: shown?.__openclaw.id,
        seq: 1,
        truncated: true,
        reason: 'oversized',
      });

      const whole = await client.request('chat.message.get', { sessionKey: key, messageId: shown?.__openclaw.id });
      expect(whole).toMatchObject({ ok: true, message: { content: [{ type: 'text', text: long }] } });
    });

    test('a user message of 1 MB is accepted, stored and answered', async () => {
      const client = await house.connect();
      const key = house.key();
      const long = 'x'.repeat(1_000_000);
      house.model.answers(long, { type: 'text', text: 'that was long' });
      expect(await talk(client, key, long)).toMatchObject({ state: 'final' });
      const { messages } = await history(client, key);
      const whole = await client.request('chat.message.get', {
        sessionKey: key,
        messageId: messages[0]?.__openclaw.id,
      });
      expect(whole).toMatchObject({ ok: true, message: { role: 'user', content: long } });
    });

    test('a cut never leaves half of a character', async () => {
      const client = await house.connect();
      const key = house.key();
      await inject(client, key, '🙂'.repeat(10));
      const [shown] = (await history(client, key, { maxChars: 5 })).messages;
      expect(textOf(shown?.content)).toBe('🙂🙂\n...(truncated)...');
    });

    test('chat.message.get says what it does not find, in any session but its own', async () => {
      const client = await house.connect();
      const [key, other] = [house.key(), house.key()];
      const id = await inject(client, key, 'mine');
      for (const params of [
        { sessionKey: key, messageId: 'nobody' },
        { sessionKey: other, messageId: id },
      ]) {
        expect(await client.request('chat.message.get', params)).toEqual({ ok: false, unavailableReason: 'not_found' });
      }
    });

    test("what was meant for a machine is not shown, neither live nor in history; code and people's words stay", async () => {
      const client = await house.connect();
      const key = house.key();
      const asked = `What is [[reply_to_current]] in ${key}?`;
      const answer =
        '[[reply_to_current]] It is `[[reply_to_current]]`<think>a secret</think>.\n\n<tool_call>{"a": "secret"}';
      house.model.answers(asked, { type: 'text', text: answer });
      const end = await talk(client, key, asked);
      const shown = 'It is `[[reply_to_current]]`.\n\n';
      expect(textOf(end.message?.content)).toBe(shown);
      const deltas = client.chat(end.runId).map((event) => (event.state === 'delta' ? event.deltaText : ''));
      expect(deltas.join('')).toBe(shown);
      expect(lines(await history(client, key))).toEqual([`user: ${asked}`, `assistant: ${shown}`]);
    });

    test('a reply of nothing but NO_REPLY takes no place in history, and says so when it is asked for', async () => {
      const client = await house.connect();
      const key = house.key();
      await inject(client, key, 'before');
      const id = await inject(client, key, 'NO_REPLY');
      await inject(client, key, 'after <|im_end|>');
      expect(lines(await history(client, key, { limit: 2 }))).toEqual(['assistant: before', 'assistant: after ']);
      const got = await client.request('chat.message.get', { sessionKey: key, messageId: id });
      expect(got).toEqual({ ok: false, unavailableReason: 'not_visible' });
    });

    test('what cannot be read is refused with the reason', async () => {
      const { client, key } = await filled(1);
      for (const [params, message] of [
        [{ limit: 0 }, /at \/limit: must be >= 1$/],
        [{ limit: 1001 }, /at \/limit: must be <= 1000$/],
        [{ offset: -1 }, /at \/offset/],
        [{ maxChars: 0 }, /at \/maxChars/],
        [{ maxChars: 500_001 }, /at \/maxChars/],
        [{ maxBytes: 0 }, /at \/maxBytes/],
      ] as const) {
        const refused = await client.answer('chat.history', { sessionKey: key, ...params });
        expect(refused).toMatchObject({
          ok: false,
          error: { code: 'INVALID_REQUEST', message: expect.stringMatching(message) },
        });
      }
      const other = await filled(1);
      const { deltaCursor } = await history(other.client, other.key);
      for (const cursor of [deltaCursor, 'garbage']) {
        expect(await client.request('chat.history', { sessionKey: key, cursor })).toEqual({ kind: 'reset' });
      }
    });

    test('chat.startup is chat.history with the models and commands', async () => {
      const { client, key } = await filled(2);
      const started = await client.request('chat.startup', { sessionKey: key });
      const { sessionInfo, messages, ...rest } = await history(client, key);
      expect(started).toMatchObject({ messages, sessionKey: rest.sessionKey, deltaCursor: rest.deltaCursor });
      expect(started).toMatchObject({ metadata: await client.request('chat.metadata') });
      expect(started).toMatchObject({
        metadata: { models: expect.arrayContaining([expect.objectContaining({ id: 'one', provider: 'test' })]) },
      });
      expect(sessionInfo?.key).toBe(key);
    });
  });
}
