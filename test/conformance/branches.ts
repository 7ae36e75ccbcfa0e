// The lines of a conversation: going back before a message, taking a line up again, and a session made of a part of one.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { Branches, Forked, Rewound } from '../../src/protocol/branches.ts';
import type { Client } from '../fixtures/client.ts';
import { history, lines, send, talk } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

export function branches(house: House): void {
  async function conversation(...words: string[]) {
    const client = await house.connect();
    const key = house.key();
    for (const one of words) await talk(client, key, one);
    return { client, key };
  }

  async function idOf(client: Client, key: string, row: number): Promise<string> {
    return (await history(client, key)).messages[row]?.__openclaw.id ?? '';
  }

  async function list(client: Client, sessionKey: string) {
    return v.parse(Branches, await client.request('sessions.branches.list', { sessionKey })).branches;
  }

  describe('branches', () => {
    test('a message that is edited and sent again leaves its first wording on a line that can be taken up', async () => {
      const { client, key } = await conversation('one', 'two');
      await client.request('sessions.subscribe');
      const entryId = await idOf(client, key, 2);
      const left = await idOf(client, key, 3);
      const rewound = v.parse(Rewound, await client.request('sessions.rewind', { sessionKey: key, entryId }));
      expect(rewound).toEqual({ editorText: 'two' });
      await client.event('sessions.changed', (payload) => JSON.stringify(payload).includes('"rewind"'));
      await talk(client, key, 'two, but better', { expectedLeafEntryId: await idOf(client, key, 1) });
      expect(lines(await history(client, key)).slice(2)).toEqual([
        'user: two, but better',
        'assistant: You said: two, but better',
      ]);
      expect(await list(client, key)).toMatchObject([
        { headline: 'You said: two, but better', messageCount: 4, active: true },
        {
          ...{ leafEntryId: left, headline: 'You said: two', messageCount: 4, active: false },
          ...{ parting: await idOf(client, key, 1), firstEntryId: entryId, firstRole: 'user' },
          ...{ besideEntryId: await idOf(client, key, 2), createdAt: expect.stringMatching(/Z$/) },
        },
      ]);
      expect(await client.request('sessions.branches.switch', { sessionKey: key, leafEntryId: left })).toEqual({});
      expect(lines(await history(client, key))[2]).toBe('user: two');
      expect(house.model.asked('two, but better')).toBe(1);
    });

    test('a fork is a session of its own that says where it is from', async () => {
      const { client, key } = await conversation('one', 'two');
      const entryId = await idOf(client, key, 2);
      const forked = v.parse(Forked, await client.request('sessions.fork', { sessionKey: key, entryId }));
      expect(forked).toEqual({ sessionKey: expect.stringMatching(/^agent:main:dashboard:/), editorText: 'two' });
      expect(lines(await history(client, forked.sessionKey))).toEqual(['user: one', 'assistant: You said: one']);
      const { session } = v.parse(
        v.object({ session: v.looseObject({}) }),
        await client.request('sessions.describe', { key: forked.sessionKey }),
      );
      expect(session).toMatchObject({
        parentSessionKey: key,
        forkedFromParent: true,
        forkSource: { sessionKey: key, entryId },
      });
      await talk(client, forked.sessionKey, 'other');
      expect((await history(client, key)).messages).toHaveLength(4);
    });

    test('no line is left while the agent works', async () => {
      const { client, key } = await conversation('one');
      const gate = house.model.gates(`busy ${key}`);
      const { runId } = await send(client, key, `busy ${key}`);
      const params = { sessionKey: key, entryId: await idOf(client, key, 0) };
      expect(await client.refusal('sessions.rewind', params)).toMatchObject({
        code: 'UNAVAILABLE',
        retryable: true,
        message: expect.stringContaining('stop it'),
      });
      gate.end();
      await client.ended(runId);
      expect(await client.request('sessions.rewind', params)).toEqual({ editorText: 'one' });
      expect((await history(client, key)).messages).toEqual([]);
    });

    test('what is no place of the conversation is refused, and a session that is not there has no lines', async () => {
      const { client, key } = await conversation('one');
      const other = await conversation('elsewhere');
      const foreign = await idOf(other.client, other.key, 0);
      for (const [method, params] of [
        ['sessions.rewind', { entryId: foreign }],
        ['sessions.rewind', { entryId: await idOf(client, key, 1) }],
        ['sessions.fork', { entryId: 'nobody' }],
        ['sessions.branches.switch', { leafEntryId: foreign }],
        ['sessions.branches.switch', { leafEntryId: await idOf(client, key, 1) }],
        ['sessions.rewind', { entryId: 'x'.repeat(257) }],
        ['sessions.rewind', {}],
      ] as const) {
        const refusal = await client.refusal(method, { sessionKey: key, ...params });
        expect(refusal, method).toMatchObject({ code: 'INVALID_REQUEST' });
        expect(refusal.message.length).toBeLessThan(300);
      }
      expect(await list(client, house.key())).toEqual([]);
      expect((await history(client, key)).messages).toHaveLength(2);
    });

    test('going back and elsewhere take an administrator, a fork takes a writer, and reading them a reader', async () => {
      const { client, key } = await conversation('one');
      const entryId = await idOf(client, key, 0);
      const writer = await house.connect({ scopes: ['operator.write'] });
      const reader = await house.connect({ scopes: ['operator.read'] });
      for (const method of ['sessions.rewind', 'sessions.branches.switch']) {
        const params = { sessionKey: key, entryId, leafEntryId: entryId };
        expect(await writer.refusal(method, params)).toMatchObject({ message: 'missing scope: operator.admin' });
      }
      expect(await reader.refusal('sessions.fork', { sessionKey: key, entryId })).toMatchObject({ code: 'FORBIDDEN' });
      expect(await writer.request('sessions.fork', { sessionKey: key, entryId })).toMatchObject({ editorText: 'one' });
      expect(await list(reader, key)).toHaveLength(1);
    });
  });
}
