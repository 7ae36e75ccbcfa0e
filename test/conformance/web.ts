// The rules of the web: which pages, names and proxies may come near, and the few HTTP routes.
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { Client } from '../fixtures/client.ts';
import { makeDevice } from '../fixtures/device.ts';
import { greet } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

type Answer = { status: number; headers: Record<string, unknown>; text: string };
const ui = { id: 'openclaw-control-ui', mode: 'webchat' };

/** Unlike fetch, it sends the headers that it is given, Host among them. */
function get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, agent: false }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
    asked.on('error', reject).end();
  });
}

export function web(house: House): void {
  describe('web', () => {
    test("the gateway's own page comes in, with a device", async () => {
      const client = await house.connect({
        client: ui,
        device: { device: makeDevice() },
        socket: { origin: house.gateway.http },
      });
      expect((await client.answer('health')).ok).toBe(true);
    });

    test.each([
      {
        what: 'a foreign page',
        client: { id: 'cli', mode: 'cli' },
        origin: 'https://evil.example',
        code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED',
      },
      {
        what: 'a page of another port',
        client: ui,
        origin: 'http://127.0.0.1:1',
        code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED',
      },
      { what: 'an opaque page', client: ui, origin: 'null', code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED' },
      { what: 'a Control UI without an Origin', client: ui, origin: undefined, code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED' },
      {
        what: 'a web chat without an Origin',
        client: { id: 'webchat-ui', mode: 'webchat' },
        origin: undefined,
        code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED',
      },
    ])(
      '$what is refused in a frame that the page can read, whatever it knows',
      async ({ client: who, origin, code }) => {
        const client = await house.open({ socket: origin === undefined ? {} : { origin } });
        const { error } = await greet(client, house.gateway, { client: who, device: { device: makeDevice() } });
        expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { code } });
        expect((await client.closed).code).toBe(1008);
      },
    );

    test('a Control UI without a device is told why', async () => {
      const client = await house.open({ socket: { origin: house.gateway.http } });
      const { error } = await greet(client, house.gateway, { client: ui });
      expect(error).toMatchObject({ details: { code: 'CONTROL_UI_DEVICE_IDENTITY_REQUIRED' } });
    });

    test.each([
      { what: 'a name that is not its own', headers: { host: 'evil.example' }, status: 421 },
      { what: 'a rebound name with its port', headers: { host: 'evil.example:18789' }, status: 421 },
      { what: 'a forwarded address over loopback', headers: { 'x-forwarded-for': '192.0.2.7' }, status: 403 },
      { what: 'a Forwarded header over loopback', headers: { forwarded: 'for=192.0.2.7' }, status: 403 },
      { what: 'a claimed Tailscale user', headers: { 'tailscale-user-login': 'someone@example.com' }, status: 403 },
    ])('$what is refused at the door of every address', async ({ headers, status }) => {
      for (const path of ['', 'sessions/main/socket']) {
        expect(await Client.knock(`${house.gateway.url}${path}`, { headers })).toBe(status);
      }
      for (const path of ['/', '/healthz', '/control-ui-config.json']) {
        const answer = await get(`${house.gateway.http}${path}`, headers);
        expect(answer.status, path).toBe(status);
        expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'FORBIDDEN', message: expect.any(String) } });
      }
    });

    test('a foreign page may not read over HTTP either', async () => {
      const { status, text } = await get(`${house.gateway.http}/healthz`, { origin: 'https://evil.example' });
      expect(status).toBe(403);
      expect(JSON.parse(text)).toMatchObject({ error: { details: { code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED' } } });
    });

    test('a listed origin may connect, and its host is a name of the gateway', async () => {
      const origin = 'https://chat.example.com';
      const gateway = await house.start({ settings: { gateway: { controlUi: { allowedOrigins: [origin] } } } });
      const client = await house.connect({
        to: gateway,
        client: ui,
        device: { device: makeDevice() },
        socket: { origin, headers: { host: 'chat.example.com' } },
      });
      expect((await client.answer('health')).ok).toBe(true);
      await gateway.stop();
    });

    test.each(['/healthz', '/readyz'])('%s says ok to a supervisor', async (path) => {
      const { status, text, headers } = await get(`${house.gateway.http}${path}`);
      expect([status, text]).toEqual([200, '{"ok":true}']);
      expect(headers['cache-control']).toBe('no-store');
    });

    test('control-ui-config.json tells a stranger how to ask, and only the owner whom', async () => {
      const url = `${house.gateway.http}/control-ui-config.json`;
      const stranger = JSON.parse((await get(url)).text);
      expect(stranger).toMatchObject({ basePath: '' });
      for (const name of ['assistantName', 'serverVersion', 'assistantAgentId'])
        expect(stranger).not.toHaveProperty(name);
      for (const base of ['', '/__openclaw', '/__openclaw__']) {
        const bearer = { authorization: `Bearer ${house.gateway.token}` };
        const owner = JSON.parse((await get(`${house.gateway.http}${base}/control-ui-config.json`, bearer)).text);
        expect(owner).toMatchObject({ basePath: '', assistantAgentId: 'main', serverVersion: expect.any(String) });
      }
      expect(JSON.parse((await get(url, { authorization: 'Bearer wrong' })).text)).toEqual(stranger);
    });

    test.each(['/', '/healthz', '/v1/nothing', '/control-ui-config.json'])(
      '%s carries the headers that keep a browser safe',
      async (path) => {
        const { headers } = await get(`${house.gateway.http}${path}`);
        expect(headers).toMatchObject({
          'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'no-referrer',
          'permissions-policy': expect.any(String),
        });
      },
    );

    test('an address of programs is never answered with a page', async () => {
      for (const path of ['/api/nothing', '/tools/invoke', '/v1/nothing']) {
        const { status, text } = await get(`${house.gateway.http}${path}`);
        expect(status, path).toBe(404);
        expect(JSON.parse(text), path).toMatchObject({
          error: { code: expect.stringMatching(/^(INVALID_REQUEST|not_found)$/) },
        });
      }
    });

    test("a session's socket address asks for a WebSocket", async () => {
      expect((await get(`${house.gateway.http}/sessions/main/socket`)).status).toBe(426);
    });
  });
}
