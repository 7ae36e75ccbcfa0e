// Section 1, secrets: how they are compared, when they are read, and that none is ever written down.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, describe, expect, test, vi } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { secretsMatch } from '../../src/auth/secret.ts';
import { openHouse } from '../conformance/house.ts';
import { Client } from '../fixtures/client.ts';
import { makeDevice } from '../fixtures/device.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { type Greeting, greet, helloOf, talk } from '../fixtures/greeting.ts';
import { MODEL_KEY, modelSettings } from '../fixtures/model.ts';
import { node } from '../fixtures/runtimes.ts';
import { ask } from './asking.ts';
import { comparisonsOfSecrets } from './comparisons.ts';

const Tail = v.object({ lines: v.array(v.string()) });
/** Secrets that the settings hold, and such as somebody tries. Ordinary words, so that no pattern gives them away. */
const kept = ['marmalade-on-the-header', 'marmalade-in-the-environment', 'marmalade-of-the-remote', MODEL_KEY];
const tried = (place: string) => `wrong-marmalade-${place}`;

/** A program that tells the log what it was started with, and what it should not say. */
const chatter = `console.error('the program was given', process.env.SERVICE_TOKEN, 'Bearer wrong-' + 'marmalade-printed')`;
/** Both sides are the owner's, and nobody who asks gets to hear of it. */
const ownOnly = [
  'src/auth/policy.ts: JSON.stringify(one.secrets) === JSON.stringify(other.secrets)',
  'src/machine/secret-sources.ts: kept.get(name)?.secret === secret',
  'src/machine/audit/',
];

const house = openHouse(
  (options) => startGateway(node, { ...options, flags: ['--verbose'] }),
  (model) => {
    const { models, agents } = modelSettings(model);
    const { test } = models.providers;
    return {
      models: { providers: { test: { ...test, headers: { 'x-extra-key': kept[0] ?? '' } } } },
      agents,
      gateway: { remote: { url: 'ws://127.0.0.1:1', token: kept[2] ?? '' } },
      mcp: {
        servers: {
          chatty: { command: process.execPath, args: ['-e', chatter], env: { SERVICE_TOKEN: kept[1] ?? '' } },
        },
      },
      logging: { level: 'debug' },
    };
  },
);

afterEach(() => vi.restoreAllMocks());

describe('[1] secrets', () => {
  test('CVE-2026-28475 GHSA-jmm5-fvh5-gf4p: secrets of any length are compared by digests of one length, and both are made', async () => {
    const expected = 'a-secret-of-some-length';
    const digest = vi.spyOn(crypto.subtle, 'digest');
    for (const given of ['', 'a', expected.slice(0, -1), `${expected}x`, 'x'.repeat(60_000), expected.toUpperCase()]) {
      digest.mockClear();
      expect(await secretsMatch(given, expected), given.slice(0, 40)).toBe(false);
      expect(digest.mock.calls.map(([algorithm]) => algorithm)).toEqual(['SHA-256', 'SHA-256']);
    }
    expect(await secretsMatch(expected, expected)).toBe(true);
  });

  test('CVE-2026-28475 GHSA-jmm5-fvh5-gf4p: no code compares a secret with ===', () => {
    const sample = 'given.token === expected; if (a.b?.deviceToken !== other) x(); String(password) == secret;';
    expect(comparisonsOfSecrets(sample)).toHaveLength(3);
    expect(comparisonsOfSecrets("token === undefined; mode !== 'password'; token.length === 5")).toEqual([]);
    const files = ['src', 'actors', 'routes', 'ui/src'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    );
    const found = files
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => comparisonsOfSecrets(readFileSync(file, 'utf8')).map((written) => `${file}: ${written}`));
    expect(found.filter((one) => !ownOnly.some((known) => one.startsWith(known)))).toEqual([]);
  });

  test('GHSA-xmxx-7p24-h892 GHSA-m8wm-r5vq-qjpg: after a rotation the very next request and the next upgrade are judged by the new token', async () => {
    const gateway = await house.start();
    const models = async (token: string) =>
      (await ask(`${gateway.http}/v1/models`, { headers: { authorization: `Bearer ${token}` } })).status;
    let { token } = gateway;
    for (let rotation = 1; rotation <= 3; rotation += 1) {
      const old = token;
      expect(await models(old)).toBe(200);
      token = `the-token-after-rotation-${rotation}`;
      writeFileSync(gateway.settingsFile, readFileSync(gateway.settingsFile, 'utf8').replace(old, token));
      expect(await models(old)).toBe(401);
      const late = await house.open({ to: gateway });
      expect((await greet(late, gateway, { auth: { token: old } })).ok).toBe(false);
      expect(await models(token)).toBe(200);
      await house.connect({ to: gateway, auth: { token } });
    }
    await gateway.stop();
  });

  test('oc#12542 oc#50614 oc#50615: no secret, right or wrong, is in the log, in logs.tail or on the terminal, wherever it was tried', async () => {
    const { gateway, model } = house;
    const { token, http, url } = gateway;
    const owner = await house.connect();
    const { deviceToken = '' } = helloOf(await house.connect({ device: { device: makeDevice() } })).auth;

    const greetings: Greeting[] = [
      { auth: { token: tried('token') } },
      { auth: { password: tried('password') } },
      { auth: { deviceToken: tried('device-token') }, device: { device: makeDevice() } },
      { auth: { deviceToken } },
      { auth: { bootstrapToken: tried('bootstrap') } },
    ];
    for (const greeting of greetings) await greet(await house.open(), gateway, greeting);
    for (const secret of [tried('query'), token, deviceToken]) {
      for (const path of ['/v1/models', '/no/such/place', '/', '/__openclaw__/media/x']) {
        await ask(`${http}${path}?token=${secret}&ticket=${secret}&auth=${secret}`);
      }
      await ask(`${http}/v1/models`, { headers: { authorization: `Bearer ${secret}x`, cookie: `token=${secret}` } });
      await ask(`${http}/v1/models`, { headers: { authorization: `Basic ${secret}`, 'x-api-key': secret } });
      await ask(`${http}/tools/invoke`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: `{"token":"${secret}"`,
      });
      await Client.knock(`${url}?token=${secret}`, { headers: { 'x-forwarded-for': secret, host: 'evil.example' } });
    }
    const echo = `Incorrect API key: ${MODEL_KEY} (x-extra-key: ${kept[0]})`;
    model.answers('fail', { type: 'refused', status: 400, message: echo });
    await talk(owner, house.key(), 'fail');
    await owner.answer('tools.effective', { sessionKey: 'main' });
    const shown = JSON.stringify(await owner.request('config.get'));

    const { lines } = v.parse(Tail, await owner.request('logs.tail', { limit: 5000, maxBytes: 1_000_000 }));
    expect(lines.some((line) => line.includes('"event":"refusal"'))).toBe(true);
    const file = readFileSync(join(gateway.stateDirectory, 'logs', 'pincer.log'), 'utf8');
    expect(file).toContain('the program was given');
    for (const [place, text] of Object.entries({ file, tail: lines.join('\n'), terminal: gateway.output(), shown })) {
      for (const secret of [token, deviceToken, ...kept, 'wrong-marmalade']) {
        expect({ place, secret, found: text.includes(secret) }).toEqual({ place, secret, found: false });
      }
    }
  });

  test('oc#12542 oc#50614 oc#50615: nothing is sent to a collector of telemetry, as nothing here speaks to one', () => {
    expect(
      Object.keys(manifest.dependencies).filter((name) => /otel|opentelemetry|sentry|datadog/i.test(name)),
    ).toEqual([]);
  });
});
