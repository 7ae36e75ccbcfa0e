// The guarded way out, against real sites on loopback that only these tests let it reach.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openWeb, type WebOptions } from '../../src/machine/web.ts';
import { authority } from '../fixtures/web-certificate.ts';
import { type Site, startSite } from '../fixtures/web-site.ts';

/** Everybody's machine may be busy. */
const waitFor = <Result>(look: () => Result | Promise<Result>) => vi.waitFor(look, 10_000);

const { signal } = new AbortController();
const sites: Site[] = [];
afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.close()));
});

async function serve(answer: RequestListener, secure = false): Promise<Site> {
  const site = await startSite(answer, secure);
  sites.push(site);
  return site;
}

/** Every name is loopback, and of loopback only these sites may be reached. */
function webTo(allowed: readonly Site[], options: Partial<WebOptions> = {}) {
  return openWeb({
    userAgent: 'test/1',
    timeoutMs: 5000,
    maxRedirects: 3,
    resolve: async () => ['127.0.0.1'],
    allows: (address, port) => address === '127.0.0.1' && allowed.some((site) => site.port === port),
    ca: authority,
    ...options,
  });
}

const text = (answer: ServerResponse, words: string | Buffer, headers: Record<string, string> = {}) =>
  void answer.writeHead(200, { 'content-type': 'text/plain', ...headers }).end(words);

describe('openWeb() refuses', () => {
  test.each([
    'http://localhost/',
    'http://127.0.0.1:18789/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://127.0.0.1./',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://0/',
  ])('%s', async (url) => {
    const web = openWeb({ userAgent: 'test/1', timeoutMs: 5000, maxRedirects: 3 });
    await expect(web(url, signal)).rejects.toThrow(/is not on the public internet, and nothing else is fetched$/);
  });

  test.each([
    ['ftp://example.com/', 'only "https:" and "http:" are fetched, received "ftp:"'],
    ['file:///etc/passwd', 'only "https:" and "http:" are fetched, received "file:"'],
    ['https://me:secret@example.com/', 'it carries a name or a password; leave them out'],
    ['example.com', 'it is no URL; use one such as "https://example.com/page"'],
  ])('%s', async (url, why) => {
    const refusal = await webTo([])(url, signal).catch(String);
    expect(refusal).toContain(why);
    expect(refusal).not.toContain('secret');
  });

  test('a name with one private address among public ones, without asking any of them', async () => {
    const site = await serve((_, answer) => text(answer, 'inside'));
    const web = webTo([site], { resolve: async () => ['127.0.0.1', '10.0.0.1'] });
    await expect(web(`http://rebind.test:${site.port}/`, signal)).rejects.toThrow('"rebind.test" is not on the public');
    expect(site.asked).toEqual([]);
  });

  test('a name that nobody knows', async () => {
    const web = webTo([], { resolve: async () => [] });
    await expect(web('http://nobody.test/', signal)).rejects.toThrow(
      'Cannot find the address of "nobody.test"; check how the name is spelled',
    );
  });

  test('a redirect to a private address, and never asks there', async () => {
    const inside = await serve((_, answer) => text(answer, 'inside'));
    const outside = await serve((_, answer) => {
      answer.writeHead(302, { location: `http://127.0.0.1:${inside.port}/` }).end();
    });
    await expect(webTo([outside])(`http://site.test:${outside.port}/`, signal)).rejects.toThrow(
      `Cannot fetch "http://site.test:${outside.port}/" because it leads to "http://127.0.0.1:${inside.port}/", and "127.0.0.1" is not on the public internet`,
    );
    expect(inside.asked).toEqual([]);
  });

  test('a redirect to a name that has become private, and never asks there', async () => {
    const site = await serve((_, answer) => void answer.writeHead(302, { location: '/again' }).end());
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const web = webTo([site], { resolve: async () => answers.shift() ?? [] });
    await expect(web(`http://site.test:${site.port}/`, signal)).rejects.toThrow('not on the public internet');
    expect(site.asked.map(({ url }) => url)).toEqual(['/']);
  });

  test('a redirect to something else than the web', async () => {
    const site = await serve((_, answer) => void answer.writeHead(302, { location: 'file:///etc/passwd' }).end());
    await expect(webTo([site])(`http://site.test:${site.port}/`, signal)).rejects.toThrow('received "file:"');
  });

  test('more redirects than it may follow', async () => {
    const site = await serve((asked, answer) => {
      answer.writeHead(302, { location: `/${Number(asked.url?.slice(1)) + 1}` }).end();
    });
    await expect(webTo([site])(`http://site.test:${site.port}/0`, signal)).rejects.toThrow(
      'it takes more than 3 redirects',
    );
    expect(site.asked.map(({ url }) => url)).toEqual(['/0', '/1', '/2', '/3']);
  });

  test('what is not text, by its type', async () => {
    const site = await serve((_, answer) => text(answer, 'PNG', { 'content-type': 'image/png' }));
    await expect(webTo([site])(`http://site.test:${site.port}/`, signal)).rejects.toThrow(
      'because it is "image/png", and only text can be read',
    );
  });

  test('what does not say its type and is not text', async () => {
    const site = await serve((_, answer) => void answer.writeHead(200).end(Buffer.from([1, 0, 2])));
    await expect(webTo([site])(`http://site.test:${site.port}/`, signal)).rejects.toThrow('does not look like text');
  });
});

describe('openWeb()', () => {
  test('asks the address that was judged for the name of the host, once, with no cookie and no word of itself', async () => {
    const site = await serve((_, answer) => text(answer, 'hello', { 'set-cookie': 'a=b' }));
    const resolve = vi.fn(async () => ['127.0.0.1']);
    const page = await webTo([site], { resolve })(`http://Site.test:${site.port}/page?q=1#part`, signal);
    const url = `http://site.test:${site.port}/page?q=1`;
    expect(page).toEqual({ url, status: 200, type: 'text/plain', text: 'hello', truncated: false });
    expect(resolve.mock.calls).toEqual([['site.test']]);
    expect(site.asked[0]?.url).toBe('/page?q=1');
    expect(headersOf(site.asked[0])).toEqual({
      host: `site.test:${site.port}`,
      'user-agent': 'test/1',
      accept: 'text/html, text/*;q=0.9, */*;q=0.5',
      'accept-encoding': 'gzip, deflate, br',
      connection: 'close',
    });
  });

  test('follows a redirect to another site and takes no cookie along', async () => {
    const other = await serve((_, answer) => text(answer, 'there'));
    const site = await serve((_, answer) => {
      const location = `http://other.test:${other.port}/there`;
      answer.writeHead(307, { location, 'set-cookie': 'a=b' }).end();
    });
    const page = await webTo([site, other])(`http://site.test:${site.port}/`, signal);
    expect(page).toMatchObject({ url: `http://other.test:${other.port}/there`, text: 'there' });
    expect(headersOf(other.asked[0])).not.toHaveProperty('cookie');
  });

  test('goes past the proxy of the environment', async () => {
    const proxy = await serve((_, answer) => text(answer, 'proxied'));
    const site = await serve((_, answer) => text(answer, 'direct'));
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${proxy.port}`);
    vi.stubEnv('http_proxy', `http://127.0.0.1:${proxy.port}`);
    try {
      expect((await webTo([site])(`http://site.test:${site.port}/`, signal)).text).toBe('direct');
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('holds a certificate against the name, although it speaks to an address', async () => {
    const site = await serve((_, answer) => text(answer, 'safe'), true);
    const web = webTo([site]);
    expect((await web(`https://site.test:${site.port}/`, signal)).text).toBe('safe');
    for (const [host, open] of [
      ['other.test', web],
      ['127.0.0.1', web],
      [
        'site.test',
        openWeb({
          userAgent: '',
          timeoutMs: 5000,
          maxRedirects: 0,
          resolve: async () => ['127.0.0.1'],
          allows: () => true,
        }),
      ],
    ] as const) {
      await expect(open(`https://${host}:${site.port}/`, signal)).rejects.toThrow('its certificate is not valid');
    }
    expect(site.asked).toHaveLength(1);
  });

  test('tries the next address when nothing listens at the first', async () => {
    const site = await serve((_, answer) => text(answer, 'hello'));
    const web = webTo([site], { resolve: async () => ['127.0.0.2', '127.0.0.1'], allows: () => true });
    expect((await web(`http://site.test:${site.port}/`, signal)).text).toBe('hello');
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('unpacks %s, and stops at the limit of what is in it', async (encoding, pack) => {
    const bodies = [Buffer.from('packed'), Buffer.alloc(50_000_000, 'a')].map((body) => pack(body));
    const site = await serve((_, answer) => text(answer, bodies.shift() ?? '', { 'content-encoding': encoding }));
    const web = webTo([site], { maxBytes: 10_000 });
    expect(await web(`http://site.test:${site.port}/`, signal)).toMatchObject({ text: 'packed', truncated: false });
    const bomb = await web(`http://site.test:${site.port}/`, signal);
    expect([bomb.text.length, bomb.truncated]).toEqual([10_000, true]);
  });

  test('stops at the limit of a body that never ends', async () => {
    const site = await serve((_, answer) => {
      answer.writeHead(200, { 'content-type': 'text/plain' });
      const more = () => {
        while (answer.writable && answer.write('a'.repeat(10_000)));
      };
      answer.on('drain', more);
      more();
    });
    const page = await webTo([site], { maxBytes: 25_000 })(`http://site.test:${site.port}/`, signal);
    expect([page.text.length, page.truncated]).toEqual([25_000, true]);
  });

  test('reads the encoding that a header or a page names', async () => {
    const site = await serve(({ url }, answer) => {
      if (url === '/header') text(answer, Buffer.from([0xe9]), { 'content-type': 'text/plain; charset=ISO-8859-1' });
      else text(answer, Buffer.from('<meta charset="latin1">é', 'latin1'), { 'content-type': 'text/html' });
    });
    const web = webTo([site]);
    expect((await web(`http://site.test:${site.port}/header`, signal)).text).toBe('é');
    expect((await web(`http://site.test:${site.port}/page`, signal)).text).toContain('é');
  });

  test('hands on a page that is an error, with its status', async () => {
    const site = await serve((_, answer) => void answer.writeHead(404, { 'content-type': 'text/html' }).end('Gone'));
    expect(await webTo([site])(`http://site.test:${site.port}/`, signal)).toMatchObject({ status: 404, text: 'Gone' });
  });

  test('says that an answer broke off, packed or not', async () => {
    const packed = gzipSync('hello '.repeat(1000));
    const site = await serve(({ url, socket }, answer) => {
      const headers = { 'content-type': 'text/plain', 'content-length': '100000' };
      if (url === '/packed')
        answer.writeHead(200, { ...headers, 'content-encoding': 'gzip' }).write(packed.subarray(0, 20));
      else answer.writeHead(200, headers).write('hello');
      setImmediate(() => socket.destroySoon());
    });
    for (const path of ['plain', 'packed']) {
      await expect(webTo([site])(`http://site.test:${site.port}/${path}`, signal)).rejects.toThrow(
        'because its answer broke off or is damaged; try again',
      );
    }
  });

  test.each(['/silent', '/slow'])('gives up on %s after its time, and ends at once with its signal', async (path) => {
    const site = await serve(({ url }, answer) => {
      if (url === '/slow') answer.writeHead(200, { 'content-type': 'text/plain' }).write('so ');
    });
    const url = `http://site.test:${site.port}${path}`;
    await expect(webTo([site], { timeoutMs: 200 })(url, signal)).rejects.toThrow('because it took longer than 0.2 s');
    const stop = new AbortController();
    const fetching = webTo([site])(url, stop.signal);
    await waitFor(() => expect(site.asked).toHaveLength(2));
    stop.abort(new Error('Enough'));
    await expect(fetching).rejects.toThrow('Enough');
  });

  test('does not wait for a resolver that never answers', async () => {
    const web = webTo([], { timeoutMs: 100, resolve: () => new Promise(() => undefined) });
    await expect(web('http://site.test/', signal)).rejects.toThrow('because it took longer than 0.1 s');
  });

  test('shows no query of an address in its words', async () => {
    const web = webTo([], { allows: () => true, resolve: async () => ['127.0.0.1'] });
    const refusal = await web('http://site.test:1/page?key=secret', signal).catch(String);
    expect(refusal).toContain('Cannot fetch "http://site.test:1/page" because nothing listens there');
    expect(refusal).not.toContain('secret');
  });
});

function headersOf(asked: IncomingMessage | undefined) {
  return { ...asked?.headers };
}
