// Servers of tools of the older kind, behind an address with a stream that stays open.
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { type SseSite, startSseSite } from '../fixtures/mcp-sse-site.ts';
import { startSite } from '../fixtures/web-site.ts';
import { endServers, SECRET, tryServer } from './mcp-program.ts';

/** Everybody's machine may be busy. */
const waitFor = <Result>(look: () => Result | Promise<Result>) => vi.waitFor(look, 10_000);

const sites: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await endServers();
  await Promise.all(sites.splice(0).map((site) => site.close()));
});

async function serve(options: Parameters<typeof startSseSite>[0] = {}): Promise<SseSite> {
  const site = await startSseSite(options);
  sites.push(site);
  return site;
}

test('McpToolServer over SSE lists and calls, with the headers of the settings, and hangs up', async () => {
  const site = await serve({ token: SECRET });
  const headers = { Authorization: `Bearer ${SECRET}` };
  const { server, call, close } = tryServer({ url: site.url, transport: 'sse', headers });
  expect((await server.tools()).tools.map(({ name }) => name)).toContain('tools__echo');
  expect(await call('echo', { text: 'hello' })).toEqual({ text: 'You said: hello', isError: false });
  expect(await call('fail')).toEqual({ text: 'It did not work', isError: true });
  expect(site.streams.size).toBe(1);
  await close();
  await waitFor(() => expect(site.streams.size).toBe(0));
});

test('McpToolServer over SSE reads the list again when the server says that it changed', async () => {
  const { server, call } = tryServer({ url: (await serve()).url, transport: 'sse' });
  const before = (await server.tools()).tools.length;
  await call('grow');
  await waitFor(async () => expect((await server.tools()).tools).toHaveLength(before + 1));
});

test('McpToolServer over SSE is told that the stream broke in a call, and asks again with the next', async () => {
  const { call } = tryServer({ url: (await serve()).url, transport: 'sse' });
  expect(await call('die')).toMatchObject({
    isError: true,
    text: expect.stringMatching(/^Cannot ask the MCP server "tools"/),
  });
  expect(await call('echo', { text: 'again' })).toEqual({ text: 'You said: again', isError: false });
});

test('McpToolServer over SSE does not take in an answer of 50 MB', async () => {
  const { call } = tryServer({ url: (await serve()).url, transport: 'sse' });
  const text = 'Cannot ask the MCP server "tools": it said more than 10 MB at once; ask it for less';
  expect(await call('huge')).toEqual({ text, isError: true });
  expect(await call('echo', { text: 'still here' })).toEqual({ text: 'You said: still here', isError: false });
});

test('McpToolServer over SSE tells the server of a call that nobody waits for', async () => {
  const diary = `${tryServer().directory}/cancelled`;
  const site = await serve({ diary });
  const { server } = tryServer({ url: site.url, transport: 'sse' });
  const stop = new AbortController();
  const call = server.call('tools__hang', {}, stop.signal);
  const written = () => (existsSync(diary) ? readFileSync(diary, 'utf8') : '');
  await waitFor(() => expect(written()).toBe('hangs\n'));
  stop.abort(new Error('stopped'));
  await expect(call).rejects.toThrow('stopped');
  await waitFor(() => expect(written()).toBe('hangs\ncancelled\n'));
});

test.each([
  [401, 'it refuses us (HTTP 401); check mcp.servers.tools.headers'],
  [404, 'it answered with HTTP 404; check mcp.servers.tools.url, or try again later'],
])('McpToolServer over SSE says what to do about HTTP %i', async (status, words) => {
  const site = await startSite((_, answer) => answer.writeHead(status).end(SECRET));
  sites.push(site);
  const { server } = tryServer({
    url: `http://127.0.0.1:${site.port}/`,
    transport: 'sse',
    headers: { 'X-Key': SECRET },
  });
  expect((await server.tools()).notices[0]?.message).toBe(`Cannot reach the MCP server "tools": ${words}`);
});

test('McpToolServer over SSE says what to do when nothing listens there, or only keeps quiet', async () => {
  const silent = await startSite((_, answer) =>
    answer.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders(),
  );
  const gone = await startSite(() => undefined);
  await gone.close();
  sites.push(silent);
  const notice = async (port: number) => {
    const { server } = tryServer({ url: `http://127.0.0.1:${port}/`, transport: 'sse', connectionTimeoutMs: 300 });
    return (await server.tools()).notices[0]?.message;
  };
  expect(await notice(gone.port)).toContain('nothing listens at its address; check mcp.servers.tools.url');
  expect(await notice(silent.port)).toContain('it did not answer within 0.3 s');
});
