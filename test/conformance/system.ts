// The gateway about itself: health, settings, log, presence, the small true answers, and the list of what it can do.

import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { events } from '../../src/protocol/events.ts';
import { ConfigGet, LogsTail, Status } from '../../src/protocol/system.ts';
import { helloOf, inject } from '../fixtures/greeting.ts';
import { MODEL_KEY } from '../fixtures/model.ts';
import type { House } from './house.ts';

const nothing: [string, unknown][] = [
  ['last-heartbeat', null],
  ['question.list', { questions: [] }],
  ['tasks.list', { tasks: [] }],
  ['environments.list', { environments: [] }],
  ['exec.approval.list', []],
  ['plugin.approval.list', []],
  ['node.list', { ts: expect.any(Number), nodes: [] }],
];

export function system(house: House): void {
  describe('system', () => {
    test('every advertised method answers as itself at both doors', async () => {
      for (const path of ['/', `/sessions/${house.key()}/socket`]) {
        const client = await house.connect({ path });
        const { methods } = helloOf(client).features;
        expect(methods.length).toBeGreaterThan(path === '/' ? 30 : 15);
        expect(methods).toEqual([...new Set(methods)].sort());
        for (const method of methods) {
          const { ok, error } = await client.answer(method, {});
          if (!ok) expect(error?.message, method).not.toMatch(/unknown method|Internal error/);
        }
      }
    });

    test('the advertised events are those that it can tell', async () => {
      expect(helloOf(await house.connect()).features.events).toEqual(Object.keys(events));
    });

    test.each(nothing)('%s says truly that there is nothing', async (method, answer) => {
      const client = await house.connect();
      expect(await client.request(method)).toEqual(answer);
      expect(await client.request(method, { anything: true })).toEqual(answer);
    });

    test('health and status tell how it is, with or without parameters', async () => {
      const client = await house.connect();
      const key = house.key();
      await inject(client, key, 'newest');
      const health = {
        ok: true,
        defaultAgentId: 'main',
        sessions: { recent: expect.arrayContaining([expect.objectContaining({ key })]) },
      };
      expect(await client.request('health')).toMatchObject(health);
      expect(await client.request('health', { probe: true })).toMatchObject(health);
      expect(await client.request('status')).toMatchObject({
        runtimeVersion: helloOf(client).server.version,
        connections: expect.any(Number),
        sessions: { defaults: { model: 'one', contextTokens: 128_000 } },
        startedAt: expect.any(Number),
      });
      const { stateDirectory } = house.gateway;
      const status = v.parse(Status, await client.request('status'));
      // An object does not know what it weighs.
      if (!house.edge) expect(status.memoryBytes).toBeGreaterThan(1_000_000);
      const { kind, bytes } = status.database;
      expect(kind).toBe(house.traits.database);
      // A server does not tell a client what it weighs.
      if (kind === 'remote') expect(bytes).toBeNull();
      else expect(bytes).toBeGreaterThan(10_000);
      expect(Object.keys(status.database)).toEqual(['kind', 'bytes']);
      expect(Math.abs(Date.now() - status.uptimeMs - status.startedAt)).toBeLessThan(5000);
      expect(JSON.stringify({ ...status, sessions: null })).not.toContain(stateDirectory);
    });

    test('config.get shows the settings without a secret', async () => {
      const client = await house.connect();
      const answer = v.parse(ConfigGet, await client.request('config.get'));
      expect(answer).toMatchObject({
        path: house.gateway.settingsFile,
        exists: true,
        valid: true,
        hash: expect.any(String),
        issues: [],
      });
      expect(answer.parsed).toMatchObject({ agents: { defaults: { model: { primary: 'test/one' } } } });
      for (const secret of [house.gateway.token, MODEL_KEY]) expect(JSON.stringify(answer)).not.toContain(secret);
      expect(answer.raw).toContain('__OPENCLAW_REDACTED__');
    });

    test('logs.tail goes on where its cursor stands, and has no secret', async () => {
      const client = await house.connect();
      const text = `a line to look for ${crypto.randomUUID()}`;
      const { cursor } = v.parse(LogsTail, await client.request('logs.tail'));
      await client.request('system-event', { text });
      const news = v.parse(LogsTail, await client.request('logs.tail', { cursor }));
      expect(news.lines.filter((line) => line.includes(text))).toHaveLength(1);
      expect(v.parse(LogsTail, await client.request('logs.tail', { cursor: news.cursor })).lines.join()).not.toContain(
        text,
      );
      const all = JSON.stringify(await client.request('logs.tail', { limit: 5000, maxBytes: 1_000_000 }));
      for (const secret of [house.gateway.token, MODEL_KEY]) expect(all).not.toContain(secret);
    });

    test('presence lists the gateway first, then one entry for each instance', async () => {
      const greeting = { client: { instanceId: 'the same' } };
      const [client] = await Promise.all([house.connect(greeting), house.connect(greeting)]);
      const list = v.parse(
        v.array(v.object({ mode: v.optional(v.string()), instanceId: v.optional(v.string()) })),
        await client.request('system-presence'),
      );
      expect(list[0]).toMatchObject({ mode: 'gateway' });
      expect(list.filter(({ instanceId }) => instanceId === 'the same')).toHaveLength(1);
    });

    test('a system event is shown beside the name of the gateway', async () => {
      const [client, watcher] = await Promise.all([house.connect(), house.connect()]);
      expect(await client.request('system-event', { text: 'Backup done' })).toEqual({ ok: true });
      await watcher.event('presence', (payload) => JSON.stringify(payload).includes('Backup done'));
      expect(await client.refusal('system-event', { text: 'x'.repeat(4001) })).toMatchObject({
        code: 'INVALID_REQUEST',
      });
    });

    test('the state directory is open to nobody else', async () => {
      const { statSync } = await import('node:fs');
      expect(statSync(house.gateway.stateDirectory).mode & 0o077).toBe(0);
    });

    test('the first start makes a token, and prints the link to sign in with', async () => {
      const gateway = await house.start({ settings: null });
      expect(gateway.token).toMatch(/^[\w-]{43}$/);
      expect(gateway.output()).toContain(`/#token=${gateway.token}`);
      expect(helloOf(await house.connect({ to: gateway })).snapshot.authMode).toBe('token');
      await gateway.stop();
      await gateway.restart();
      expect(gateway.output()).not.toContain(gateway.token);
      expect(helloOf(await house.connect({ to: gateway })).protocol).toBe(4);
      await gateway.stop();
    });
  });
}
