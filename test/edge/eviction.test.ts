// Objects that were put out of memory while nobody spoke: everyone at their doors is who he was, and hears what he heard.
import { describe, expect, test } from 'vitest';
import { makeDevice } from '../fixtures/device.ts';
import { history, inject, lines, send, talk } from '../fixtures/greeting.ts';
import { doorOf, GATEWAY, openHouse, told } from './house.ts';
import { ping } from './ping.ts';
import { objectOf } from './watched.ts';

const FOLLOWS = 200;
const house = openHouse();

/** Puts objects out of memory, and sees to it that each was made anew once it is asked for. */
async function evicted(names: readonly string[], then: () => Promise<void>): Promise<void> {
  const made = (name: string) => house.gateway.count(name, 'constructed');
  const before = await Promise.all(names.map(made));
  for (const name of names) await house.gateway.evict(name);
  expect(await Promise.all(names.map(made))).toEqual(before);
  await then();
  expect(await Promise.all(names.map(made))).toEqual(before.map((count) => count + 1));
}

describe('objects that were put out of memory', () => {
  test('requests on old sockets are answered, and what was subscribed to goes on, once and in order', async () => {
    const key = house.key();
    const [large, small] = await Promise.all([house.enter(), house.enter({ path: doorOf(key) })]);
    await large.request('sessions.subscribe');
    await large.request('sessions.messages.subscribe', { key });
    await inject(small, key, 'before');
    await large.event('session.message', (payload) => JSON.stringify(payload).includes('before'));
    for (const [index, writer] of [large, small, large].entries()) {
      await evicted([GATEWAY, objectOf(key)], async () => {
        await inject(writer, key, `note ${index} after it`);
        await Promise.all(
          [large, small].map((client) =>
            client.event('session.message', (payload) => JSON.stringify(payload).includes(`note ${index} after`)),
          ),
        );
        await large.event('sessions.changed', (payload) => JSON.stringify(payload).includes(key));
      });
    }
    for (const client of [large, small]) {
      for (const words of ['before', 'note 0', 'note 1', 'note 2']) {
        expect(told(client, 'session.message', words), words).toBe(1);
        expect(told(client, 'chat', words), words).toBe(1);
      }
    }
    expect(told(large, 'sessions.changed', key)).toBe(4);
    expect(lines(await history(small, key))).toHaveLength(4);
  });

  test('protocol pings are answered without anybody being woken', async () => {
    const key = house.key();
    const pings = await Promise.all(['/', doorOf(key)].map((path) => ping(house.gateway, path)));
    await house.gateway.evict(GATEWAY);
    await house.gateway.evict(objectOf(key));
    const before = [await house.gateway.counts(GATEWAY), await house.gateway.counts(objectOf(key))];
    for (const one of pings) for (let count = 0; count < 3; count += 1) await one.pong();
    expect([await house.gateway.counts(GATEWAY), await house.gateway.counts(objectOf(key))]).toEqual(before);
    for (const one of pings) one.end();
  });

  test('scopes, caps and language are those that the client came with', async () => {
    const key = house.key();
    const portuguese = { more: { locale: 'pt-BR' } };
    const shows = { caps: ['thinking', 'tool-events'] };
    const everywhere = [{}, { path: doorOf(key) }];
    const readers = await Promise.all(
      everywhere.map((at) => house.enter({ scopes: ['operator.read'], ...portuguese, ...at })),
    );
    const showing = await Promise.all(everywhere.map((at) => house.enter({ ...shows, ...at })));
    const [reader] = readers;
    const commands = await reader?.request('commands.list', {});
    const presence = await showing[0]?.request('system-presence');

    await evicted([GATEWAY, objectOf(key)], async () => {
      for (const client of readers) {
        const refused = await client.refusal('chat.inject', { sessionKey: key, message: 'not for readers' });
        expect(refused.message).toBe('missing scope: operator.admin');
      }
      expect(await reader?.request('commands.list', {})).toEqual(commands);
      expect(JSON.stringify(commands)).toMatch(/sessão|mensagem|modelo/);
      expect(await showing[0]?.request('system-presence')).toHaveLength((presence as unknown[]).length);

      house.model.acts(`think of ${key}`, [
        { type: 'tools', calls: [{ id: 'call_a', name: 'session_status', arguments: '{}' }] },
        { type: 'text', text: 'Twelve.', reasoning: `thoughts of ${key}` },
      ]);
      const { runId } = await send(showing[1] ?? expect.fail(), key, `think of ${key}`);
      await Promise.all([...readers, ...showing].map((client) => client.ended(runId)));
    });
    for (const client of showing) {
      expect(told(client, 'agent', '"phase":"result"')).toBe(1);
      expect(told(client, 'agent', `thoughts of ${key}`)).toBe(1);
    }
    for (const client of readers) expect(told(client, 'agent', `thoughts of ${key}`)).toBe(0);
    expect(lines(await history(showing[0] ?? expect.fail(), key)).at(-1)).toBe('assistant: Twelve.');
  });

  test('a device is known by its identity: its sockets end when it is removed, and nobody else’s do', async () => {
    const key = house.key();
    const [device, owner] = [makeDevice(), makeDevice()];
    const scopes = ['operator.read', 'operator.write', 'operator.admin', 'operator.pairing'];
    const own = await Promise.all([{}, { path: doorOf(key) }].map((at) => house.enter({ device: { device }, ...at })));
    const [admin, beside] = await Promise.all([
      house.enter({ device: { device: owner }, scopes }),
      house.enter({ path: doorOf(key), device: { device: owner }, scopes }),
    ]);
    await evicted([GATEWAY, objectOf(key)], async () => {
      const listed = JSON.stringify(await admin.request('device.pair.list', {}));
      expect(listed.match(/"connected":true/g)).toHaveLength(2);
      await admin.request('device.pair.remove', { deviceId: device.id });
      expect(await own[0]?.closed).toMatchObject({ code: 4001 });
      await inject(beside, key, 'a write that brings the news');
      expect(await own[1]?.closed).toMatchObject({ code: 4001 });
    });
    expect(lines(await history(beside, key))).toHaveLength(1);
  });

  test(`a seat with ${FOLLOWS} follows lies in the storage of the object, and all of them go on`, async () => {
    const keys = Array.from({ length: FOLLOWS }, () => house.key());
    const client = await house.enter({ caps: ['tool-events'] });
    for (const key of keys) await client.request('sessions.messages.subscribe', { key });
    expect(await house.gateway.stored(GATEWAY)).toEqual([expect.stringMatching(/^seat:/)]);
    const [first = '', last = ''] = [keys[0], keys.at(-1)];
    await evicted([GATEWAY], async () => {
      for (const key of [first, last]) {
        await inject(client, key, `to ${key}`);
        await client.event('session.message', (payload) => JSON.stringify(payload).includes(`to ${key}`));
        expect(told(client, 'session.message', `to ${key}`)).toBe(1);
      }
      expect((await client.refusal('sessions.messages.subscribe', { key: house.key() })).message).toContain(
        'more than 200',
      );
    });
    for (const key of keys.slice(1)) await client.request('sessions.messages.unsubscribe', { key });
    expect(await house.gateway.stored(GATEWAY)).toEqual([]);
    await evicted([GATEWAY], async () => {
      await talk(client, first, 'still followed');
      await inject(client, last, 'no longer followed');
    });
    expect(told(client, 'session.message', 'still followed')).toBeGreaterThan(0);
    expect(told(client, 'session.message', 'no longer followed')).toBe(0);
  });

  test('a seat in storage goes when its socket does, also when nobody was in memory', async () => {
    const client = await house.enter();
    for (let count = 0; count < FOLLOWS; count += 1) {
      await client.request('sessions.messages.subscribe', { key: house.key() });
    }
    expect(await house.gateway.stored(GATEWAY)).toHaveLength(1);
    await evicted([GATEWAY], async () => {
      client.terminate();
      while ((await house.gateway.stored(GATEWAY)).length > 0);
    });
  });
});
