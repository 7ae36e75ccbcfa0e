// Several gateways in one deployment: each has its own address, secrets, data and objects, and none meets another.
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MediaGot } from '../../src/protocol/media.ts';
import { Client } from '../fixtures/client.ts';
import { makeDevice } from '../fixtures/device.ts';
import { endGateways } from '../fixtures/gateway.ts';
import { connect, type Greeting, greet, helloOf, history, inject, lines, talk } from '../fixtures/greeting.ts';
import { type Model, modelSettings, startModel } from '../fixtures/model.ts';
import { startWatched, type Watched } from './watched.ts';

type Name = 'alice' | 'bob';
const tokens = { alice: 'the-token-of-alice-that-is-long-enough', bob: 'the-token-of-bob-that-is-long-enough-too' };
const MEDIA = '/__openclaw__/media';
const Uploaded = v.object({ mediaId: v.string() });

let gateway: Watched;
let model: Model;
const clients: Client[] = [];

beforeAll(async () => {
  model = await startModel();
  const settings = (name: Name) =>
    JSON.stringify({ ...modelSettings(model), gateway: { auth: { mode: 'token', token: tokens[name] } } });
  const environment = {
    PINCER_GATEWAYS: 'alice bob',
    ALICE__OPENCLAW_CONFIG: settings('alice'),
    BOB__OPENCLAW_CONFIG: settings('bob'),
  };
  gateway = await startWatched({ environment });
});
afterEach(() => {
  const judged = clients.splice(0);
  for (const client of judged) client.terminate();
  expect(judged.flatMap(({ problems }) => problems)).toEqual([]);
});
afterAll(async () => {
  await endGateways();
  await model.close();
});

/** By path, or with its name in the host. */
function door(name: string, by: 'path' | 'host' = 'path', rest = '/') {
  return by === 'path'
    ? { path: `/g/${name}${rest}` }
    : { path: rest, socket: { headers: { Host: `${name}.localhost:${gateway.port}` } } };
}

async function enter(name: Name, greeting: Greeting & ReturnType<typeof door> = door(name)): Promise<Client> {
  const client = await connect(gateway, { auth: { token: tokens[name] }, ...greeting });
  clients.push(client);
  return client;
}

/** What a gateway answers to a greeting that it refuses. */
async function refused(at: ReturnType<typeof door>, greeting: Greeting): Promise<unknown> {
  const client = await Client.open(new URL(at.path, gateway.url).href, at.socket ?? {});
  const { error } = await greet(client, gateway, greeting);
  await client.closed;
  return error?.details;
}

async function upload(name: Name, words: string): Promise<string> {
  const headers = { authorization: `Bearer ${tokens[name]}` };
  const url = `${gateway.http}/g/${name}${MEDIA}?name=a.txt`;
  return v.parse(Uploaded, await (await fetch(url, { method: 'POST', body: words, headers })).json()).mediaId;
}

describe('two gateways in one deployment', () => {
  test.each(['path', 'host'] as const)('are each at its own %s, with its own token', async (by) => {
    for (const [name, other] of [
      ['alice', 'bob'],
      ['bob', 'alice'],
    ] as const) {
      const client = await enter(name, door(name, by));
      expect(helloOf(client).auth.scopes).toContain('operator.admin');
      const own = await enter(name, door(name, by, '/sessions/main/socket'));
      await inject(own, 'main', `a note of ${name} by ${by}`);
      expect(lines(await history(client, 'main'))).toContain(`assistant: a note of ${name} by ${by}`);
      for (const rest of ['/', '/sessions/main/socket']) {
        expect(await refused(door(name, by, rest), { auth: { token: tokens[other] } })).toMatchObject({
          code: 'AUTH_TOKEN_MISMATCH',
        });
      }
    }
  });

  test('never meet in a session of the same key', async () => {
    const key = 'agent:main:the-same';
    const [alice, bob] = [await enter('alice'), await enter('bob')];
    const [one, other] = [await enter('alice', door('alice', 'path', `/sessions/the-same/socket`)), await enter('bob')];
    for (const client of [alice, bob, other]) await client.request('sessions.messages.subscribe', { key });
    await talk(one, key, 'said to alice');
    await talk(other, key, 'said to bob');
    for (const [name, client] of [
      ['alice', alice],
      ['bob', bob],
    ] as const) {
      await client.event('session.message', (payload) => JSON.stringify(payload).includes(`You said: said to ${name}`));
      expect(lines(await history(client, key))).toEqual([
        `user: said to ${name}`,
        `assistant: You said: said to ${name}`,
      ]);
    }
    expect(JSON.stringify([alice, one].map(({ frames }) => frames))).not.toContain('said to bob');
    expect(JSON.stringify([bob, other].map(({ frames }) => frames))).not.toContain('said to alice');
    const listed = await Promise.all([alice, bob].map((client) => client.request('sessions.list', { search: 'said' })));
    expect(JSON.stringify(listed[0])).not.toContain('bob');
    expect(JSON.stringify(listed[1])).not.toContain('alice');
  });

  test('believe no device token and no ticket of each other', async () => {
    const device = { device: makeDevice() };
    const deviceTokens = await Promise.all(
      (['alice', 'bob'] as const).map(async (name) => {
        const { deviceToken = '' } = helloOf(await enter(name, { ...door(name), device })).auth;
        return deviceToken;
      }),
    );
    expect(new Set(deviceTokens).size).toBe(2);
    const [ofAlice = '', ofBob = ''] = deviceTokens;
    for (const [name, deviceToken] of [
      ['bob', ofAlice],
      ['alice', ofBob],
    ] as const) {
      for (const rest of ['/', '/sessions/main/socket']) {
        const details = await refused(door(name, 'path', rest), { device, auth: { deviceToken } });
        expect(details).toMatchObject({ code: 'AUTH_DEVICE_TOKEN_MISMATCH' });
      }
    }

    const client = await enter('alice');
    const mediaId = await upload('alice', 'a file of alice');
    await talk(client, 'main', 'look', { attachments: [{ mediaId }] });
    const asked = { source: `media://inbound/${mediaId}`, sessionKey: 'main' };
    const link = v.parse(MediaGot, await client.request('assistant.media.get', asked));
    const url = link.available ? link.url : expect.fail(link.reason);
    const get = (at: string) => fetch(`${gateway.http}${at}${url}`);
    expect(await (await get('/g/alice')).text()).toBe('a file of alice');
    const elsewhere = await get('/g/bob');
    expect([elsewhere.status, await elsewhere.json()]).toMatchObject([
      403,
      { error: { details: { code: 'MEDIA_TICKET_INVALID' } } },
    ]);
    expect((await get('')).status).toBe(404);
  });

  test('have objects of other names, and a name that is not listed has none', async () => {
    for (const at of [door('carol'), door('carol', 'host'), door('main'), { path: '/' }, { path: '/g/' }]) {
      expect(await Client.knock(new URL(at.path, gateway.url).href, 'socket' in at ? at.socket : {})).toBe(404);
    }
    for (const path of ['/g/carol/healthz', '/g/alice%2F..%2Fbob/healthz', '/g/ALICE/healthz', '/healthz']) {
      expect((await fetch(`${gateway.http}${path}`)).status, path).toBe(404);
    }
    for (const name of ['alice', 'bob']) expect((await fetch(`${gateway.http}/g/${name}/healthz`)).status).toBe(200);
    const names = new Set(Object.keys(await gateway.counts('')).map((counted) => counted.split(' ')[0]));
    expect([...names].filter((name) => !/^(alice|bob)(\/|$)/.test(name ?? ''))).toEqual([]);
    expect([...names]).toEqual(
      expect.arrayContaining(['alice', 'bob', 'alice/agent:main:main', 'bob/agent:main:main']),
    );
  });
});
