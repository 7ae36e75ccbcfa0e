// The page and its files over HTTP, against a real folder: what is served, what is not, and how it is cached.
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootstrap } from '../../routes/bootstrap.ts';
import { uiRoutes } from '../../routes/ui.ts';
import { Attempts } from '../../src/auth/attempts.ts';
import { createBearerAuth } from '../../src/auth/bearer.ts';
import { readFacts } from '../../src/auth/facts.ts';
import { makePolicy } from '../../src/auth/policy.ts';
import { uiFiles } from '../../src/machine/ui-files.ts';
import { gatewaySettings } from '../auth/client.ts';

const gateway = gatewaySettings();
const admit = createBearerAuth({
  policy: () => makePolicy(gateway, { mode: 'token', secrets: { token: 'right' } }),
  attempts: new Attempts({ limits: () => gateway.auth.rateLimit, now: Date.now }),
  version: '9.8.7',
});
const facts = { assistantName: 'Robin', agentId: 'home', version: '9.8.7' };
let home: string;
let app: ReturnType<typeof uiRoutes>;

function serve(root: string) {
  return uiRoutes({
    files: uiFiles(root),
    bootstrap: (authorised) => bootstrap(authorised, facts),
    admit: (c) => admit(c.req.raw.headers, readFacts(c.req.raw.headers, { peer: '127.0.0.1', managed: false })),
  });
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'pincer-ui-'));
  const root = join(home, 'ui');
  await mkdir(join(root, 'assets', 'fonts'), { recursive: true });
  await mkdir(join(root, 'folder.js'));
  await writeFile(join(home, 'secret.json'), 'secret');
  await mkdir(join(home, 'ui-next'));
  await writeFile(join(home, 'ui-next', 'secret.json'), 'secret');
  await writeFile(join(root, 'index.html'), '<!doctype html>the page');
  await writeFile(join(root, 'icon.svg'), '<svg/>');
  await writeFile(join(root, 'manifest.webmanifest'), '{}');
  await writeFile(join(root, 'sw.js'), 'serve()');
  await writeFile(join(root, '.hidden.json'), 'secret');
  await writeFile(join(root, 'assets', 'index-1a.js'), 'run()');
  await writeFile(join(root, 'assets', 'large-2b.js'), 'large()');
  await writeFile(join(root, 'assets', 'large-2b.js.br'), 'packed with brotli');
  await writeFile(join(root, 'assets', 'large-2b.js.gz'), 'packed with gzip');
  await writeFile(join(root, 'assets', 'fonts', 'one.woff2'), 'font');
  await symlink(join(home, 'secret.json'), join(root, 'assets', 'way-out.json'));
  await symlink(home, join(root, 'assets', 'out'));
  await symlink(join(root, 'icon.svg'), join(root, 'assets', 'inside.svg'));
  await utimes(join(root, 'icon.svg'), new Date('1985-10-26'), new Date('1985-10-26'));
  app = serve(root);
});

afterAll(() => rm(home, { recursive: true }));

describe('uiRoutes() serves the page', () => {
  test.each([
    '/',
    '/chat',
    '/chat/',
    '/chat/main/first-talk-0af1',
    '/agents',
    '/new',
    '/index.html',
    '/chat/v1.2-notes',
    '/chat/notes.svg',
    '/pincer/',
    '/pincer/chat/main/notes.js',
  ])('at %s, to be asked for anew each time', async (path) => {
    const response = await app.request(path);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('the page');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  test('to HEAD without its body', async () => {
    const response = await app.request('/', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('23');
    expect(await response.text()).toBe('');
  });

  test('never to a socket that wants to be upgraded', async () => {
    const response = await app.request('/', { headers: { upgrade: 'WebSocket', connection: 'Upgrade' } });
    expect(response.status).toBe(404);
  });

  test('never as the answer of a programming interface', async () => {
    const paths = [
      '/v1/models',
      '/v1',
      '/api/users/me/avatar',
      '/__openclaw__/assistant-media',
      '/__openclaw/x',
      '/tools/invoke',
    ];
    for (const path of paths) expect((await app.request(path)).status, path).toBe(404);
  });

  test('and says how to build it when nothing is built', async () => {
    const bare = serve(join(home, 'nowhere'));
    const response = await bare.request('/chat');
    expect(response.status).toBe(503);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const page = await response.text();
    expect(page).toContain('npm run build');
    expect(page).not.toContain(home);
    expect(page).not.toMatch(/<script|<style|style=/);
    expect((await bare.request('/assets/index-1a.js')).status).toBe(404);
  });
});

describe('uiRoutes() serves files at the root of the page', () => {
  test.each([
    ['/sw.js', 'text/javascript; charset=utf-8'],
    ['/manifest.webmanifest', 'application/manifest+json'],
    ['/pincer/sw.js', 'text/javascript; charset=utf-8'],
    ['/a/b/manifest.webmanifest', 'application/manifest+json'],
    ['/pincer/icon.svg', 'image/svg+xml; charset=utf-8'],
  ])('%s, also under a prefix, to be asked for anew each time', async (path, type) => {
    const { status, headers } = await app.request(path);
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([200, type, 'no-cache']);
  });
});

describe('uiRoutes() serves packed files', () => {
  test.each([
    ['br, gzip', 'br', 'packed with brotli'],
    ['gzip, deflate', 'gzip', 'packed with gzip'],
    ['gzip;q=1, br;q=0', 'gzip', 'packed with gzip'],
    ['br;q=0', null, 'large()'],
    ['zstd', null, 'large()'],
    ['', null, 'large()'],
  ])('to a browser that takes "%s"', async (takes, encoding, body) => {
    const answer = await app.request('/assets/large-2b.js', { headers: { 'Accept-Encoding': takes } });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(body);
    expect(answer.headers.get('Content-Encoding')).toBe(encoding);
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/javascript/);
    expect(answer.headers.get('Content-Length')).toBe(String(body.length));
    expect(answer.headers.get('Vary')).toBe('Accept-Encoding');
  });

  test('as they are where no packed copy is', async () => {
    const answer = await app.request('/assets/index-1a.js', { headers: { 'Accept-Encoding': 'br' } });
    expect(await answer.text()).toBe('run()');
    expect(answer.headers.get('Content-Encoding')).toBeNull();
  });
});

describe('uiRoutes() serves files', () => {
  test.each(['/assets/index-1a.js', '/chat/assets/index-1a.js', '/chat/main/assets/index-1a.js'])(
    'of the build at %s, for a year',
    async (path) => {
      const response = await app.request(path);
      expect(await response.text()).toBe('run()');
      expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    },
  );

  test('from folders within the assets, and through links that stay inside', async () => {
    expect(await (await app.request('/assets/fonts/one.woff2')).text()).toBe('font');
    expect(await (await app.request('/assets/inside.svg')).text()).toBe('<svg/>');
  });

  test('with 304 for exactly the date that was given, and for no other', async () => {
    const first = await app.request('/assets/index-1a.js');
    const date = first.headers.get('last-modified') ?? '';
    expect(date).not.toBe('');
    const again = await app.request('/assets/index-1a.js', { headers: { 'if-modified-since': date } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect(again.headers.get('cache-control')).toContain('immutable');
    const later = new Date(Date.parse(date) + 60_000).toUTCString();
    expect((await app.request('/assets/index-1a.js', { headers: { 'if-modified-since': later } })).status).toBe(200);
    expect((await app.request('/assets/index-1a.js', { headers: { 'if-modified-since': 'soon' } })).status).toBe(200);
  });

  test("without the date that a package's files all share", async () => {
    const response = await app.request('/icon.svg');
    expect(response.headers.get('last-modified')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  test.each(['/missing.js', '/assets/missing.js', '/assets/none', '/assets/', '/folder.js', '/x.svg', '/assets/fonts'])(
    'but answers 404 for %s',
    async (path) => {
      const response = await app.request(path);
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain('the page');
    },
  );
});

describe('uiRoutes() stays inside its folder', () => {
  test.each([
    '/assets/../../secret.json',
    '/..%2fsecret.json',
    '/..%2Fui-next%2Fsecret.json',
    '/%2e%2e/secret.json',
    '/%2e%2e%2fsecret.json',
    '/%252e%252e%252fsecret.json',
    '/%252e%252e/%252e%252e/secret.json',
    '/%252e%252e/chat',
    '/chat%5c..%5cx',
    '/..%5csecret.json',
    '/..\\secret.json',
    '/assets/..%2f..%2fsecret.json',
    '/chat/assets/%2e%2e%2f%2e%2e%2fsecret.json',
    '/assets//etc/passwd',
    '//etc/passwd',
    '/%00',
    '/secret.json%00.js',
    '/icon.svg%00',
    '/icon%0d%0a.svg',
    '/%c0%ae%c0%ae/secret.json',
    '/%e0%80%ae/x',
    '/%zz.js',
    '/.hidden.json',
    '/assets/way-out.json',
    '/assets/out/secret.json',
    `/assets/${'a'.repeat(5000)}.js`,
    `/assets/${'a/'.repeat(3000)}x.js`,
  ])('when asked for %.60s', async (path) => {
    const response = await app.request(path);
    const text = await response.text();
    expect(text).not.toContain('secret');
    expect(text).not.toContain('root:');
    expect(response.status).toBe(404);
  });

  test('also when the file store itself is asked for a way out', async () => {
    const files = uiFiles(join(home, 'ui'));
    for (const path of [
      '/../secret.json',
      '/../ui-next/secret.json',
      '/assets/way-out.json',
      '/\0',
      '/',
      '/assets',
      '',
    ]) {
      expect(await files(path), path).toBeNull();
    }
  });
});

describe('uiRoutes() tells a page what it needs to connect', () => {
  const paths = [
    '/control-ui-config.json',
    '/__openclaw/control-ui-config.json',
    '/__openclaw__/control-ui-config.json',
  ];

  test.each(paths)('at %s, with names and versions for those who may come in', async (path) => {
    const response = await app.request(path, { headers: { authorization: 'Bearer right' } });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({
      basePath: '',
      assistantName: 'Robin',
      assistantAgentId: 'home',
      serverVersion: '9.8.7',
    });
  });

  test.each(paths)('at %s, without them for a stranger', async (path) => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
      const text = await (await app.request(path, { headers })).text();
      expect(JSON.parse(text)).toMatchObject({ basePath: '', terminalEnabled: false });
      expect(text).not.toMatch(/Robin|home|9\.8\.7|session|version|agentId/i);
    }
  });
});
