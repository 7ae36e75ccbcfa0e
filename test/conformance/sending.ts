// Sending, streaming, injecting and stopping.
import { describe, expect, test } from 'vitest';
import type { Client } from '../fixtures/client.ts';
import { textOf } from '../fixtures/client.ts';
import { history, inject, lines, send, talk } from '../fixtures/greeting.ts';
import type { Frame } from '../fixtures/wire.ts';
import type { House } from './house.ts';

/** The events of one run, in the order they came. */
function eventsOf(client: Client, runId: string): Frame[] {
  return client.frames.filter(
    (frame) => frame.type === 'event' && JSON.stringify(frame.payload).includes(`"runId":"${runId}"`),
  );
}

export function sending(house: House): void {
  describe('sending', () => {
    test('chat.send is acknowledged under its idempotency key, before any event of its run', async () => {
      const client = await house.connect();
      const idempotencyKey = crypto.randomUUID();
      const sent = await client.answer('chat.send', { sessionKey: house.key(), message: 'hello', idempotencyKey });
      expect(sent.payload).toEqual({ runId: idempotencyKey, status: 'started', messageSeq: 1 });
      await client.ended(idempotencyKey);
      const [first] = eventsOf(client, idempotencyKey);
      expect(first && client.frames.indexOf(first)).toBeGreaterThan(client.frames.indexOf(sent));
    });

    test('deltas together are the final text, and that is what is stored', async () => {
      const client = await house.connect();
      const key = house.key();
      const said = 'tell me more';
      const gate = house.model.gates(said);
      const { runId } = await send(client, key, said);
      const words = ['One', ' two', ' **three**', '\n\n', 'vier', ' 🙂', ' ünf'];
      let length = 0;
      for (const word of words) {
        gate.release(word);
        length += word.length;
        await client.heard(runId, length);
      }
      gate.end();
      const final = await client.ended(runId);
      const text = words.join('');
      expect(final).toMatchObject({
        state: 'final',
        stopReason: 'stop',
        message: { content: [{ type: 'text', text }] },
      });
      let so = '';
      for (const event of client.chat(runId)) {
        if (event.state !== 'delta') continue;
        so += event.deltaText;
        expect(textOf(event.message.content)).toBe(so);
      }
      expect(so).toBe(text);
      expect(lines(await history(client, key))).toEqual([`user: ${said}`, `assistant: ${text}`]);
    });

    test('the agent stream tells of start, model, words, usage and end, numbered together with chat', async () => {
      const client = await house.connect();
      const { runId } = await send(client, house.key(), 'and again');
      await client.ended(runId);
      await client.answer('health');
      const run = eventsOf(client, runId).flatMap((frame) =>
        frame.type === 'event' && /^(agent|chat)$/.test(frame.event) ? [frame.payload] : [],
      );
      const told = run.map((payload) => JSON.parse(JSON.stringify(payload)));
      const names = told.map(({ stream, state, data }) =>
        state ? `chat ${state}` : `${stream} ${data.phase ?? ''}`.trim(),
      );
      expect([...new Set(names)]).toEqual([
        'lifecycle start',
        'lifecycle model',
        'assistant',
        'chat delta',
        'usage',
        'lifecycle end',
        'chat final',
      ]);
      const numbers = told.map(({ seq }) => seq);
      expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
    });

    test('words of every kind come back as they were sent', async () => {
      const client = await house.connect();
      const key = house.key();
      const words = [
        '  spaces  ',
        '<b>&amp;</b>',
        '"\\u0000\\"',
        '👩‍👩‍👧 ünïcode ‮rtl',
        'line\nline\r\n\ttab',
        '`'.repeat(50),
      ];
      for (const word of words) await talk(client, key, word);
      const { messages } = await history(client, key);
      expect(messages.filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual(words);
    });

    test('a user row is a string with its key, its run and its sender', async () => {
      const client = await house.connect();
      const key = house.key();
      const { runId } = await send(client, key, 'who am I');
      await client.ended(runId);
      const [user, assistant] = (await history(client, key)).messages;
      expect(user).toMatchObject({
        content: 'who am I',
        idempotencyKey: `${runId}:user`,
        __openclaw: { seq: 1, runId, senderId: 'test' },
      });
      expect(assistant).toMatchObject({
        provider: 'test',
        model: 'one',
        stopReason: 'stop',
        __openclaw: { seq: 2, runId },
      });
    });

    test.each(['', '   \n'])('an empty message (%j) is refused', async (message) => {
      const client = await house.connect();
      const params = { sessionKey: house.key(), message, idempotencyKey: 'empty' };
      expect(await client.refusal('chat.send', params)).toMatchObject({
        code: 'INVALID_REQUEST',
        message: expect.stringMatching(/write something first$/),
      });
    });

    test('a model that refuses ends the run with an error, which is stored; the next send is served', async () => {
      const client = await house.connect();
      const key = house.key();
      house.model.answers('fail', { type: 'refused', status: 401, message: 'no such key' });
      const end = await talk(client, key, 'fail');
      expect(end).toMatchObject({
        state: 'error',
        errorMessage: expect.stringMatching(/^Cannot get an answer from test\/one/),
      });
      const { messages, sessionInfo } = await history(client, key);
      expect(messages[1]).toMatchObject({ role: 'assistant', errorMessage: expect.any(String), stopReason: 'error' });
      expect(sessionInfo).toMatchObject({ status: 'failed', hasActiveRun: false });
      expect(await talk(client, key, 'try again')).toMatchObject({ state: 'final' });
    });

    test('a model that is cut off keeps what it said', async () => {
      const client = await house.connect();
      const key = house.key();
      house.model.answers('cut', { type: 'cut', text: 'half of it' });
      expect(await talk(client, key, 'cut')).toMatchObject({ state: 'error' });
      expect(lines(await history(client, key))).toEqual(['user: cut', 'assistant: half of it']);
    });

    test('chat.inject adds a note, tells everyone, and runs nothing', async () => {
      const [client, watcher] = await Promise.all([house.connect(), house.connect()]);
      const key = house.key();
      const result = await client.request('chat.inject', { sessionKey: key, message: 'Build failed', label: 'CI' });
      const { messages } = await history(client, key);
      const id = messages[0]?.__openclaw.id;
      expect(result).toEqual({ ok: true, messageId: id });
      expect(messages).toMatchObject([
        {
          role: 'assistant',
          content: [{ type: 'text', text: '[CI]\n\nBuild failed' }],
          provider: 'openclaw',
          model: 'gateway-injected',
        },
      ]);
      for (const one of [client, watcher]) {
        expect(await one.ended(`inject-${id}`)).toMatchObject({ state: 'final', seq: 0, sessionKey: key });
      }
      expect(house.model.asked('[CI]\n\nBuild failed')).toBe(0);
    });

    test('chat.inject is served while a run streams', async () => {
      const client = await house.connect();
      const key = house.key();
      const gate = house.model.gates('stream on');
      const { runId } = await send(client, key, 'stream on');
      gate.release('begun');
      await client.heard(runId, 5);
      await inject(client, key, 'a note between');
      gate.end();
      await client.ended(runId);
      expect(lines(await history(client, key))).toEqual([
        'user: stream on',
        'assistant: a note between',
        'assistant: begun',
      ]);
    });

    test('chat.abort tells the end before it answers, and keeps the partial text', async () => {
      const client = await house.connect();
      const key = house.key();
      const gate = house.model.gates('endless');
      const { runId } = await send(client, key, 'endless');
      gate.release('so far');
      await client.heard(runId, 6);
      const answer = await client.answer('chat.abort', { sessionKey: key, runId });
      expect(answer.payload).toEqual({ ok: true, aborted: true, runIds: [runId] });
      const aborted = await client.event('chat', (payload) => JSON.stringify(payload).includes('"aborted"'));
      expect(client.frames.indexOf(aborted)).toBeLessThan(client.frames.indexOf(answer));
      expect(aborted.payload).toMatchObject({ runId, stopReason: 'rpc', message: { content: [{ text: 'so far' }] } });
      const { messages, sessionInfo } = await history(client, key);
      expect(messages[1]).toMatchObject({
        content: [{ text: 'so far' }],
        openclawAbort: { aborted: true, origin: 'rpc', runId },
        idempotencyKey: `${runId}:assistant`,
      });
      expect(sessionInfo).toMatchObject({ status: 'killed', abortedLastRun: true, hasActiveRun: false });
      gate.release('never heard');
      gate.end();
      expect(await talk(client, key, 'next')).toMatchObject({ state: 'final' });
      expect(lines(await history(client, key))).toHaveLength(4);
    });

    test('chat.abort of an unknown run, or of nothing, is no error', async () => {
      const client = await house.connect();
      for (const params of [{ sessionKey: house.key(), runId: 'nobody' }, { sessionKey: house.key() }]) {
        expect(await client.request('chat.abort', params)).toEqual({ ok: true, aborted: false, runIds: [] });
      }
    });

    test('a run that exceeds its timeoutMs is ended by itself', async () => {
      const client = await house.connect();
      const key = house.key();
      house.model.gates('too slow');
      expect(await talk(client, key, 'too slow', { timeoutMs: 50 })).toMatchObject({
        state: 'aborted',
        stopReason: 'timeout',
      });
      expect((await history(client, key)).sessionInfo).toMatchObject({ status: 'timeout' });
    });
  });
}
