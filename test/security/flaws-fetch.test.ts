// Section 1, the way out: what is fetched for others goes to the public internet, and no key goes where it was not meant to.
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Api } from '../../src/config/schema.ts';
import { openWeb } from '../../src/machine/web.ts';
import { isPublicAddress } from '../../src/tools/public-address.ts';
import { openHouse } from '../conformance/house.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { talk } from '../fixtures/greeting.ts';
import { node } from '../fixtures/runtimes.ts';
import { type Site, startSite } from '../fixtures/web-site.ts';
import { ask, codeIn } from './asking.ts';

const house = openHouse((options) => startGateway(node, options));
const sites: Site[] = [];
afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.close()));
});

async function serve(answer: RequestListener): Promise<Site> {
  const site = await startSite(answer);
  sites.push(site);
  return site;
}

const { signal } = new AbortController();
const inner = [
  ['0/8', '0.0.0.0', '0.255.255.255'],
  ['10/8', '10.0.0.1', '10.255.255.255'],
  ['100.64/10', '100.64.0.1', '100.127.255.255'],
  ['127/8', '127.0.0.1', '127.255.255.254'],
  ['169.254/16', '169.254.169.254'],
  ['172.16/12', '172.16.0.1', '172.31.255.255'],
  ['192.168/16', '192.168.1.1'],
  ['198.18/15', '198.18.0.1', '198.19.255.255'],
  ['::1', '::1', '::'],
  ['fc00::/7', 'fc00::1', 'fdff::1'],
  ['fe80::/10', 'fe80::1', 'febf::1', 'fe80::1%eth0'],
  ['v4-mapped', '::ffff:127.0.0.1', '::ffff:a00:1'],
  ['NAT64', '64:ff9b::10.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1'],
  ['multicast', '224.0.0.1', '239.255.255.255', 'ff02::1'],
];

describe('[1] the way out', () => {
  test('CVE-2026-28467 CVE-2026-26322 CVE-2026-35629 CVE-2026-34504: no inner address is fetched, in whatever spelling, and no other scheme than http and https', async () => {
    const web = openWeb({ userAgent: 'test/1', timeoutMs: 5000, maxRedirects: 3 });
    for (const [range, ...addresses] of inner) {
      for (const address of addresses) {
        expect(isPublicAddress(address), `${range} ${address}`).toBe(false);
        const host = address.includes(':') ? `[${address.replace(/%.*/, '')}]` : address;
        await expect(web(`http://${host}/`, signal), `${range} ${address}`).rejects.toThrow(
          'not on the public internet',
        );
      }
    }
    for (const host of ['2130706433', '0x7f.1', '0177.0.0.1', '127.1', '0', 'localhost', '127.0.0.1.']) {
      await expect(web(`http://${host}/`, signal), host).rejects.toThrow('not on the public internet');
    }
    for (const url of [
      'file:///etc/passwd',
      'ftp://one.example/',
      'gopher://127.0.0.1/',
      'data:text/plain,x',
      'ws://127.0.0.1/',
    ]) {
      await expect(web(url, signal), url).rejects.toThrow('only "https:" and "http:" are fetched');
    }
  });

  test('CVE-2026-28467 CVE-2026-26322 CVE-2026-35629 CVE-2026-34504: a name is resolved once, all of its addresses are judged, and the judged one is asked', async () => {
    const site = await serve((_, answer) => void answer.writeHead(200, { 'content-type': 'text/plain' }).end('inside'));
    const reachable = (address: string, port: number) => address === '127.0.0.1' && port === site.port;
    const addresses = vi.fn(async () => ['127.0.0.1']);
    const options = { userAgent: 'test/1', timeoutMs: 5000, maxRedirects: 3, allows: reachable };
    await openWeb({ ...options, resolve: addresses })(`http://site.test:${site.port}/`, signal);
    expect(addresses).toHaveBeenCalledTimes(1);
    const mixed = openWeb({ ...options, resolve: async () => ['127.0.0.1', '10.0.0.1'] });
    await expect(mixed(`http://site.test:${site.port}/`, signal)).rejects.toThrow('not on the public internet');
    expect(site.asked).toHaveLength(1);
  });

  test('CVE-2026-28467 CVE-2026-26322 CVE-2026-35629 CVE-2026-34504: every redirect is judged anew, and nothing that opens a door goes along', async () => {
    const inside = await serve((_, answer) => void answer.end('inside'));
    let location = '';
    const outside = await serve(
      (_, answer) => void answer.writeHead(302, { location, 'set-cookie': 'session=1' }).end(),
    );
    const allows = (_: string, port: number) => port === outside.port || location.includes('other.test');
    const web = openWeb({
      userAgent: 'test/1',
      timeoutMs: 5000,
      maxRedirects: 3,
      allows,
      resolve: async () => ['127.0.0.1'],
    });
    for (const next of [
      `http://127.0.0.1:${inside.port}/`,
      `http://inner.test:${inside.port}/`,
      'file:///etc/passwd',
      'http://169.254.169.254/',
    ]) {
      location = next;
      await expect(web(`http://site.test:${outside.port}/`, signal), next).rejects.toThrow(
        /public internet|only "https:"/,
      );
    }
    expect(inside.asked).toEqual([]);
    location = `http://other.test:${inside.port}/`;
    await web(`http://site.test:${outside.port}/`, signal);
    expect(Object.keys(inside.asked[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(['cookie']));
    expect(inside.asked[0]?.headers).not.toHaveProperty('authorization');
    await expect(web(`http://me:secret@site.test:${outside.port}/`, signal)).rejects.toThrow('a name or a password');
  });

  test('CVE-2026-28467 CVE-2026-26322 CVE-2026-35629 CVE-2026-34504: whoever asks the gateway to fetch something of its own machine is refused, by tool and by message', async () => {
    const { http, token } = house.gateway;
    const site = await serve((_, answer) => void answer.end('inside'));
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const post = (path: string, body: object) =>
      ask(`${http}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const url = `http://127.0.0.1:${site.port}/`;
    const tool = await post('/tools/invoke', { tool: 'web_fetch', args: { url } });
    expect(tool.text).toContain('is not on the public internet');
    const image = [{ type: 'image_url', image_url: { url } }];
    const chat = await post('/v1/chat/completions', {
      model: 'openclaw',
      messages: [{ role: 'user', content: image }],
    });
    expect([chat.status, codeIn(chat)]).toEqual([400, 'unsupported_url']);
    const file = [{ type: 'message', role: 'user', content: [{ type: 'input_file', file_url: url }] }];
    expect((await post('/v1/responses', { model: 'openclaw', input: file })).status).toBe(400);
    const client = await house.connect();
    for (const attachment of [
      { url },
      { content: url },
      { mediaId: url },
      { content: { url } },
      { content: `data:${url}` },
    ]) {
      const params = {
        sessionKey: house.key(),
        message: 'look',
        attachments: [attachment],
        idempotencyKey: crypto.randomUUID(),
      };
      expect((await client.refusal('chat.send', params)).code, JSON.stringify(attachment)).toBe('INVALID_REQUEST');
    }
    expect((await client.refusal('assistant.media.get', { source: url })).code).toBe('INVALID_REQUEST');
    expect(site.asked).toEqual([]);
  });

  test('CVE-2026-28467 CVE-2026-26322 CVE-2026-35629 CVE-2026-34504: a provider that leads elsewhere takes no key and no word there', async () => {
    const elsewhere = await serve((_, answer) => void answer.writeHead(404).end());
    const provider = await serve((asked, answer) => {
      answer.writeHead(307, { location: `http://localhost:${elsewhere.port}${asked.url}` }).end();
    });
    const baseUrl = `http://127.0.0.1:${provider.port}/v1`;
    const served = { baseUrl, apiKey: 'a-key-that-stays', headers: { 'x-extra': 'too' }, models: [{ id: 'one' }] };
    const apis: Api[] = [
      'openai-completions',
      'openai-responses',
      'anthropic-messages',
      'google-generative-ai',
      'ollama',
    ];
    const providers = Object.fromEntries(apis.map((api) => [api, { ...served, api }]));
    const gateway = await house.start({ settings: { models: { providers } } });
    const client = await house.connect({ to: gateway });
    for (const api of apis) {
      await client.request('sessions.create', { key: `agent:main:${api}`, model: `${api}/one` });
      const end = await talk(client, `agent:main:${api}`, 'hello');
      expect(end, api).toMatchObject({
        state: 'error',
        errorMessage: expect.stringContaining('leads to another address'),
      });
    }
    expect(provider.asked).toHaveLength(apis.length);
    expect(elsewhere.asked).toEqual([]);
    await gateway.stop();
  });
});
