// Watching together: everyone hears the same, whenever they came, and nobody twice.
import { describe, expect, test } from 'vitest';
import { type Client, textOf } from '../fixtures/client.ts';
import { history, lines, send, talk } from '../fixtures/greeting.ts';
import type { Frame } from '../fixtures/wire.ts';
import type { House } from './house.ts';

/** What a client that has just read history shows of a run, and what the deltas that follow make of it. */
async function watchFrom(client: Client, key: string, runId: string): Promise<string> {
  const { inFlightRun, messages } = await history(client, key);
  const since = client.frames.findLastIndex((frame) => frame.type === 'res');
  const last = messages.at(-1);
  if (!inFlightRun && last?.role === 'assistant') return textOf(last.content);
  await client.ended(runId);
  let shown = inFlightRun?.text ?? '';
  for (const frame of client.frames.slice(since)) {
    const delta = deltaOf(frame, runId);
    if (delta !== null) shown += delta;
  }
  return shown;
}

function deltaOf(frame: Frame, runId: string): string | null {
  if (frame.type !== 'event' || frame.event !== 'chat') return null;
  const payload = JSON.parse(JSON.stringify(frame.payload));
  return payload.runId === runId && payload.state === 'delta' ? payload.deltaText : null;
}

/** Numbers that look random and are the same each time. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state / 2_147_483_648;
  }
}

export function joining(house: House): void {
  describe('joining', () => {
    test('two watchers see the same events in the same order', async () => {
      const watchers = await Promise.all([house.connect(), house.connect()]);
      const key = house.key();
      for (const watcher of watchers) {
        await watcher.request('sessions.subscribe');
        await watcher.request('sessions.messages.subscribe', { key });
      }
      const [first] = watchers;
      for (const words of ['one', 'two']) await talk(first, key, words);
      await first.request('chat.inject', { sessionKey: key, message: 'three' });
      const last = (payload: unknown) => JSON.stringify(payload).includes('"lastMessagePreview":"three"');
      await Promise.all(watchers.map((watcher) => watcher.event('sessions.changed', last)));
      const [one, other] = watchers.map((watcher) =>
        watcher.frames.flatMap((frame) =>
          frame.type === 'event' && JSON.stringify(frame.payload).includes(key)
            ? [{ event: frame.event, payload: frame.payload }]
            : [],
        ),
      );
      expect(one?.length).toBeGreaterThan(20);
      expect(other).toEqual(one);
    });

    test('session.message goes only to those who follow the session, with its row', async () => {
      const [follower, other] = await Promise.all([house.connect(), house.connect()]);
      const key = house.key();
      const followed = await follower.request('sessions.messages.subscribe', { key: key.replace('agent:main:', '') });
      expect(followed).toEqual({ subscribed: true, key });
      await talk(other, key, 'who hears this');
      const told = await follower.event('session.message', (payload) =>
        JSON.stringify(payload).includes('"assistant"'),
      );
      expect(told.payload).toMatchObject({ sessionKey: key, messageSeq: 2, session: { key, isMain: false } });
      await other.answer('health');
      expect(other.frames.filter((frame) => frame.type === 'event' && frame.event === 'session.message')).toEqual([]);

      expect(await follower.request('sessions.messages.unsubscribe', { key })).toEqual({ subscribed: false, key });
      const heard = follower.frames.length;
      await talk(follower, key, 'and this');
      await follower.answer('health');
      expect(
        follower.frames.slice(heard).filter((frame) => frame.type === 'event' && frame.event === 'session.message'),
      ).toEqual([]);
    });

    test('tool events go to those who can draw them, and under another name to those who follow', async () => {
      const [drawer, follower, plain] = await Promise.all([
        house.connect({ caps: ['tool-events'] }),
        house.connect(),
        house.connect(),
      ]);
      const key = house.key();
      await follower.request('sessions.messages.subscribe', { key });
      let asked = 0;
      const calls = [{ id: 'call_1', name: 'session_status', arguments: '{}' }];
      house.model.answers('use a tool', { type: 'tools', calls });
      const { runId } = await send(plain, key, 'use a tool', { timeoutMs: 10_000 });
      await Promise.all([drawer, follower, plain].map((client) => client.ended(runId)));
      const tools = (client: Client, event: string) =>
        client.frames.filter(
          (frame) =>
            frame.type === 'event' &&
            frame.event === event &&
            JSON.stringify(frame.payload).includes('"stream":"tool"'),
        );
      asked = house.model.asked('use a tool');
      expect(asked).toBeGreaterThan(0);
      expect(tools(drawer, 'agent').length).toBeGreaterThan(1);
      expect(tools(follower, 'session.tool')).toHaveLength(tools(drawer, 'agent').length);
      expect(tools(follower, 'agent')).toEqual([]);
      expect([...tools(plain, 'agent'), ...tools(plain, 'session.tool')]).toEqual([]);
    });

    test('whoever joins in the middle repeats nothing and misses nothing', async () => {
      const client = await house.connect();
      const key = house.key();
      const gate = house.model.gates('join me');
      const { runId } = await send(client, key, 'join me');
      gate.release('first half, ');
      await client.heard(runId, 12);
      const late = await house.connect();
      expect((await history(late, key)).inFlightRun).toEqual({
        runId,
        text: 'first half, ',
        startedAt: expect.any(Number),
      });
      const shown = watchFrom(late, key, runId);
      gate.release('second half');
      gate.end();
      expect(await shown).toBe('first half, second half');
      expect((await history(late, key)).inFlightRun).toBeUndefined();
    });

    test('twenty watchers who join a stream at any moment all see the same text', async () => {
      const client = await house.connect();
      const key = house.key();
      const gate = house.model.gates('stream to many');
      const tokens = Array.from({ length: 300 }, (_, index) => `${index.toString(36)} `);
      const text = tokens.join('');
      const random = numbers(7);
      const moments = Array.from({ length: 20 }, () => Math.floor(random.next().value * tokens.length));
      const { runId } = await send(client, key, 'stream to many');
      const shown: Promise<string>[] = [];
      let length = 0;
      for (const [index, token] of tokens.entries()) {
        gate.release(token);
        length += token.length;
        for (const moment of moments) {
          if (moment === index) shown.push(house.connect().then((watcher) => watchFrom(watcher, key, runId)));
        }
        // So that the stream is under way, and not long over, when they come.
        if (index % 10 === 9) await client.heard(runId, length);
      }
      gate.end();
      const seen = await Promise.all(shown);
      expect(seen).toHaveLength(20);
      expect(new Set(seen)).toEqual(new Set([text]));
      expect(lines(await history(client, key))).toEqual(['user: stream to many', `assistant: ${text}`]);
    });

    test('a reconnect with its cursor gets what is new, and only that', async () => {
      const client = await house.connect();
      const key = house.key();
      await talk(client, key, 'before');
      const { deltaCursor } = await history(client, key);
      expect(await client.request('chat.history', { sessionKey: key, cursor: deltaCursor })).toMatchObject({
        kind: 'delta',
        messages: [],
        deltaCursor,
      });
      client.terminate();

      const meanwhile = await house.connect();
      await talk(meanwhile, key, 'while you were away');
      const again = await house.connect();
      const news = await again.request('chat.history', { sessionKey: key, cursor: deltaCursor });
      expect(news).toMatchObject({
        kind: 'delta',
        messages: [
          {
            sessionKey: key,
            agentId: 'main',
            messageSeq: 3,
            message: { role: 'user', content: 'while you were away' },
          },
          { messageSeq: 4, message: { role: 'assistant' } },
        ],
      });
    });

    test('a cursor during a run brings the run so far', async () => {
      const client = await house.connect();
      const key = house.key();
      await talk(client, key, 'first');
      const { deltaCursor } = await history(client, key);
      const gate = house.model.gates('live now');
      const { runId } = await send(client, key, 'live now');
      gate.release('partly');
      await client.heard(runId, 6);
      const again = await house.connect();
      expect(await again.request('chat.history', { sessionKey: key, cursor: deltaCursor })).toMatchObject({
        kind: 'delta',
        messages: [{ message: { content: 'live now' } }],
        inFlightRun: { runId, text: 'partly' },
      });
      gate.end();
      await again.ended(runId);
    });

    test('a cursor that is not of this line means: begin again', async () => {
      const client = await house.connect();
      const [key, other] = [house.key(), house.key()];
      await talk(client, key, 'mine');
      await talk(client, other, 'not mine');
      const { deltaCursor } = await history(client, other);
      const { deltaCursor: old } = await history(client, key);
      await client.request('sessions.reset', { key });
      for (const cursor of [deltaCursor, old, 'garbage', '', btoa('[1,2]')]) {
        expect(await client.request('chat.history', { sessionKey: key, cursor }), cursor).toEqual({ kind: 'reset' });
      }
    });
  });
}
