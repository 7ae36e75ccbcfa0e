// Section 1, what is served to strangers: the small JSON that a page reads first, the page's files, and their headers.
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { openHouse } from '../conformance/house.ts';
import { makeDirectory, startGateway } from '../fixtures/gateway.ts';
import { send } from '../fixtures/greeting.ts';
import { node } from '../fixtures/runtimes.ts';
import { ask } from './asking.ts';

const SCRIPT = '</script><img src=x onerror=alert(1)>';
const SECRET = 'what nobody outside may read';

const outside = makeDirectory('outside');
const root = join(outside, 'ui');
mkdirSync(join(root, 'assets'), { recursive: true });
writeFileSync(join(outside, 'secret.txt'), SECRET);
writeFileSync(join(root, 'index.html'), '<!doctype html>the page');
writeFileSync(join(root, 'assets', 'code.js'), 'run()');
symlinkSync(join(outside, 'secret.txt'), join(root, 'assets', 'file.txt'));
symlinkSync(outside, join(root, 'assets', 'folder'));
symlinkSync('/etc/passwd', join(root, 'icon.svg'));
symlinkSync(join(outside, 'secret.txt'), join(outside, 'avatar.png'));

const house = openHouse(
  (options) => startGateway(node, options),
  () => ({
    gateway: { controlUi: { root } },
    agents: { list: [{ id: 'clawdia', name: SCRIPT, identity: { avatar: join(outside, 'avatar.png') } }] },
  }),
);
const configs = ['', '/__openclaw', '/__openclaw__'].map((base) => `${base}/control-ui-config.json`);
const get = (path: string, token?: string) =>
  ask(`${house.gateway.http}${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

describe('[1] what strangers are served', () => {
  beforeAll(async () => {
    const client = await house.connect();
    await send(client, 'agent:clawdia:the-secret-session', 'hello');
    client.terminate();
  });

  test('GHSA-93rg-2xm5-2p9v: whoever has not signed in is told no name, no agent, no session and no version', async () => {
    for (const path of configs) {
      for (const token of [undefined, '', 'wrong', `${house.gateway.token}x`]) {
        const { status, text } = await get(path, token);
        expect([path, status]).toEqual([path, 200]);
        expect(text).not.toMatch(/clawdia|onerror|session|agentId|assistant|version/i);
        expect(text).not.toContain(manifest.version);
        expect(text).not.toContain(outside);
      }
    }
    for (const path of ['/healthz', '/readyz', '/', '/no/such/page', '/v1/nothing']) {
      const { text, headers } = await get(path);
      expect(`${text}${JSON.stringify(headers)}`, path).not.toContain(manifest.version);
      expect(`${text}${JSON.stringify(headers)}`, path).not.toMatch(/clawdia|the-secret-session/);
    }
  });

  test('CL:3542: a name that is HTML reaches the page as JSON, which no browser takes for anything else', async () => {
    for (const path of configs) {
      const { text, headers } = await get(path, house.gateway.token);
      expect(JSON.parse(text)).toMatchObject({ assistantName: SCRIPT, assistantAgentId: 'clawdia' });
      expect(headers).toMatchObject({
        'content-type': expect.stringMatching(/^application\/json/),
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
    }
  });

  test('CL:3542: the page is the same for everybody, with no settings in it, and runs no script that is not a file of its own', async () => {
    for (const path of ['/', '/chat/main', `/chat/${encodeURIComponent('<script>')}`]) {
      for (const token of [undefined, house.gateway.token]) {
        const { text, headers } = await get(path, token);
        expect(text).toBe('<!doctype html>the page');
        const policy = String(headers['content-security-policy']).split('; ');
        expect(policy).toEqual(expect.arrayContaining(["script-src 'self'", "object-src 'none'", "base-uri 'none'"]));
        expect(policy.join()).not.toMatch(/unsafe|nonce|\*|https:/);
      }
    }
  });

  test("CL:3061-3064: a link that leads out of the page's folder leads nowhere, and a link that stays inside does", async () => {
    for (const path of [
      '/assets/file.txt',
      '/assets/folder/secret.txt',
      '/icon.svg',
      '/assets/%2e%2e/%2e%2e/secret.txt',
    ]) {
      const { status, text } = await get(path, house.gateway.token);
      expect([path, status]).toEqual([path, 404]);
      expect(text).not.toMatch(/nobody outside|root:/);
    }
    linkSync(join(root, 'assets', 'code.js'), join(root, 'assets', 'same.js'));
    symlinkSync(join(root, 'assets', 'code.js'), join(root, 'assets', 'inside.js'));
    for (const path of ['/assets/code.js', '/assets/same.js', '/assets/inside.js']) {
      expect((await get(path)).text, path).toBe('run()');
    }
  });

  test("CL:3061-3064: an agent's picture is a word of the settings: no file is read for it, and none is served", async () => {
    const config = JSON.parse((await get('/control-ui-config.json', house.gateway.token)).text);
    expect(config.assistantAvatar).toBeNull();
    for (const path of [
      '/avatar/clawdia',
      '/api/avatar/clawdia',
      '/__openclaw__/avatar/clawdia',
      '/avatar/clawdia?meta=1',
    ]) {
      const { status, text } = await get(path, house.gateway.token);
      expect(text, path).not.toContain(SECRET);
      expect(status === 404 || text === '<!doctype html>the page', path).toBe(true);
    }
    const client = await house.connect();
    const identity = await client.request('agent.identity.get', { agentId: 'clawdia' });
    expect(JSON.stringify(identity)).not.toContain(SECRET);
    expect(identity).toMatchObject({ avatar: join(outside, 'avatar.png') });
  });
});
