// Section 1, what pages of other sites try: their Origin, their requests across sites, and names that lead here.
import { describe, expect, test } from 'vitest';
import { refuseBind } from '../../src/auth/bind.ts';
import { operations } from '../../src/protocol/operations.ts';
import { gatewaySettings } from '../auth/client.ts';
import { openHouse } from '../conformance/house.ts';
import { Client } from '../fixtures/client.ts';
import { makeDevice } from '../fixtures/device.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { greet } from '../fixtures/greeting.ts';
import { node } from '../fixtures/runtimes.ts';
import { ask, codeIn } from './asking.ts';
import { CLIENT, doorway, PROXY } from './doorway.ts';

const OWN_PAGE = 'https://chat.example.com';
const EVIL = 'https://evil.example';

const house = openHouse(
  (options) => startGateway(node, options),
  () => ({
    // A setting of other gateways, which would let whoever may choose a Host name choose an Origin.
    gateway: { controlUi: { allowedOrigins: [OWN_PAGE], dangerouslyAllowHostHeaderOriginFallback: true } },
  }),
);

const bearer = () => ({ authorization: `Bearer ${house.gateway.token}` });
const changing = Object.keys(operations)
  .filter((name) => /^(POST|PUT) /.test(name))
  .map((name) => name.split(' '));

describe('[1] pages of other sites', () => {
  test('CVE-2026-26317: what changes something is refused to a foreign Origin and across sites, also with the right token', async () => {
    expect(changing.length).toBeGreaterThan(3);
    for (const [method = '', path = ''] of changing) {
      const post = (headers: Record<string, string>) =>
        ask(`${house.gateway.http}${path}`, { method, headers: { ...bearer(), ...headers }, body: '{}' });
      for (const origin of [EVIL, 'null', 'http://127.0.0.1:1', `${house.gateway.http}.evil.example`]) {
        const answer = await post({ origin });
        expect([path, answer.status, codeIn(answer)]).toEqual([path, 403, 'CONTROL_UI_ORIGIN_NOT_ALLOWED']);
      }
      const across = await post({ 'sec-fetch-site': 'cross-site' });
      expect([path, across.status, codeIn(across)]).toEqual([path, 403, 'CROSS_SITE_REQUEST']);
      const own = await post({ origin: house.gateway.http, 'sec-fetch-site': 'same-origin' });
      expect(own.status, path).not.toBe(403);
    }
  });

  test('CVE-2026-26317: a cookie opens nothing, and none is set', async () => {
    const { token } = house.gateway;
    const cookie = ['token', 'session', 'auth', 'openclaw', 'Authorization']
      .map((name) => `${name}=${token}`)
      .join('; ');
    for (const [method = '', path = ''] of [...changing, ['GET', '/v1/models']]) {
      const body = method === 'GET' ? '' : '{}';
      const { status, headers } = await ask(`${house.gateway.http}${path}`, { method, headers: { cookie }, body });
      expect([path, status]).toEqual([path, 401]);
      expect(headers).not.toHaveProperty('set-cookie');
    }
    const client = await house.open({ socket: { headers: { cookie } } });
    expect((await greet(client, house.gateway, { auth: {} })).error).toMatchObject({ code: 'NOT_PAIRED' });
    for (const path of ['/', '/control-ui-config.json', '/healthz']) {
      expect((await ask(`${house.gateway.http}${path}`, { headers: bearer() })).headers).not.toHaveProperty(
        'set-cookie',
      );
    }
  });

  test('GHSA-5wcw-8jjv-m286: an evil Origin is refused in every mode, with forwarding headers and without', async () => {
    const forwarded = { 'x-forwarded-for': CLIENT, 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    const gateway = { trustedProxies: [PROXY], auth: { trustedProxy: { userHeader: 'x-user' } } };
    for (const mode of ['token', 'password', 'none', 'trusted-proxy'] as const) {
      const { socket, http } = doorway({ mode, gateway });
      const connect = { auth: mode === 'token' ? { token: 'the-token' } : { password: 'the-password' } };
      const right = `Bearer ${mode === 'token' ? 'the-token' : 'the-password'}`;
      for (const [peer, headers] of [
        ['127.0.0.1', {}],
        [PROXY, forwarded],
        [PROXY, { ...forwarded, 'x-user': 'ada@example.com' }],
      ] as const) {
        for (const origin of [EVIL, 'null']) {
          const from = { peer, headers: { ...headers, origin, authorization: right } };
          const rule = origin === 'null' ? 'origin_missing_or_invalid' : 'origin_not_allowed';
          expect(await socket({ ...from, connect }), mode).toEqual({ refused: rule });
          expect(await http(from), mode).toEqual({ refused: rule });
        }
      }
    }
  });

  test('GHSA-5wcw-8jjv-m286: the owner who is lured to an evil page stays out through it, whatever the page knows', async () => {
    const client = { id: 'openclaw-control-ui', mode: 'webchat' };
    const visitor = await house.open({ socket: { origin: EVIL } });
    const { error } = await greet(visitor, house.gateway, { client, device: { device: makeDevice() } });
    expect(error).toMatchObject({ details: { code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED' } });
    const headers = { origin: EVIL, 'x-forwarded-for': CLIENT, 'x-forwarded-host': 'evil.example' };
    expect(await Client.knock(house.gateway.url, { headers })).toBe(403);
  });

  test('oc#42507: 127.evil.com is a name and not loopback, as a Host, an Origin, a peer and a place to listen', async () => {
    for (const name of ['127.evil.com', '127.0.0.1.evil.com', '127-0-0-1.evil.com', 'localhost.evil.com']) {
      expect((await ask(`${house.gateway.http}/healthz`, { headers: { host: name } })).status, name).toBe(421);
      const { facts } = doorway();
      expect(facts({ peer: name }), name).toMatchObject({ local: false, address: 'unknown' });
      const page = { host: '127.0.0.1', origin: `http://${name}` };
      expect(await doorway({ mode: 'none' }).socket({ headers: page }), name).toHaveProperty('refused');
      const bound = gatewaySettings({ bind: 'custom', customBindHost: name });
      expect(refuseBind(bound, 'none', {}), name).toContain('Cannot bind beyond loopback');
    }
  });

  test('DNS rebinding: a Host that is no name of this gateway is 421 everywhere, whatever allows the Host to choose the Origin', async () => {
    const { port } = house.gateway;
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      'localhost.evil.example',
      'machine.evil.ts.net',
      'chat.example.com.evil.example',
    ]) {
      const headers = { host, origin: `http://${host}`, ...bearer() };
      for (const [method = '', path = ''] of [
        ...changing,
        ['GET', '/'],
        ['GET', '/healthz'],
        ['GET', '/control-ui-config.json'],
      ]) {
        const answer = await ask(`${house.gateway.http}${path}`, { method, headers, body: '' });
        expect([host, path, answer.status, codeIn(answer)]).toEqual([host, path, 421, 'HOST_NOT_ALLOWED']);
      }
      expect(await Client.knock(house.gateway.url, { headers: { host, origin: `http://${host}` } }), host).toBe(421);
    }
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, 'chat.example.com']) {
      expect((await ask(`${house.gateway.http}/healthz`, { headers: { host } })).status, host).toBe(200);
    }
  });

  test('DNS rebinding: a Host that says localhost makes nobody local', async () => {
    const { facts, socket } = doorway();
    for (const host of ['localhost', '127.0.0.1', '[::1]:18789']) {
      expect(facts({ peer: '192.0.2.66', headers: { host } })).toMatchObject({ local: false, address: '192.0.2.66' });
      const stranger = { peer: '192.0.2.66', headers: { host }, connect: { auth: { token: 'the-token' } } };
      expect(await socket(stranger)).toMatchObject({ scopes: [] });
      expect(await doorway({ mode: 'none' }).socket(stranger)).toEqual({ refused: 'none_only_locally' });
    }
  });
});
