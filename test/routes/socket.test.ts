// What becomes of a request for a WebSocket before there is one: who is asked, in which order, and what is given back.
import { describe, expect, test } from 'vitest';
import { Antechamber, tooManySockets } from '../../actors/antechamber.ts';
import type { SocketDeps, Visit } from '../../routes/socket.ts';
import { type AppDeps, createApp } from '../../src/app.ts';
import { GatewayError } from '../../src/errors.ts';
import { remoteFacts } from '../auth/client.ts';

const handshake = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
};

function openHouse(changes: Partial<SocketDeps> = {}) {
  const antechamber = new Antechamber({ fromOnePlace: 2, fromOwnMachine: 2, fromElsewhere: 2 });
  const visits: Visit[] = [];
  const deps: SocketDeps = {
    facts: () => remoteFacts,
    identify: async (_c, facts) => facts,
    refuse: () => null,
    enter(_c, { address, local }) {
      const stay = antechamber.enter({ from: address, local });
      if ('full' in stay) throw tooManySockets(stay);
      return stay;
    },
    accept(c, visit) {
      visits.push(visit);
      return c.text('taken');
    },
    ...changes,
  };
  // The other routes are not asked.
  const nothing: object = new Proxy({}, { get: () => nothing });
  const given: Record<string, unknown> = { ...deps, strictTransportSecurity: false };
  const app = createApp(new Proxy({}, { get: (_, name) => given[String(name)] ?? nothing }) as AppDeps);
  const knock = (path = '/', headers: Record<string, string> = handshake) => app.request(path, { headers });
  return { antechamber, knock, visits };
}

describe('socketRoutes()', () => {
  test.each(['/', '/sessions/main/socket'])(
    'refuses whom there is no room for at %s, until somebody leaves',
    async (path) => {
      const { knock, visits } = openHouse();
      await knock();
      await knock('/sessions/other/socket');
      const refused = await knock(path);
      expect(refused.status).toBe(429);
      const { error } = await refused.json();
      expect(error).toMatchObject({ details: { code: 'TOO_MANY_SOCKETS' }, retryAfterMs: 1000 });
      visits[0]?.leave();
      expect((await knock(path)).status).toBe(200);
      expect(visits.map(({ session }) => session)).toEqual([null, 'other', path === '/' ? null : 'main']);
    },
  );

  test('opens the door of the gateway also under a prefix that a proxy left in the path, and nowhere else', async () => {
    const { knock, visits } = openHouse();
    for (const path of ['/pincer/', '/a/b/']) expect((await knock(path)).status, path).toBe(200);
    expect(visits.map(({ session }) => session)).toEqual([null, null]);
    const others = [
      '/pincer',
      '/chat/',
      '/pincer/chat/',
      '/sessions/',
      '/sessions/main/socket/',
      '/v1/',
      '/__openclaw__/',
    ];
    for (const path of others) {
      const house = openHouse();
      await house.knock(path);
      expect(house.visits, path).toEqual([]);
    }
    const error = new GatewayError('FORBIDDEN', 'no');
    const closed = openHouse({ refuse: () => ({ error, status: 421 }) });
    expect((await closed.knock('/pincer/')).status).toBe(421);
    expect(closed.visits).toEqual([]);
  });

  test('says in its answer when to come again', async () => {
    const full = () => {
      throw tooManySockets({ full: 'room', most: 2 });
    };
    const answer = await openHouse({ enter: full }).knock();
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('cache-control')]).toEqual([
      503,
      '1',
      'no-store',
    ]);
    expect(await answer.json()).toMatchObject({ error: { code: 'UNAVAILABLE', retryAfterMs: 1000 } });
  });

  test('lets nobody wait whom the web rules refuse', async () => {
    const error = new GatewayError('FORBIDDEN', 'no');
    const { antechamber, knock } = openHouse({ refuse: () => ({ error, status: 421 }) });
    expect((await knock()).status).toBe(421);
    expect(antechamber.places).toBe(0);
  });

  test.each<[string, Partial<SocketDeps>]>([
    ['it is not known who it is', { identify: () => Promise.reject(new GatewayError('FORBIDDEN', 'no')) }],
    ['the runtime cannot take it', { accept: () => Promise.reject(new GatewayError('UNAVAILABLE', 'no')) }],
  ])('gives the place back when %s', async (_name, changes) => {
    const { antechamber, knock } = openHouse(changes);
    for (let count = 0; count < 5; count += 1) expect([403, 503]).toContain((await knock()).status);
    expect(antechamber.places).toBe(0);
  });

  test.each([
    ['without a key', { 'sec-websocket-key': '' }],
    ['with a key of another length', { 'sec-websocket-key': 'c2hvcnQ=' }],
    ['of another version', { 'sec-websocket-version': '8' }],
    ['that is not meant for the next hop', { connection: 'keep-alive' }],
    ['with a protocol twice', { 'sec-websocket-protocol': 'a, a' }],
    ['with a protocol that is no word', { 'sec-websocket-protocol': 'a,,b' }],
  ])('refuses a handshake %s before it costs anything', async (_name, changes) => {
    const { antechamber, knock } = openHouse();
    expect((await knock('/', { ...handshake, ...changes })).status).toBe(400);
    expect(antechamber.places).toBe(0);
  });

  test.each([
    ['Firefox', { connection: 'keep-alive, Upgrade' }],
    ['a client that shouts', { connection: 'UPGRADE', upgrade: 'WebSocket' }],
    ['a client with protocols', { 'sec-websocket-protocol': 'chat, v2.chat' }],
  ])('takes the handshake of %s', async (_name, changes) => {
    const { knock, visits } = openHouse();
    expect((await knock('/', { ...handshake, ...changes })).status).toBe(200);
    expect(visits).toHaveLength(1);
  });
});
