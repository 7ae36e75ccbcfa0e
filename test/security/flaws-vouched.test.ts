// Section 1, the word of others: what an address, a proxy's header or Tailscale's says is worth, and to whom.
import { describe, expect, test } from 'vitest';
import { openDoors } from '../../src/assembly/doors.ts';
import { Attempts } from '../../src/auth/attempts.ts';
import { makePolicy } from '../../src/auth/policy.ts';
import { operations } from '../../src/protocol/operations.ts';
import { gatewaySettings, makeDevice as makeTestDevice } from '../auth/client.ts';
import { openHouse } from '../conformance/house.ts';
import { makeDevice } from '../fixtures/device.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { greet } from '../fixtures/greeting.ts';
import { node } from '../fixtures/runtimes.ts';
import { ask } from './asking.ts';
import { CLIENT, doorway, OWN, PROXY } from './doorway.ts';

const user = 'ada@example.com';
const forged = { 'x-forwarded-for': CLIENT, 'x-user': user };
const routes = Object.keys(operations)
  .filter((name) => name.includes('/'))
  .map((name) => name.split(' '));

const house = openHouse(
  (options) => startGateway(node, options),
  () => ({
    gateway: {
      trustedProxies: ['127.0.0.1'],
      auth: {
        mode: 'trusted-proxy',
        token: undefined,
        trustedProxy: { userHeader: 'x-user' },
        identityScopes: { [user]: ['operator.admin'] },
      },
    },
  }),
);

describe('[1] the word of others', () => {
  test("GHSA-hff7-ccv5-52f8 CVE-2026-32045: Tailscale's headers open a socket, and over HTTP every route asks for the token", async () => {
    const gateway = gatewaySettings({ tailscale: { mode: 'serve' } });
    const policy = makePolicy(gateway, { mode: 'token', secrets: { token: 'the-token' } });
    const doors = openDoors({
      policy: () => policy,
      attempts: new Attempts({ limits: () => gateway.auth.rateLimit, now: Date.now }),
      own: () => [],
      whois: async () => user,
      ownNames: () => [],
      now: Date.now,
    });
    const sent = new Headers({
      host: 'machine.tail.ts.net',
      'x-forwarded-for': '100.64.0.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'machine.tail.ts.net',
      'tailscale-user-login': user,
    });
    const approach = { peer: '127.0.0.1', managed: true };
    const { identity } = await doors.identify(sent, doors.facts(sent, approach));
    expect(identity).toMatchObject({ by: 'tailscale', user });
    for (const [, path = ''] of routes) {
      await expect(doors.admit(sent, approach, path), path).rejects.toMatchObject({ status: 401 });
      sent.set('authorization', 'Bearer wrong');
      await expect(doors.admit(sent, approach, path), path).rejects.toMatchObject({ status: 401 });
      sent.delete('authorization');
    }
  });

  test("GHSA-hff7-ccv5-52f8 CVE-2026-32045: on the ordinary port Tailscale's headers open nothing at all", async () => {
    const headers = {
      'tailscale-user-login': user,
      'x-forwarded-for': '100.64.0.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'm.ts.net',
    };
    const { socket, http } = doorway({ gateway: { tailscale: { mode: 'serve' } }, whois: async () => user });
    for (const peer of ['127.0.0.1', '100.64.0.7']) {
      expect(await socket({ peer, headers, device: await makeTestDevice() })).toEqual({
        refused: 'proxy_attribution_required',
      });
      expect(await http({ peer, headers })).toEqual({ refused: 'proxy_attribution_required' });
    }
  });

  test('GHSA-cjv3-m589-v3rx: who comes from the address of somebody who is in is a stranger', async () => {
    const { socket, http } = doorway();
    const auth = { token: 'the-token' };
    const peer = '192.0.2.66';
    const device = await makeTestDevice();
    expect(await socket({ connect: { auth }, device })).toMatchObject({ paired: true });
    expect(await socket({ peer, connect: { auth }, device })).toMatchObject({ method: 'token' });
    for (const address of [peer, '127.0.0.1']) {
      expect(await socket({ peer: address })).toEqual({ refused: 'device_identity_required' });
      expect(await socket({ peer: address, device: await makeTestDevice() })).toEqual({ refused: 'token_missing' });
      expect(await socket({ peer: address, connect: { role: 'node' } })).toHaveProperty('refused');
      expect(await http({ peer: address })).toEqual({ refused: 'token_missing' });
    }
  });

  test('CVE-2026-53832: a program of this machine that sends the user header is trusted_proxy_loopback_source, over HTTP and on a socket', async () => {
    const { http } = house.gateway;
    for (const headers of [forged, { 'x-user': user }, { ...forged, authorization: 'Bearer guess' }]) {
      for (const [method = '', path = ''] of routes.filter(
        ([, one]) => one?.startsWith('/v1/models') || one === '/tools/invoke',
      )) {
        const answer = await ask(`${http}${path}`, { method, headers, body: '' });
        expect([path, answer.status]).toEqual([path, 401]);
      }
    }
    for (const headers of [forged, { 'x-user': user }]) {
      const client = await house.open({ socket: { headers } });
      const { error } = await greet(client, house.gateway, { auth: {}, device: { device: makeDevice() } });
      expect(error?.details).toMatchObject({ rule: 'trusted_proxy_loopback_source' });
    }
  });

  test('CVE-2026-53832: allowLoopback lets a listed proxy of this machine speak, and an own address never', async () => {
    const auth = { trustedProxy: { userHeader: 'x-user', allowLoopback: true } };
    const gateway = { trustedProxies: ['127.0.0.1', OWN], auth };
    const { socket } = doorway({ mode: 'trusted-proxy', gateway });
    expect(await socket({ headers: forged })).toMatchObject({ method: 'trusted-proxy', user });
    expect(await socket({ peer: OWN, headers: forged })).toEqual({ refused: 'trusted_proxy_local_interface_source' });
    const unlisted = doorway({ mode: 'trusted-proxy', gateway: { ...gateway, trustedProxies: [PROXY] } });
    expect(await unlisted.socket({ headers: forged })).toHaveProperty('refused');
  });

  test("CL:2642: what spares the proxy's users the pairing is for operators, and nobody comes in as a node by it", async () => {
    const deviceAutoApprove = { enabled: true, scopes: ['operator.read' as const] };
    const auth = {
      trustedProxy: { userHeader: 'x-user', deviceAutoApprove },
      identityScopes: { [user]: ['operator.admin' as const] },
    };
    const { socket, ledger } = doorway({ mode: 'trusted-proxy', gateway: { trustedProxies: [PROXY], auth } });
    for (const id of ['openclaw-control-ui', 'webchat-ui', 'node-host', 'openclaw-ios'] as const) {
      const client = { id, mode: 'webchat', version: '1', platform: 'Web' } as const;
      const device = await makeTestDevice();
      const headers = { ...forged, origin: 'http://localhost:18789' };
      const knock = { peer: PROXY, headers, device };
      expect(await socket({ ...knock, connect: { client, role: 'node' } }), id).toEqual({
        refused: 'role_not_supported',
      });
      expect(await ledger.get(device.id), id).toBeNull();
    }
  });
});
