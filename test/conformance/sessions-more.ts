// sessions.*: finding what was said, reading it back, groups, and what models took.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { GroupsChanged, GroupsList } from '../../src/protocol/groups.ts';
import { Got, SearchResult } from '../../src/protocol/search.ts';
import { Created, Described, List } from '../../src/protocol/sessions.ts';
import { CostResult, UsageResult } from '../../src/protocol/usage.ts';
import type { Client } from '../fixtures/client.ts';
import { inject, lines, talk } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

async function search(client: Client, query: string, more: object = {}) {
  return v.parse(SearchResult, await client.request('sessions.search', { query, ...more }));
}

async function groups(client: Client): Promise<string[]> {
  return v.parse(GroupsList, await client.request('sessions.groups.list')).groups.map(({ name }) => name);
}

async function categoryOf(client: Client, key: string) {
  return v.parse(Described, await client.request('sessions.describe', { key })).session?.category;
}

/** A word that no other test says. */
function word(): string {
  return `w${crypto.randomUUID().replaceAll('-', '')}`;
}

export function sessionsMore(house: House): void {
  describe('sessions, found and sorted', () => {
    test('sessions.search finds what was asked and what was answered, until the session is deleted', async () => {
      const client = await house.connect();
      const [key, needle] = [house.key(), word()];
      await talk(client, key, `please find ${needle} again`);
      const { results } = await search(client, needle.toUpperCase(), { sessionKeys: [key] });
      expect(results.map(({ role }) => role).sort()).toEqual(['assistant', 'user']);
      expect(results[0]).toMatchObject({ sessionKey: key, snippet: expect.stringContaining(needle) });
      const { messageId } = results.find(({ role }) => role === 'user') ?? {};
      expect(await client.request('chat.message.get', { sessionKey: key, messageId })).toMatchObject({ ok: true });
      expect((await search(client, needle, { sessionKeys: [house.key()] })).results).toEqual([]);
      expect((await search(client, needle, { agentId: 'nobody' })).results).toEqual([]);
      await client.request('sessions.delete', { key });
      expect((await search(client, needle)).results).toEqual([]);
    });

    test('sessions.search finds a message as soon as it is acknowledged, in any script', async () => {
      const client = await house.connect();
      const key = house.key();
      const messageId = await inject(client, key, '我们明天去东京吃早饭');
      const { results } = await search(client, '东京', { sessionKeys: [key], limit: 1 });
      expect(results).toMatchObject([{ messageId, role: 'assistant', snippet: '我们明天去东京吃早饭' }]);
    });

    test('sessions.search takes operators for words, and refuses what is out of bounds', async () => {
      const client = await house.connect();
      for (const query of ['"', 'NEAR(', 'a OR', '*', 'text:x', '\u0000']) await search(client, query);
      for (const params of [
        {},
        { query: '' },
        { query: 'a'.repeat(4097) },
        { query: 'a', limit: 26 },
        { query: 'a', limit: 0 },
      ]) {
        expect(await client.refusal('sessions.search', params)).toMatchObject({
          code: 'INVALID_REQUEST',
          message: expect.stringMatching(/^invalid sessions\.search params: /),
        });
      }
    });

    test('sessions.get reads a session back', async () => {
      const client = await house.connect();
      const key = house.key();
      await talk(client, key, 'read me back');
      const { messages } = v.parse(Got, await client.request('sessions.get', { key }));
      expect(lines({ messages })).toEqual(['user: read me back', 'assistant: You said: read me back']);
      expect(await client.request('sessions.get', { key: house.key() })).toEqual({ messages: [] });
    });

    test('sessions.list leaves titles and last words out unless it is asked for them', async () => {
      const client = await house.connect();
      const [key, title] = [house.key(), word()];
      await talk(client, key, title);
      const row = async (params: object) =>
        v.parse(List, await client.request('sessions.list', { search: title, ...params })).sessions[0];
      expect(await row({ includeDerivedTitles: true, includeLastMessage: true })).toMatchObject({
        key,
        derivedTitle: title,
        lastMessagePreview: `You said: ${title}`,
      });
      const plain = await row({});
      expect(plain).toMatchObject({ key });
      expect(plain).not.toHaveProperty('derivedTitle');
      expect(plain).not.toHaveProperty('lastMessagePreview');
    });

    test('sessions.groups.put orders the groups, and a group that a session stands in stays', async () => {
      const client = await house.connect();
      const [one, two, used] = [word(), word(), word()];
      const { key } = v.parse(Created, await client.request('sessions.create', { key: house.key(), category: used }));
      const put = v.parse(
        GroupsChanged,
        await client.request('sessions.groups.put', { names: [two, one, two], sectionOrder: ['Pinned', two] }),
      );
      expect(put.groups.slice(0, 2)).toEqual([
        { name: two, position: 0 },
        { name: one, position: 1 },
      ]);
      expect(put.sectionOrder).toEqual(['Pinned', two]);
      expect(put.groups.map(({ name }) => name)).toContain(used);
      await client.request('sessions.patch', { key, category: null });
      expect(await groups(client)).not.toContain(used);
    });

    test('sessions.groups.rename and delete take the sessions along, and tell of each', async () => {
      const client = await house.connect();
      const [name, to, taken] = [word(), word(), word()];
      await client.request('sessions.groups.put', { names: [name, taken] });
      const keys = [house.key(), house.key()];
      for (const key of keys) {
        await client.request('sessions.create', { key });
        await client.request('sessions.patch', { key, category: name });
      }
      expect(await client.refusal('sessions.groups.rename', { name, to: taken })).toMatchObject({
        code: 'INVALID_REQUEST',
        message: expect.stringMatching(/already$/),
      });
      await client.request('sessions.subscribe');
      expect(await client.request('sessions.groups.rename', { name, to })).toMatchObject({ updatedSessions: 2 });
      const told = await client.event('sessions.changed', (payload) => JSON.stringify(payload).includes(to));
      expect(told.payload).toMatchObject({ reason: 'patch', category: to, session: { category: to } });
      expect(await Promise.all(keys.map((key) => categoryOf(client, key)))).toEqual([to, to]);
      expect(await groups(client)).toEqual(expect.arrayContaining([to, taken]));
      expect(await groups(client)).not.toContain(name);
      expect(await client.request('sessions.groups.delete', { name: to })).toMatchObject({ updatedSessions: 2 });
      expect(await Promise.all(keys.map((key) => categoryOf(client, key)))).toEqual([undefined, undefined]);
      for (const method of ['rename', 'delete']) {
        expect(await client.refusal(`sessions.groups.${method}`, { name: to, to: name })).toEqual({
          code: 'INVALID_REQUEST',
          message: `No group found: ${to}`,
        });
      }
    });

    test('groups are read with operator.read, and written only with more', async () => {
      const client = await house.connect();
      const name = word();
      await client.request('sessions.groups.put', { names: [name] });
      const reader = await house.connect({ scopes: ['operator.read'] });
      expect(await groups(reader)).toContain(name);
      expect(await reader.refusal('sessions.groups.put', { names: [] })).toMatchObject({ code: 'FORBIDDEN' });
    });

    test('sessions.usage adds up what models took, by session and by day', async () => {
      const client = await house.connect();
      const key = house.key();
      await talk(client, key, 'one two three');
      const session = v.parse(Described, await client.request('sessions.describe', { key })).session;
      const { inputTokens: input = 0, outputTokens: output = 0 } = session ?? {};
      expect(input + output).toBeGreaterThan(0);
      const usage = v.parse(UsageResult, await client.request('sessions.usage', { key, mode: 'utc' }));
      const took = { input, output, missingCostEntries: 1, totalCost: 0 };
      expect(usage).toMatchObject({
        sessions: [{ key, agentId: 'main', usage: took }],
        totals: took,
        aggregates: {
          sessionCount: 1,
          daily: [{ date: usage.endDate, ...took }],
          byModel: [{ model: 'one', count: 1 }],
        },
      });
      const cost = v.parse(CostResult, await client.request('usage.cost', { days: 2, mode: 'utc', key }));
      expect(cost.daily).toMatchObject([{ totalTokens: 0 }, { date: usage.endDate, ...took }]);
      const before = { key, startDate: '2020-02-01', endDate: '2020-02-29' };
      expect(await client.request('sessions.usage', before)).toMatchObject({
        sessions: [],
        totals: { totalTokens: 0 },
      });
    });

    test('sessions.usage refuses days and zones that there are not', async () => {
      const client = await house.connect();
      const wrong = [
        { startDate: '2026-02-31' },
        { startDate: 'today' },
        { startDate: '2026-02-02', endDate: '2026-02-01' },
        { timeZone: 'Mars/Olympus' },
      ];
      for (const params of wrong) {
        expect(await client.refusal('sessions.usage', params), JSON.stringify(params)).toMatchObject({
          code: 'INVALID_REQUEST',
        });
      }
    });
  });
}
