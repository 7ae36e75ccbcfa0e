// Section 1, devices and scopes: nobody gets more than somebody gave who had it, and what is taken away is gone at once.
import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { makeDevice as makeTestDevice } from '../auth/client.ts';
import { openHouse } from '../conformance/house.ts';
import { type Device, makeDevice } from '../fixtures/device.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { greet, helloOf, send } from '../fixtures/greeting.ts';
import { A_SECOND_MS } from '../fixtures/patience.ts';
import { node } from '../fixtures/runtimes.ts';
import { CLIENT, doorway, PROXY } from './doorway.ts';

const Rotated = v.object({ scopes: v.array(v.string()), token: v.optional(v.string()) });
const read = ['operator.read'];
const both = ['operator.read', 'operator.write'];
const all = [...both, 'operator.admin'];
const expelled = { code: 4001, reason: 'gateway auth changed' };

const house = openHouse((options) => startGateway(node, options));

async function pair(scopes: string[], device: Device = makeDevice()) {
  const client = await house.connect({ device: { device }, scopes });
  return { id: device.id, device, client, deviceToken: helloOf(client).auth.deviceToken ?? '' };
}

const rotation = (deviceId: string, scopes?: string[]) => ({
  deviceId,
  role: 'operator',
  ...(scopes ? { scopes } : {}),
});

describe('[1] scopes of devices', () => {
  test('GHSA-4jpw-hj22-2xmc GHSA-2pwv-x786-56f8 GHSA-7jrw-x62h-64p8: a rotated token has what the caller has, was approved and was asked for', async () => {
    const owner = ['operator.admin', 'operator.pairing'];
    const helper = ['operator.pairing', 'operator.read'];
    for (const [callers, approved, asked, given] of [
      [owner, all, both, both],
      [owner, read, all, read],
      [owner, both, undefined, both],
      [helper, all, all, read],
      [helper, all, undefined, read],
    ] as const) {
      const { id, device } = await pair([...approved]);
      const caller = await house.connect({ scopes: [...callers] });
      const rotated = v.parse(Rotated, await caller.request('device.token.rotate', rotation(id, asked && [...asked])));
      expect([callers, approved, asked, rotated.scopes]).toEqual([callers, approved, asked, given]);
      expect(rotated.token).toBeUndefined();
      const list = JSON.stringify(await caller.request('device.pair.list'));
      expect(list).toContain(device.id);
      caller.terminate();
    }
  });

  test('GHSA-4jpw-hj22-2xmc GHSA-2pwv-x786-56f8 GHSA-7jrw-x62h-64p8: a device that renews its own token grows by nothing, now and later', async () => {
    const { id, device, client } = await pair(read);
    const { token = '', scopes } = v.parse(
      Rotated,
      await client.request('device.token.rotate', rotation(id, [...all, 'operator.read'])),
    );
    expect(scopes).toEqual(read);
    const again = await house.connect({ device: { device }, scopes: all, auth: { deviceToken: token } });
    expect(helloOf(again).auth).toMatchObject({ method: 'device-token', scopes: read });
    expect(await again.refusal('device.token.rotate', rotation(id, ['operator.admin']))).toMatchObject({
      message: expect.stringContaining('none of these scopes was approved'),
    });
  });

  test('GHSA-4jpw-hj22-2xmc GHSA-2pwv-x786-56f8 GHSA-7jrw-x62h-64p8: a refusal does not tell whether there is such a device', async () => {
    const { id } = await pair(all);
    const { client: stranger } = await pair(read);
    const helper = await house.connect({ scopes: ['operator.pairing'] });
    for (const method of ['device.token.rotate', 'device.token.revoke', 'device.pair.remove']) {
      const refusals = [];
      for (const deviceId of [id, 'f'.repeat(64)]) refusals.push(await stranger.refusal(method, rotation(deviceId)));
      expect(refusals[0], method).toEqual(refusals[1]);
      expect(refusals[0]?.message, method).toBe('missing scope: operator.pairing');
    }
    const refusal = await helper.refusal('device.token.rotate', rotation('f'.repeat(64)));
    expect(refusal.message).not.toContain('f'.repeat(64));
  });

  test('GHSA-rqpp-rjj8-7wv8 GHSA-48vw-m3qc-wr99 CVE-2026-53821 GHSA-qjpc-qf9m-xwmr: scopes that a client without a device claims are not its own', async () => {
    const asks = { scopes: [...all, 'operator.pairing'] };
    const remote = { peer: '192.0.2.66', connect: { ...asks, auth: { token: 'the-token' } } };
    for (const ceiling of [undefined, 'operator.admin', all.join()]) {
      const headers: Record<string, string> = ceiling === undefined ? {} : { 'x-openclaw-scopes': ceiling };
      expect(await doorway().socket({ ...remote, headers })).toMatchObject({ method: 'token', scopes: [] });
    }
    const probe = await house.connect({ client: { mode: 'probe' }, scopes: all });
    expect(helloOf(probe).auth.scopes).toEqual([]);
  });

  test('GHSA-rqpp-rjj8-7wv8 GHSA-48vw-m3qc-wr99 CVE-2026-53821 GHSA-qjpc-qf9m-xwmr: x-openclaw-scopes only takes away, and an empty one takes all', async () => {
    const user = 'ada@example.com';
    const auth = { trustedProxy: { userHeader: 'x-user' }, identityScopes: { [user]: ['operator.read' as const] } };
    const { socket, http } = doorway({ mode: 'trusted-proxy', gateway: { trustedProxies: [PROXY], auth } });
    const device = await makeTestDevice();
    for (const [ceiling, given] of [
      [undefined, read],
      ['operator.admin', read],
      ['operator.read,operator.admin', read],
      ['operator.write', read],
      ['operator.approvals', []],
      ['', []],
      [' ', []],
    ] as const) {
      const headers: Record<string, string> = { 'x-forwarded-for': CLIENT, 'x-user': user };
      if (ceiling !== undefined) headers['x-openclaw-scopes'] = ceiling;
      const from = { peer: PROXY, headers, connect: { scopes: all } };
      for (const verdict of [await socket(from), await socket({ ...from, device }), await http(from)]) {
        expect([ceiling, verdict]).toEqual([ceiling, expect.objectContaining({ scopes: given })]);
      }
    }
  });
});

describe('[1] what is taken away', () => {
  test('CVE-2026-34503: a device that is revoked, rotated or removed loses its sockets within a second, and what it still waits for', async () => {
    const owner = await house.connect({ scopes: ['operator.admin'] });
    for (const method of ['device.token.revoke', 'device.token.rotate', 'device.pair.remove']) {
      const { id, device, client, deviceToken } = await pair(both);
      const key = house.key();
      const path = `/sessions/${key}/socket`;
      const inside = await house.connect({ path, device: { device }, scopes: both, auth: { deviceToken } });
      const onTheWay = await house.open();
      const gate = house.model.gates(`endless in ${key}`);
      const { runId } = await send(client, key, `endless in ${key}`);
      const waiting = client.answer('agent.wait', { runId, timeoutMs: 60_000 });
      const lost = expect(waiting, method).rejects.toThrow('closed the connection: 4001');
      const began = performance.now();
      await owner.request(method, rotation(id));
      expect(await Promise.all([client.closed, inside.closed]), method).toEqual([expelled, expelled]);
      expect(performance.now() - began, method).toBeLessThan(A_SECOND_MS);
      await lost;
      const { error } = await greet(onTheWay, house.gateway, { device: { device }, auth: { deviceToken } });
      expect(error?.details, method).toMatchObject({ code: 'AUTH_DEVICE_TOKEN_MISMATCH' });
      gate.end();
    }
    expect((await owner.answer('health')).ok).toBe(true);
  });

  test('CVE-2026-34503: other rules in the settings end within a second what they opened, handshakes too', async () => {
    const origins = ['https://one.example'];
    const gateway = await house.start({ settings: { gateway: { controlUi: { allowedOrigins: origins } } } });
    const [device, secret] = [makeDevice(), await house.connect({ to: gateway })];
    const paired = await house.connect({ to: gateway, device: { device } });
    const auth = { deviceToken: helloOf(paired).auth.deviceToken ?? '' };
    const again = await house.connect({ to: gateway, device: { device }, auth });
    const onTheWay = await house.open({ to: gateway });
    const began = performance.now();
    const text = readFileSync(gateway.settingsFile, 'utf8');
    writeFileSync(gateway.settingsFile, text.replace('https://one.example', 'https://other.example'));
    const closed = await Promise.all([secret, paired, again, onTheWay].map((client) => client.closed));
    expect(closed).toEqual(Array(4).fill(expelled));
    expect(performance.now() - began).toBeLessThan(A_SECOND_MS);
    await gateway.stop();
  });
});
