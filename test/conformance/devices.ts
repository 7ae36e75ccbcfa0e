// Devices: a signed challenge, the silent approval of the gateway's own machine, and the token that is enough afterwards.
import { describe, expect, test } from 'vitest';
import { makeDevice } from '../fixtures/device.ts';
import { type Greeting, greet, helloOf } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

const scopes = ['operator.read', 'operator.write'];

export function devices(house: House): void {
  describe('devices', () => {
    test.each(['v2', 'v3'] as const)(
      'a device that signs %s is approved, and its token is enough afterwards',
      async (version) => {
        const device = { device: makeDevice(), version };
        const client = { platform: ' Linux X86_64 ', deviceFamily: 'PC' };
        const first = helloOf(await house.connect({ client, device, scopes })).auth;
        expect(first).toMatchObject({
          scopes,
          deviceToken: expect.stringMatching(/^[\w-]{43}$/),
          issuedAtMs: expect.any(Number),
        });
        const token = first.deviceToken ?? '';

        for (const auth of [{ deviceToken: token }, { token }]) {
          const again = helloOf(await house.connect({ client, device, scopes, auth })).auth;
          expect(again).toMatchObject({ method: 'device-token', scopes, deviceToken: token });
        }
      },
    );

    test('the same device gets the same token, and another one when its scopes grow', async () => {
      const device = { device: makeDevice() };
      const tokenFor = async (wanted: string[]) =>
        helloOf(await house.connect({ device, scopes: wanted })).auth.deviceToken;
      const small = await tokenFor(['operator.read']);
      expect(await tokenFor(['operator.read'])).toBe(small);
      const grown = await tokenFor(scopes);
      expect(grown).not.toBe(small);
      const old = await house.open();
      const { error } = await greet(old, house.gateway, { device, scopes, auth: { deviceToken: small ?? '' } });
      expect(error).toMatchObject({ details: { code: 'AUTH_DEVICE_TOKEN_MISMATCH' } });
    });

    test('a device token grants no more than was approved', async () => {
      const device = { device: makeDevice() };
      const { deviceToken = '' } = helloOf(await house.connect({ device, scopes: ['operator.read'] })).auth;
      const client = await house.connect({ device, scopes: [...scopes, 'operator.admin'], auth: { deviceToken } });
      expect(helloOf(client).auth.scopes).toEqual(['operator.read']);
    });

    test("a device's token is worth nothing to another device, nor to none", async () => {
      const { deviceToken = '' } = helloOf(await house.connect({ device: { device: makeDevice() } })).auth;
      const others: Greeting[] = [{ device: { device: makeDevice() } }, {}];
      for (const other of others) {
        const client = await house.open();
        const { error } = await greet(client, house.gateway, { ...other, auth: { deviceToken } });
        expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { code: 'AUTH_DEVICE_TOKEN_MISMATCH' } });
      }
    });

    test.each([
      {
        what: 'without a nonce',
        changes: { nonce: undefined },
        code: 'NONCE_REQUIRED',
        reason: 'device-nonce-missing',
      },
      {
        what: "with another challenge's nonce",
        changes: { nonce: 'other' },
        code: 'NONCE_MISMATCH',
        reason: 'device-nonce-mismatch',
      },
      {
        what: 'with a signature of something else',
        changes: { signature: 'A'.repeat(86) },
        code: 'SIGNATURE_INVALID',
        reason: 'device-signature',
      },
      {
        what: 'that is too old',
        changes: { signedAt: Date.now() - 121_000 },
        code: 'SIGNATURE_EXPIRED',
        reason: 'device-signature-stale',
      },
      {
        what: 'under another id',
        changes: { id: 'f'.repeat(64) },
        code: 'DEVICE_ID_MISMATCH',
        reason: 'device-id-mismatch',
      },
      {
        what: 'with a key that is none',
        changes: { publicKey: 'AAAA' },
        code: 'PUBLIC_KEY_INVALID',
        reason: 'device-public-key',
      },
    ])('a proof $what is refused whatever the token', async ({ changes, code, reason }) => {
      const client = await house.open();
      const { error } = await greet(client, house.gateway, { device: { device: makeDevice(), changes } });
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { code: `DEVICE_AUTH_${code}`, reason } });
      expect((await client.closed).code).toBe(1008);
    });

    test('device.pair.list tells of every paired device, and of none of its secrets', async () => {
      const device = makeDevice();
      const client = await house.connect({ device: { device }, client: { id: 'openclaw-tui', mode: 'ui' } });
      const list = await client.request('device.pair.list');
      expect(list).toMatchObject({
        pending: [],
        paired: expect.arrayContaining([
          expect.objectContaining({ deviceId: device.id, clientId: 'openclaw-tui', role: 'operator' }),
        ]),
      });
      expect(JSON.stringify(list)).not.toContain(helloOf(client).auth.deviceToken);
    });

    test('password mode takes the password in either field, and says what was wrong with another', async () => {
      const password = 'a-password-for-tests';
      const gateway = await house.start({ settings: { gateway: { auth: { mode: 'password', password } } } });
      for (const auth of [{ password }, { token: password }]) {
        const client = await house.connect({ to: gateway, auth });
        expect(helloOf(client)).toMatchObject({ snapshot: { authMode: 'password' }, auth: { method: 'password' } });
      }
      const cases = [
        { greeting: { auth: { password: 'wrong' } }, code: 'AUTH_PASSWORD_MISMATCH' },
        { greeting: { auth: {}, device: { device: makeDevice() } }, code: 'AUTH_PASSWORD_MISSING' },
      ];
      for (const { greeting, code } of cases) {
        const { error } = await greet(await house.open({ to: gateway }), gateway, greeting);
        expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { code } });
      }
      await gateway.stop();
    });

    test('without authentication, the own machine comes in without a credential', async () => {
      const gateway = await house.start({ settings: { gateway: { auth: { mode: 'none' } } } });
      const client = await house.connect({ to: gateway, auth: {} });
      expect(helloOf(client)).toMatchObject({
        snapshot: { authMode: 'none' },
        auth: { scopes: ['operator.read', 'operator.write', 'operator.admin'] },
      });
      await gateway.stop();
    });
  });
}
