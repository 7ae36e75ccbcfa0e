// The page at any depth and under a prefix: what it names is found where it stands.
import { describe, expect, test } from 'vitest';
import { uiRoutes } from '../../routes/ui.ts';

const built = `<!doctype html>
<link rel="icon" href="./icon.svg"><link rel="manifest" href="./manifest.webmanifest">
<script type="module" src="./assets/index-1a.js"></script><a href="https://example.com/./x">./as it is, "./too"</a>`;
const modified = Date.UTC(2030, 0, 1);

function serve(body: () => Uint8Array<ArrayBuffer> | ReadableStream = () => new TextEncoder().encode(built)) {
  return uiRoutes({
    files: async (path) => (path === '/index.html' ? { body: body(), type: 'text/html', modified } : null),
    bootstrap: () => ({}),
    admit: () => Promise.reject(new Error('Nobody is asked')),
  });
}

/** As a browser finds them. */
async function filesOf(path: string): Promise<string[]> {
  const text = await (await serve().request(path)).text();
  const named = [...text.matchAll(/(?:href|src)="(\.[^"]*)"/g)].map(([, address]) => address ?? '');
  return named.map((address) => new URL(address, `http://here${path}`).pathname);
}

describe('The page names its files from its own root', () => {
  test.each([
    ['/', '/'],
    ['/index.html', '/'],
    ['/chat', '/'],
    ['/chat/', '/'],
    ['/chat/main', '/'],
    ['/chat/main/x', '/'],
    ['/chat/agent%3Amain%3Aa%2Fb/x', '/'],
    ['/chat/settings/chat', '/'],
    ['/settings/models?search=a/b/c#d', '/'],
    ['/elsewhere', '/'],
    ['/pincer/', '/pincer/'],
    ['/pincer/chat', '/pincer/'],
    ['/pincer/chat/main/x', '/pincer/'],
    ['/a/b/overview', '/a/b/'],
    ['/a/b/', '/a/b/'],
    ['/%61/chat/x', '/%61/'],
  ])('%s stands at %s', async (path, root) => {
    expect(await filesOf(path)).toEqual([
      ...[`${root}icon.svg`, `${root}manifest.webmanifest`, `${root}assets/index-1a.js`],
    ]);
  });

  test('and changes nothing else, in the length that it says', async () => {
    const response = await serve().request('/chat/main/x');
    const text = await response.text();
    expect(text).toBe(
      built.replace(/href="\.\/(icon|manifest)/g, 'href="../../$1').replace('src="./assets', 'src="../../assets'),
    );
    expect(response.headers.get('content-length')).toBe(String(text.length));
    expect(await (await serve().request('/chat')).text()).toBe(built);
  });

  test('also when it comes as a stream, and is asked for with HEAD or by its date', async () => {
    const app = serve(() => new Blob([built]).stream());
    expect(await (await app.request('/chat/main')).text()).toContain('src="../assets/');
    const head = await serve().request('/chat/main/x', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(built.length + 3 * 4)]);
    const headers = { 'if-modified-since': new Date(modified).toUTCString() };
    const known = await serve().request('/chat/main/x', { headers });
    expect([known.status, await known.text(), known.headers.get('cache-control')]).toEqual([304, '', 'no-cache']);
  });
});
