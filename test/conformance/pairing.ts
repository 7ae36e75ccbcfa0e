// Devices that come over a network: the request, the answer, what they may then, and how it ends.
import { networkInterfaces } from 'node:os';
import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';
import type { Client } from '../fixtures/client.ts';
import { type Device, makeDevice } from '../fixtures/device.ts';
import type { Gateway } from '../fixtures/gateway.ts';
import { type Greeting, greet, helloOf } from '../fixtures/greeting.ts';
import { A_SECOND_MS } from '../fixtures/patience.ts';
import type { House } from './house.ts';

const { address } = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4') ?? { address: null };

const Rotated = v.object({ token: v.string() });
const read = ['operator.read'];
const both = ['operator.read', 'operator.write'];

/** Only where this machine has an address of its own: over loopback nobody has to ask. */
export function pairing(house: House): void {
  describe.skipIf(address === null)('pairing', () => {
    test('a device from the network asks, is approved, reloads, asks for more, gets a new token, and is removed', async () => {
      const { gateway, lan } = await opened(house);
      const owner = await house.connect({ to: gateway, scopes: ['operator.admin'] });
      const device = makeDevice();

      const first = await refused(house, lan, device, { scopes: read });
      expect(first.error).toMatchObject({
        code: 'NOT_PAIRED',
        message: 'pairing required: device pairing required',
        details: { code: 'PAIRING_REQUIRED', reason: 'not-paired', deviceId: device.id, requestedScopes: read },
      });
      expect(first.closing).toEqual({ code: 1008, reason: `${first.error?.message} (requestId: ${first.requestId})` });
      expect((await owner.event('device.pair.requested')).payload).toMatchObject({
        requestId: first.requestId,
        deviceId: device.id,
        remoteIp: address,
        scopes: read,
        isRepair: false,
      });
      expect((await refused(house, lan, device, { scopes: read })).requestId).toBe(first.requestId);
      expect(await owner.request('device.pair.list')).toMatchObject({ pending: [{ requestId: first.requestId }] });

      await owner.request('device.pair.approve', { requestId: first.requestId });
      expect((await owner.event('device.pair.resolved')).payload).toMatchObject({ decision: 'approved' });
      const came = helloOf(await house.connect({ to: lan, device: { device }, scopes: read })).auth;
      expect(came).toMatchObject({ method: 'token', scopes: read, deviceToken: expect.any(String) });
      const { deviceToken = '' } = came;

      const wide = { scopes: [...both, 'operator.admin'], auth: { deviceToken } };
      expect(helloOf(await house.connect({ to: lan, device: { device }, ...wide })).auth.scopes).toEqual(read);
      const upgrade = await refused(house, lan, device, { scopes: both });
      expect(upgrade.error).toMatchObject({
        message: 'pairing required: scope upgrade pending approval',
        details: { reason: 'scope-upgrade', approvedScopes: read, requestedScopes: both },
      });
      await owner.request('device.pair.approve', { requestId: upgrade.requestId });
      const live = await house.connect({ to: lan, device: { device }, scopes: both });
      const second = helloOf(live).auth.deviceToken ?? '';
      expect(second).not.toBe(deviceToken);

      const rotated = await live.request('device.token.rotate', { deviceId: device.id, role: 'operator' });
      const { token } = v.parse(Rotated, rotated);
      const stale = await refused(house, lan, device, { scopes: both, auth: { deviceToken: second } });
      expect(stale.error).toMatchObject({ details: { code: 'AUTH_DEVICE_TOKEN_MISMATCH' } });
      const renewed = await house.connect({ to: lan, device: { device }, scopes: both, auth: { deviceToken: token } });
      expect(helloOf(renewed).auth).toMatchObject({ method: 'device-token', scopes: both, deviceToken: token });

      const started = performance.now();
      await owner.request('device.pair.remove', { deviceId: device.id });
      const closed = { code: 4001, reason: 'gateway auth changed' };
      expect(await Promise.all([live.closed, renewed.closed])).toEqual([closed, closed]);
      expect(performance.now() - started).toBeLessThan(A_SECOND_MS);
      const gone = await refused(house, lan, device, { scopes: both, auth: { deviceToken: token } });
      expect(gone.error).toMatchObject({ details: { code: 'AUTH_DEVICE_TOKEN_MISMATCH' } });
      await gateway.stop();
    });

    test('GHSA-4jpw-hj22-2xmc: nobody gives more than he has, neither by approval nor by a new token', async () => {
      const { gateway, lan } = await opened(house);
      const helper = await house.connect({ to: gateway, scopes: ['operator.pairing', 'operator.read'] });
      const device = makeDevice();
      const { requestId } = await refused(house, lan, device, { scopes: [...both, 'operator.admin'] });
      const approved = await helper.request('device.pair.approve', { requestId });
      expect(approved).toMatchObject({ device: { scopes: read, tokens: [{ scopes: read }] } });
      const live = await house.connect({ to: lan, device: { device }, scopes: read });
      const wish = { deviceId: device.id, role: 'operator', scopes: ['operator.read', 'operator.admin'] };
      expect(await helper.request('device.token.rotate', wish)).toEqual({
        deviceId: device.id,
        role: 'operator',
        scopes: read,
        rotatedAtMs: expect.any(Number),
        tokenDelivery: 'withheld-cross-device',
      });
      expect((await live.closed).code).toBe(4001);
      await gateway.stop();
    });

    test('CVE-2026-34503: a device whose token is revoked loses its sockets, and a stranger learns nothing of it', async () => {
      const { gateway, lan } = await opened(house);
      const owner = await house.connect({ to: gateway, scopes: ['operator.admin'] });
      const [device, other] = [makeDevice(), makeDevice()];
      for (const one of [device, other]) {
        const { requestId } = await refused(house, lan, one, { scopes: read });
        await owner.request('device.pair.approve', { requestId });
      }
      const live = await house.connect({ to: lan, device: { device }, scopes: read });
      const { deviceToken = '' } = helloOf(live).auth;
      const path = `/sessions/${house.key()}/socket`;
      const inside = await house.connect({ to: lan, path, device: { device }, scopes: read, auth: { deviceToken } });
      const stranger = await house.connect({ to: lan, device: { device: other }, scopes: read });
      for (const deviceId of [device.id, 'of nobody']) {
        const refusal = await stranger.refusal('device.token.revoke', { deviceId, role: 'operator' });
        expect(refusal).toMatchObject({ code: 'FORBIDDEN', message: 'missing scope: operator.pairing' });
      }
      await owner.request('device.token.revoke', { deviceId: device.id, role: 'operator' });
      // At the edge a session looks for itself, before it serves or says anything more.
      if (house.edge) await vi.waitFor(() => expect(inside.answer('chat.history')).rejects.toThrow(), 10_000);
      expect((await Promise.all([live.closed, inside.closed])).map(({ code }) => code)).toEqual([4001, 4001]);
      const stale = await refused(house, lan, device, { scopes: read, auth: { deviceToken } });
      expect(stale.error).toMatchObject({ details: { code: 'AUTH_DEVICE_TOKEN_MISMATCH' } });
      const back = await house.connect({ to: lan, device: { device }, scopes: read });
      expect(helloOf(back).auth.deviceToken).not.toBe(deviceToken);
      expect(await back.request('device.token.revoke', { deviceId: device.id, role: 'operator' })).toMatchObject({
        revokedAtMs: expect.any(Number),
      });
      expect((await back.closed).code).toBe(4001);
      await gateway.stop();
    });

    test('a stranger without the secret makes no request, and a rejected one waits no longer, also after a restart', async () => {
      const { gateway, lan } = await opened(house);
      const stranger = await refused(house, lan, makeDevice(), { auth: {} });
      expect(stranger.error).toMatchObject({ details: { code: 'AUTH_TOKEN_MISSING' } });
      const { requestId } = await refused(house, lan, makeDevice(), { scopes: read });
      await gateway.stop();
      await gateway.restart();
      const owner = await house.connect({ to: gateway, scopes: ['operator.admin'] });
      expect(await owner.request('device.pair.list')).toMatchObject({ pending: [{ requestId }] });
      await owner.request('device.pair.reject', { requestId });
      expect(await owner.request('device.pair.list')).toEqual({ pending: [], paired: [] });
      expect(await owner.refusal('device.pair.approve', { requestId })).toMatchObject({ code: 'INVALID_REQUEST' });
      await gateway.stop();
    });
  });
}

async function opened(house: House): Promise<{ gateway: Gateway; lan: Gateway }> {
  if (house.edge) {
    // A Worker on this machine lets nobody else in; a proxy on it says for whom it asks.
    const gateway = await house.start({ settings: { gateway: { trustedProxies: ['127.0.0.1'] } } });
    return { gateway, lan: { ...gateway, headers: { 'x-forwarded-for': String(address) } } };
  }
  const gateway = await house.start({ settings: { gateway: { bind: 'lan' } } });
  return { gateway, lan: { ...gateway, url: `ws://${address}:${gateway.port}/` } };
}

async function refused(house: House, to: Gateway, device: Device, greeting: Greeting) {
  const client: Client = await house.open({ to });
  const { error } = await greet(client, to, { device: { device }, ...greeting });
  const requestId = v.safeParse(v.object({ requestId: v.string() }), error?.details);
  return { error, requestId: requestId.success ? requestId.output.requestId : '', closing: await client.closed };
}
