// What a model thinks: live to those who can show it, beside the answer in history, and nowhere else.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { MessageGot } from '../../src/protocol/chat.ts';
import { AgentStream } from '../../src/protocol/events.ts';
import type { Client } from '../fixtures/client.ts';
import { history, send, talk } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

function thoughtsOf(client: Client, runId: string): string {
  const events = client.frames.flatMap((frame) =>
    frame.type === 'event' && frame.event === 'agent' ? [v.parse(AgentStream, frame.payload)] : [],
  );
  const thoughts = events.filter((event) => event.runId === runId && event.stream === 'thinking');
  return thoughts.map(({ data }) => data.delta).join('');
}

export function thoughts(house: House): void {
  describe('thoughts', () => {
    test('are heard live, before the words, by those who can show them, and by nobody else', async () => {
      const client = await house.connect({ caps: ['thinking', 'tool-events'] });
      const other = await house.connect({ caps: ['tool-events'] });
      const key = house.key();
      const calls = [{ id: 'call_a', name: 'session_status', arguments: '{}' }];
      house.model.acts('think twice', [
        { type: 'tools', calls },
        { type: 'text', text: 'Twelve.', reasoning: 'five and seven' },
      ]);
      const { runId } = await send(client, key, 'think twice');
      await Promise.all([client.ended(runId), other.ended(runId)]);
      expect(thoughtsOf(client, runId)).toBe('five and seven');
      const place = (match: string) => client.frames.findIndex((frame) => JSON.stringify(frame).includes(match));
      expect(place('"stream":"thinking"')).toBeGreaterThan(place('"phase":"result"'));
      expect(place('"stream":"thinking"')).toBeLessThan(place('"deltaText"'));
      expect(JSON.stringify(other.frames)).not.toMatch(/"stream":"thinking"|five and seven/);
    });

    test('stand beside the answer in history, cut as words are and whole when asked, and are in no other place', async () => {
      const client = await house.connect();
      const key = house.key();
      const reasoning = 'a thought about zebras';
      house.model.answers(`zebra ${key}`, { type: 'text', text: 'An animal.', reasoning });
      await client.request('sessions.messages.subscribe', { key });
      await talk(client, key, `zebra ${key}`);
      await client.event('session.message', (payload) => JSON.stringify(payload).includes(`"thinking":"${reasoning}"`));
      const [, answer] = (await history(client, key)).messages;
      expect(answer).toMatchObject({ content: [{ type: 'text', text: 'An animal.' }] });
      expect(answer?.__openclaw.thinking).toBe(reasoning);
      const [, cut] = (await history(client, key, { maxChars: 9 })).messages;
      expect(cut?.__openclaw).toMatchObject({ thinking: 'a thought\n...(truncated)...', truncated: true });
      const messageId = answer?.__openclaw.id;
      const got = v.parse(MessageGot, await client.request('chat.message.get', { sessionKey: key, messageId }));
      expect(got.ok && got.message.__openclaw.thinking).toBe(reasoning);

      const exported = await talk(client, key, '/export');
      expect(JSON.stringify(exported)).toContain('An animal.');
      const elsewhere = [
        exported,
        await client.request('sessions.preview', { keys: [key] }),
        await client.request('sessions.search', { query: 'thought zebras', sessionKeys: [key] }),
        await client.request('sessions.list', { includeLastMessage: true, includeDerivedTitles: true, search: key }),
        (await history(client, key)).messages.slice(2),
      ];
      expect(JSON.stringify(elsewhere)).not.toContain('a thought about');
    });
  });
}
