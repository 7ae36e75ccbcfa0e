// Rules and secrets change while people are in: what was taken away ends what it opened, and a broken edit ends nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeDevice } from '../fixtures/device.ts';
import { makeDirectory } from '../fixtures/gateway.ts';
import { greet, helloOf } from '../fixtures/greeting.ts';
import { A_SECOND_MS } from '../fixtures/patience.ts';
import type { House } from './house.ts';

const NEW = 'another-token-that-nobody-would-guess-either';
const changed = { code: 4001, reason: 'gateway auth changed' };

export function doors(house: House): void {
  // At the edge the settings are variables: to change them is to deploy anew, and every line is cut then.
  describe.skipIf(house.edge)('doors', () => {
    const edit = (file: string, from: string, to: string) => {
      const text = readFileSync(file, 'utf8');
      expect(text).toContain(from);
      writeFileSync(file, text.replace(from, to));
    };
    const statusOf = async (http: string, token: string) =>
      (await fetch(`${http}/v1/models`, { headers: { authorization: `Bearer ${token}` } })).status;

    test('a rotated token ends within a second what the old one opened, and nothing else', async () => {
      const gateway = await house.start();
      const { token, settingsFile } = gateway;
      const device = makeDevice();
      const signedIn = await house.connect({ to: gateway, device: { device } });
      const { deviceToken = '' } = helloOf(signedIn).auth;
      const byDeviceToken = await house.connect({ to: gateway, device: { device }, auth: { deviceToken } });
      const bySecret = await house.connect({ to: gateway });
      const onTheWay = await house.open({ to: gateway });

      const began = performance.now();
      edit(settingsFile, token, NEW);
      expect(await Promise.all([bySecret.closed, signedIn.closed, onTheWay.closed])).toEqual(Array(3).fill(changed));
      expect(performance.now() - began).toBeLessThan(A_SECOND_MS);
      expect((await byDeviceToken.answer('health')).ok).toBe(true);

      const late = await house.open({ to: gateway });
      const { error } = await greet(late, gateway, { auth: { token } });
      expect(error?.details).toMatchObject({ code: 'AUTH_TOKEN_MISMATCH', rule: 'token_mismatch' });
      expect([await statusOf(gateway.http, token), await statusOf(gateway.http, NEW)]).toEqual([401, 200]);
      await house.connect({ to: gateway, auth: { token: NEW } });
      await gateway.stop();
    });

    test('a secret that stands in a file is read anew when the file changes', async () => {
      const file = join(makeDirectory('secret'), 'token');
      writeFileSync(file, 'the-first-token-of-the-file\n', { mode: 0o600 });
      const auth = { mode: 'token' as const, token: { source: 'file' as const, id: file } };
      const gateway = await house.start({ settings: { gateway: { auth } } });
      const client = await house.connect({ to: gateway, auth: { token: 'the-first-token-of-the-file' } });
      writeFileSync(file, 'the-second-token-of-the-file\n');
      expect(await client.closed).toEqual(changed);
      await house.connect({ to: gateway, auth: { token: 'the-second-token-of-the-file' } });
      await gateway.stop();
    });

    test('other rules let everyone in anew, and a broken edit changes nothing and says why', async () => {
      const gateway = await house.start({
        settings: { gateway: { controlUi: { allowedOrigins: ['https://one.example'] } } },
      });
      const client = await house.connect({ to: gateway });
      edit(gateway.settingsFile, 'https://one.example', 'https://other.example');
      expect(await client.closed).toEqual(changed);

      const again = await house.connect({ to: gateway });
      writeFileSync(gateway.settingsFile, '{ gateway: { auth: ');
      expect(await statusOf(gateway.http, gateway.token)).toBe(200);
      expect((await again.answer('health')).ok).toBe(true);
      expect(gateway.output()).toMatch(
        /was changed, and who may come in stays as it was: ["']?The settings are not JSON5/,
      );
      await gateway.stop();
    });

    test('a refusal stands in the log with its rule and its next step, and no secret does', async () => {
      const stranger = await house.open();
      const tried = 'a-token-that-somebody-tried';
      const { error } = await greet(stranger, house.gateway, { auth: { token: tried } });
      const owner = await house.connect();
      const { lines } = (await owner.request('logs.tail', { limit: 5000 })) as { lines: string[] };
      const line = lines.findLast((text) => text.includes('"event":"refusal"')) ?? expect.fail('nothing was logged');
      expect(JSON.parse(line).properties).toMatchObject({
        way: 'socket',
        code: 'AUTH_TOKEN_MISMATCH',
        rule: 'token_mismatch',
        message: error?.message,
        address: '127.0.0.1',
        client: 'test',
      });
      for (const secret of [tried, house.gateway.token]) expect(lines.join('\n')).not.toContain(secret);
    });
  });
}
