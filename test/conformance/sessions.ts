// sessions.*: making, listing, finding, changing, beginning again and deleting, and hearing of it.

import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { Created, Described, List, Patched } from '../../src/protocol/sessions.ts';
import type { Client } from '../fixtures/client.ts';
import { history, inject, lines, send, talk } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

async function create(client: Client, params: object = {}) {
  return v.parse(Created, await client.request('sessions.create', params));
}

async function list(client: Client, params: object = {}) {
  return v.parse(List, await client.request('sessions.list', params));
}

async function row(client: Client, key: string) {
  return v.parse(Described, await client.request('sessions.describe', { key })).session;
}

export function sessions(house: House): void {
  describe('sessions', () => {
    test('sessions.create without a key makes one of its own, and runs nothing', async () => {
      const client = await house.connect();
      const { key, sessionId, runStarted, resolved } = await create(client);
      expect(key).toMatch(/^agent:main:dashboard:[0-9a-f-]{36}$/);
      expect({ runStarted, resolved }).toEqual({
        runStarted: false,
        resolved: { modelProvider: 'test', model: 'one' },
      });
      expect(await row(client, key)).toMatchObject({
        key,
        sessionId,
        classification: 'dashboard',
        hasActiveRun: false,
      });
    });

    test('sessions.create with a message starts its first run, once for a key', async () => {
      const client = await house.connect();
      const wish = {
        key: house.key(),
        message: 'begin',
        label: 'The beginning',
        model: 'test/two',
        idempotencyKey: crypto.randomUUID(),
      };
      const created = await create(client, wish);
      expect(created).toMatchObject({
        key: wish.key,
        runStarted: true,
        runId: wish.idempotencyKey,
        status: 'started',
        messageSeq: 1,
      });
      await client.ended(wish.idempotencyKey);
      expect(await create(client, wish)).toMatchObject({
        sessionId: created.sessionId,
        runId: wish.idempotencyKey,
        status: 'ok',
      });
      expect(await row(client, wish.key)).toMatchObject({
        label: 'The beginning',
        derivedTitle: 'begin',
        model: 'two',
        status: 'done',
      });
      expect(lines(await history(client, wish.key))).toHaveLength(2);
    });

    test('a model that nobody offers is refused before anything is made', async () => {
      const client = await house.connect();
      const key = house.key();
      const words = {
        code: 'INVALID_REQUEST',
        message: expect.stringMatching(/^Cannot use the model 'nope': known are .*test\/one/),
      };
      expect(await client.refusal('sessions.create', { key, model: 'nope' })).toMatchObject(words);
      expect(await row(client, key)).toBeNull();
      await create(client, { key });
      expect(await client.refusal('sessions.patch', { key, model: 'nope' })).toMatchObject(words);
    });

    test('sessions.list pages newest first, and counts all', async () => {
      const client = await house.connect();
      const parentSessionKey = house.key();
      const keys: string[] = [];
      for (let index = 0; index < 5; index += 1)
        keys.unshift((await create(client, { key: house.key(), parentSessionKey })).key);
      const children = { spawnedBy: parentSessionKey };
      const first = await list(client, { ...children, limit: 2 });
      expect(first).toMatchObject({ count: 2, totalCount: 5, limitApplied: 2, nextOffset: 2, hasMore: true });
      const second = await list(client, { ...children, limit: 2, offset: 2 });
      const last = await list(client, { ...children, limit: 2, offset: 4 });
      expect(last).toMatchObject({ count: 1, nextOffset: null, hasMore: false });
      expect([first, second, last].flatMap((page) => page.sessions.map(({ key }) => key))).toEqual(keys);
      await inject(client, keys[4] ?? '', 'newest again');
      const [newest] = (await list(client, { ...children, limit: 1, includeLastMessage: true })).sessions;
      expect(newest).toMatchObject({ key: keys[4], lastMessagePreview: 'newest again' });
      expect((await list(client, { ...children, limit: 1 })).sessions[0]).not.toHaveProperty('lastMessagePreview');
    });

    test('sessions.list finds by label, by search and by archive', async () => {
      const client = await house.connect();
      const label = `Holiday ${crypto.randomUUID()}`;
      const { key } = await create(client, { key: house.key(), label });
      const found = async (params: object) => (await list(client, params)).sessions.map((session) => session.key);
      expect(await found({ label })).toEqual([key]);
      expect(await found({ search: label.slice(3, 30) })).toEqual([key]);
      expect(await found({ search: '%' })).not.toContain(key);
      await client.request('sessions.patch', { key, archived: true });
      expect(await found({ label })).toEqual([]);
      expect(await found({ label, archived: true })).toEqual([key]);
      expect(await found({ label, archived: 'all' })).toEqual([key]);
    });

    test('sessions.resolve finds a session by each of its names', async () => {
      const client = await house.connect();
      const label = `Label ${crypto.randomUUID()}`;
      const { key, sessionId } = await create(client, { key: house.key(), label });
      const names = [
        { key },
        { key: key.replace('agent:main:', '') },
        { sessionId },
        { label },
        { shortId: sessionId.replaceAll('-', '').slice(0, 12) },
        { shortId: sessionId.replaceAll('-', '') },
      ];
      for (const name of names) {
        expect(await client.request('sessions.resolve', name), JSON.stringify(name)).toEqual({
          ok: true,
          key,
          agentId: 'main',
          displayName: label,
        });
      }
      expect(await client.refusal('sessions.resolve', { label: 'nobody' })).toEqual({
        code: 'INVALID_REQUEST',
        message: 'No session found: nobody',
      });
      expect(await client.request('sessions.resolve', { label: 'nobody', allowMissing: true })).toEqual({ ok: false });
      expect(await client.refusal('sessions.resolve', {})).toMatchObject({ code: 'INVALID_REQUEST' });
    });

    test('sessions.resolve names the candidates when several fit', async () => {
      const client = await house.connect();
      const label = `Twins ${crypto.randomUUID()}`;
      const keys = [
        await create(client, { key: house.key(), label }),
        await create(client, { key: house.key(), label }),
      ].map(({ key }) => key);
      expect(await client.refusal('sessions.resolve', { label })).toMatchObject({
        message: expect.stringMatching(/2 match/),
      });
      const { candidates } = v.parse(
        v.object({ candidates: v.array(v.object({ key: v.string() })) }),
        await client.request('sessions.resolve', { label, allowMissing: true }),
      );
      expect(candidates.map(({ key }) => key).sort()).toEqual(keys.toSorted());
    });

    test('sessions.preview tells the last words of each, and which are not there', async () => {
      const client = await house.connect();
      const [full, empty, missing] = [house.key(), house.key(), house.key()];
      await talk(client, full, 'what was said');
      await create(client, { key: empty });
      const preview = await client.request('sessions.preview', {
        keys: [full, empty, missing],
        limit: 1,
        maxChars: 20,
      });
      expect(preview).toMatchObject({
        previews: [
          { key: full, status: 'ok', items: [{ role: 'assistant', text: 'You said: what was s' }] },
          { key: empty, status: 'empty', items: [] },
          { key: missing, status: 'missing', items: [] },
        ],
      });
    });

    test('sessions.patch changes what it names, clears what is null, and tells', async () => {
      const client = await house.connect();
      const { key } = await create(client, { key: house.key(), label: 'Old' });
      await client.request('sessions.subscribe');
      const patched = v.parse(
        Patched,
        await client.request('sessions.patch', {
          key,
          label: 'New',
          pinned: true,
          thinkingLevel: 'high',
          model: 'test/two',
        }),
      );
      expect(patched).toMatchObject({
        entry: { label: 'New', pinned: true, thinkingLevel: 'high' },
        resolved: { model: 'two' },
      });
      const told = await client.event('sessions.changed', (payload) => JSON.stringify(payload).includes('"patch"'));
      expect(told.payload).toMatchObject({ sessionKey: key, label: 'New', session: { pinned: true } });
      await client.request('sessions.patch', { key, label: null, model: null, thinkingLevel: null });
      expect(await row(client, key)).toMatchObject({ pinned: true, model: 'one' });
      expect(await row(client, key)).not.toHaveProperty('label');
    });

    test('sessions.patch and delete refuse a session that is not the expected one any more', async () => {
      const client = await house.connect();
      const { key, entry } = await create(client, { key: house.key() });
      await client.request('sessions.reset', { key });
      for (const expected of [{ expectedSessionId: 'other' }, { expectedLifecycleRevision: entry.lifecycleRevision }]) {
        for (const method of ['sessions.patch', 'sessions.delete']) {
          expect(await client.refusal(method, { key, ...expected })).toMatchObject({
            code: 'INVALID_REQUEST',
            details: { code: 'SESSION_CHANGED' },
          });
        }
      }
      expect(await client.refusal('sessions.patch', { key: house.key(), pinned: true })).toMatchObject({
        message: expect.stringMatching(/^No session found/),
      });
    });

    test('sessions.reset begins anew under the same id, and leaves no run behind', async () => {
      const client = await house.connect();
      const key = house.key();
      const { entry, sessionId } = await create(client, { key, label: 'Kept' });
      await talk(client, key, 'forget this');
      const gate = house.model.gates(`still talking in ${key}`);
      const { runId } = await send(client, key, `still talking in ${key}`);
      gate.release('...');
      await client.heard(runId, 3);
      const reset = v.parse(Patched, await client.request('sessions.reset', { key }));
      expect(await client.ended(runId)).toMatchObject({ state: 'aborted', stopReason: 'reset' });
      expect(reset.entry).toMatchObject({ sessionId, label: 'Kept' });
      expect(reset.entry.lifecycleRevision).not.toBe(entry.lifecycleRevision);
      const after = await history(client, key);
      expect(lines(after)).toEqual(['system: Reset']);
      expect(after).toMatchObject({
        sessionId,
        totalMessages: 1,
        messages: [{ __openclaw: { kind: 'reset', seq: 1 } }],
      });
      await talk(client, key, 'fresh');
      expect(lines(await history(client, key))).toEqual(['system: Reset', 'user: fresh', 'assistant: You said: fresh']);
    });

    test('sessions.delete takes all of it away, and what comes after is another session', async () => {
      const client = await house.connect();
      await client.request('sessions.subscribe');
      const key = house.key();
      const { sessionId } = await create(client, { key });
      await talk(client, key, 'gone soon');
      expect(await client.request('sessions.delete', { key })).toEqual({ ok: true, key, deleted: true, archived: [] });
      await client.event('sessions.changed', (payload) => JSON.stringify(payload).includes('"delete"'));
      expect(await row(client, key)).toBeNull();
      expect((await history(client, key)).messages).toEqual([]);
      expect(await client.request('sessions.delete', { key })).toMatchObject({ deleted: false });
      await talk(client, key, 'again');
      expect((await history(client, key)).sessionId).not.toBe(sessionId);
      expect(lines(await history(client, key))).toEqual(['user: again', 'assistant: You said: again']);
    });

    test('the main session is never deleted', async () => {
      const client = await house.connect();
      for (const key of ['main', 'agent:main:main']) {
        expect(await client.refusal('sessions.delete', { key })).toEqual({
          code: 'INVALID_REQUEST',
          message: 'Cannot delete the main session (agent:main:main).',
        });
      }
    });

    test('sessions.subscribe tells of every change in the list, until it is ended', async () => {
      const [client, other] = await Promise.all([house.connect(), house.connect()]);
      expect(await client.request('sessions.subscribe', { limit: 1 })).toMatchObject({
        subscribed: true,
        list: { limitApplied: 1 },
      });
      const key = house.key();
      await create(other, { key });
      await talk(other, key, 'heard everywhere');
      const mine = (payload: unknown) => JSON.stringify(payload).includes(key);
      await client.event(
        'sessions.changed',
        (payload) => mine(payload) && JSON.stringify(payload).includes('"phase":"end"'),
      );
      const told = client.frames.flatMap((frame) =>
        frame.type === 'event' && frame.event === 'sessions.changed' && mine(frame.payload) ? [frame.payload] : [],
      );
      expect(told).toMatchObject([
        { reason: 'create' },
        { reason: 'send' },
        { phase: 'start' },
        { phase: 'end', status: 'done' },
      ]);

      expect(await client.request('sessions.unsubscribe')).toEqual({ subscribed: false });
      const heard = client.frames.length;
      await create(other, { key: house.key() });
      await client.answer('health');
      expect(
        client.frames.slice(heard).filter((frame) => frame.type === 'event' && frame.event === 'sessions.changed'),
      ).toEqual([]);
      expect(other.frames.filter((frame) => frame.type === 'event' && frame.event === 'sessions.changed')).toEqual([]);
    });
  });
}
