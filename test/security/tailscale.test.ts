// Section 3: Tailscale vouches for people on its own listener alone, and only when tailscaled itself agrees. Everything
// over the wire, against a tailscaled that is as strict as the real one.
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { openHouse } from '../conformance/house.ts';
import { Client } from '../fixtures/client.ts';
import { type Device, makeDevice } from '../fixtures/device.ts';
import type { Gateway } from '../fixtures/gateway.ts';
import { type Greeting, greet, helloOf } from '../fixtures/greeting.ts';
import { underRules } from '../fixtures/rules.ts';
import { deno, node } from '../fixtures/runtimes.ts';
import { ADA, openTailnet, served, tailscaledPort } from '../fixtures/tailnet.ts';
import { NAME } from '../fixtures/tailscale-program.ts';
import { ask } from './asking.ts';

const read = ['operator.read', 'operator.write'];
const Rule = v.object({ rule: v.string(), next: v.pipe(v.string(), v.nonEmpty()) });

/** The listener that only tailscaled is told of. */
function managed(gateway: Gateway): Gateway {
  const port = tailscaledPort(gateway);
  return { ...gateway, url: `ws://127.0.0.1:${port}/`, http: `http://127.0.0.1:${port}` };
}

describe.each([node, deno])('[3] Tailscale, on $name', (runtime) => {
  const tailnet = openTailnet(runtime);
  const house = openHouse((options) => tailnet.start(options));
  beforeAll(() => tailnet.opened(house.gateway));

  const connect = (headers: Record<string, string>, device: Device, more: Greeting = {}) =>
    house.connect({
      to: managed(house.gateway),
      socket: { headers },
      auth: {},
      scopes: read,
      device: { device },
      ...more,
    });
  const refusal = async (headers: Record<string, string>, greeting: Greeting = {}) => {
    const client = await house.open({ to: managed(house.gateway), socket: { headers } });
    const device = { device: makeDevice() };
    const { ok, error } = await greet(client, house.gateway, { auth: {}, scopes: read, device, ...greeting });
    return ok ? 'nobody was refused' : v.parse(Rule, error?.details).rule;
  };

  test('match: a person of the tailnet comes in with a device and no token, and nobody has to approve it', async () => {
    tailnet.daemon.devices.set('100.64.1.1', { login: ADA });
    const device = makeDevice();
    const client = await connect(served('100.64.1.1', 'Ada@Example.com'), device);
    const { scopes, deviceToken = '' } = helloOf(client).auth;
    expect([scopes, deviceToken !== '']).toEqual([read, true]);
    expect(tailnet.daemon.asked.at(-1)).toMatch(/^100\.64\.1\.1:\d+$/);
    const owner = await house.connect({ scopes: ['operator.admin'] });
    expect(await owner.request('device.pair.list')).toMatchObject({
      pending: [],
      paired: [{ deviceId: device.id, scopes: read, approvedVia: 'tailscale' }],
    });
    const again = await connect(served('100.64.1.1'), device, { auth: { deviceToken } });
    expect(helloOf(again).auth).toMatchObject({ scopes: read, deviceToken });
  });

  test('match: IPv6 as well, and one question for the connections that a page opens at once', async () => {
    tailnet.daemon.devices.set('fd7a:115c:a1e0::1', { login: ADA });
    const before = tailnet.daemon.asked.length;
    const headers = served('fd7a:115c:a1e0::1');
    await Promise.all([1, 2, 3].map(() => connect(headers, makeDevice())));
    expect(tailnet.daemon.asked.slice(before)).toEqual([expect.stringMatching(/^\[fd7a:115c:a1e0::1\]:\d+$/)]);
  });

  test('mismatch: a login that tailscaled does not confirm is nobody', async () => {
    tailnet.daemon.devices.set('100.64.1.2', { login: 'eve@example.com' });
    expect(await refusal(served('100.64.1.2'))).toBe('tailscale_user_mismatch');
  });

  test('tagged device: it is no person, whatever login the header has', async () => {
    tailnet.daemon.devices.set('100.64.1.3', { tags: ['tag:server'] });
    for (const login of [ADA, 'tagged-devices']) {
      expect(await refusal(served('100.64.1.3', login))).toBe('tailscale_user_mismatch');
    }
  });

  test('404: an address that tailscaled does not know is nobody', async () => {
    expect(await refusal(served('100.64.1.4'))).toBe('tailscale_user_mismatch');
  });

  test('timeout: a tailscaled that does not answer lets nobody in, and the token still does', async () => {
    tailnet.daemon.devices.set('100.64.1.5', 'silent');
    const headers = served('100.64.1.5');
    const withToken = { auth: { token: house.gateway.token } };
    const rules = await Promise.all([refusal(headers), refusal(headers, withToken)]);
    expect(rules).toEqual(['tailscale_whois_failed', 'pairing_required_not-paired']);
  });

  test('huge body: an answer without end, or one that breaks off, or that is no answer, lets nobody in', async () => {
    tailnet.daemon.devices.set('100.64.1.6', { text: ' '.repeat(1_000_000) });
    tailnet.daemon.devices.set('100.64.1.7', 'broken');
    tailnet.daemon.devices.set('100.64.1.8', { text: 'no JSON' });
    expect(await refusal(served('100.64.1.6'))).toBe('tailscale_whois_failed');
    expect(await refusal(served('100.64.1.7'))).toBe('tailscale_whois_failed');
    expect(await refusal(served('100.64.1.8'))).toBe('tailscale_user_mismatch');
  });

  test('ordinary port: there the headers are proxy_attribution_required, also with the token', async () => {
    tailnet.daemon.devices.set('100.64.1.9', { login: ADA });
    const { url, http, token } = house.gateway;
    const headers = { ...served('100.64.1.9'), authorization: `Bearer ${token}` };
    expect(await Client.knock(url, { headers })).toBe(403);
    expect(await Client.knock(url, { headers: { 'tailscale-user-login': ADA } })).toBe(403);
    const answer = await ask(`${http}/v1/models`, { headers });
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('proxy_attribution_required')]);
  });

  test('two hops: an X-Forwarded-For that names more than one address names nobody', async () => {
    tailnet.daemon.devices.set('100.64.1.10', { login: ADA });
    for (const chain of ['100.64.1.10, 100.64.1.10', '203.0.113.7, 100.64.1.10', '100.64.1.10, 203.0.113.7']) {
      expect(await refusal(served(chain))).toBe('tailscale_headers_invalid');
    }
    expect(await refusal(served('100.64.1.10', `${ADA}, eve@example.com`))).toBe('tailscale_headers_invalid');
  });

  test('all of the headers: without X-Forwarded-Proto or X-Forwarded-Host it is not from Serve', async () => {
    tailnet.daemon.devices.set('100.64.1.11', { login: ADA });
    for (const name of ['x-forwarded-proto', 'x-forwarded-host']) {
      const { [name]: _, ...rest } = served('100.64.1.11');
      expect(await refusal(rest)).toBe('tailscale_headers_missing');
      expect(await refusal({ ...rest, [name]: ' ' })).toBe('tailscale_headers_missing');
    }
    const { 'tailscale-user-login': _, ...nobody } = served('100.64.1.11');
    expect(await refusal(nobody)).toBe('token_missing');
  });

  test('HTTP APIs: never by the login, and with the token as ever', async () => {
    tailnet.daemon.devices.set('100.64.1.12', { login: ADA });
    const { http } = managed(house.gateway);
    const headers = served('100.64.1.12');
    const before = tailnet.daemon.asked.length;
    for (const [method, path] of [
      ['GET', '/v1/models'],
      ['POST', '/v1/chat/completions'],
      ['POST', '/v1/responses'],
      ['POST', '/tools/invoke'],
      ['POST', '/__openclaw__/media?name=a.txt'],
    ] as const) {
      const answer = await ask(`${http}${path}`, { method, headers, body: method === 'POST' ? '{}' : '' });
      expect([path, answer.status]).toEqual([path, 401]);
    }
    expect(tailnet.daemon.asked.length).toBe(before);
    const bearer = { ...headers, authorization: `Bearer ${house.gateway.token}` };
    expect((await ask(`${http}/v1/models`, { headers: bearer })).status).toBe(200);
  });

  test('funnel: a request that came from the internet has no login', async () => {
    tailnet.daemon.devices.set('100.64.1.13', { login: ADA });
    expect(await refusal({ ...served('100.64.1.13'), 'tailscale-funnel-request': '?1' })).toBe('token_missing');
  });

  test('device: without a key of its own nobody comes in by a login', async () => {
    tailnet.daemon.devices.set('100.64.1.14', { login: ADA });
    const client = await house.open({ to: managed(house.gateway), socket: { headers: served('100.64.1.14') } });
    const { error } = await greet(client, house.gateway, { auth: {}, scopes: read });
    expect(error?.details).toMatchObject({ rule: 'device_identity_required' });
  });

  test('pairing: a device that asks for more later still waits for nobody, and a node never comes in', async () => {
    tailnet.daemon.devices.set('100.64.1.15', { login: ADA });
    const device = makeDevice();
    await connect(served('100.64.1.15'), device, { scopes: ['operator.read'] });
    const wider = await connect(served('100.64.1.15'), device, { scopes: read });
    expect(helloOf(wider).auth.scopes).toEqual(read);
    expect(await refusal(served('100.64.1.15'), { more: { role: 'node' } })).toBe('role_not_supported');
  });

  test('settings: allowTailscale, allowUsers and the password each take the right away at once', async () => {
    tailnet.daemon.devices.set('100.64.1.16', { login: ADA });
    const headers = served('100.64.1.16');
    const { gateway } = house;
    const under = (change: Parameters<typeof underRules>[1], rule: string) =>
      underRules(gateway, change, async () => expect(await refusal(headers)).toBe(rule));
    await under(({ auth }) => Object.assign(auth ?? {}, { allowTailscale: false }), 'token_missing');
    await under(
      ({ tailscale: own }) => Object.assign(own ?? {}, { allowUsers: ['bob'] }),
      'tailscale_user_not_allowed',
    );
    const password = { mode: 'password', password: 'a-long-password-of-the-test' };
    await under(({ auth }) => Object.assign(auth ?? {}, password), 'password_missing');
    await connect(headers, makeDevice());
  });

  test('attempts: guesses count by the address of the tailnet, one after the other, and nobody else waits for them', async () => {
    tailnet.daemon.devices.set('100.64.1.17', { login: ADA });
    const guess = (address: string) => refusal(served(address), { auth: { token: 'guessed' } });
    const rules = await Promise.all(Array.from({ length: 20 }, () => guess('100.64.1.18')));
    expect(rules.filter((rule) => rule === 'token_mismatch')).toHaveLength(10);
    expect(rules.filter((rule) => rule === 'rate_limited')).toHaveLength(10);
    expect(await guess('100.64.1.17')).toBe('token_mismatch');
    await house.connect();
  });

  test('listener: who comes there without the headers is not from tailscaled, and not local', async () => {
    const { url, http } = managed(house.gateway);
    const { token } = house.gateway;
    expect(await Client.knock(url, {})).toBe(403);
    expect(await Client.knock(url, { headers: { 'x-forwarded-for': '127.0.0.1' } })).toBe(403);
    for (const path of ['/', '/v1/models', '/healthz']) {
      const answer = await ask(`${http}${path}`, { headers: { authorization: `Bearer ${token}` } });
      expect([path, answer.status]).toEqual([path, 403]);
    }
  });

  test('Host: only the name of this machine is answered to, on either port', async () => {
    tailnet.daemon.devices.set('100.64.1.19', { login: ADA });
    const { url, http } = managed(house.gateway);
    const page = await ask(`${http}/`, { headers: served('100.64.1.19') });
    expect([page.status, page.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')]);
    for (const host of ['other.tail1234.ts.net', 'tail1234.ts.net', `evil.${NAME}`]) {
      expect(await Client.knock(url, { headers: { ...served('100.64.1.19'), host } })).toBe(421);
      expect((await ask(`${house.gateway.http}/`, { headers: { host } })).status).toBe(421);
    }
    const evil = { ...served('100.64.1.19'), origin: 'https://evil.example' };
    expect(await refusal(evil)).toBe('origin_not_allowed');
    const own = { ...served('100.64.1.19'), origin: `https://${NAME}` };
    await connect(own, makeDevice(), { client: { id: 'openclaw-control-ui', mode: 'webchat', platform: 'Web' } });
  });
});
