// Servers of tools behind an address.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startToolsSite, type ToolsSite } from '../fixtures/mcp-site.ts';
import { startSite } from '../fixtures/web-site.ts';
import { endServers, SECRET, tryServer } from './mcp-program.ts';

/** Everybody's machine may be busy. */
const waitFor = <Result>(look: () => Result | Promise<Result>) => vi.waitFor(look, 10_000);

const sites: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await endServers();
  await Promise.all(sites.splice(0).map((site) => site.close()));
});

async function serve(options: Parameters<typeof startToolsSite>[0] = {}): Promise<ToolsSite> {
  const site = await startToolsSite(options);
  sites.push(site);
  return site;
}

describe.each([
  ['a stream', false],
  ['JSON', true],
])('McpToolServer over HTTP, answered with %s', (_, json) => {
  test('lists and calls, with the headers of the settings, and says goodbye', async () => {
    const site = await serve({ token: SECRET, json });
    const { server, call, close } = tryServer({ url: site.url, headers: { Authorization: `Bearer ${SECRET}` } });
    expect(site.asked).toEqual([]);
    expect((await server.tools()).tools.map(({ name }) => name)).toContain('tools__echo');
    expect(await call('echo', { text: 'hello' })).toEqual({ text: 'You said: hello', isError: false });
    expect(site.sessions.size).toBe(1);
    await close();
    expect(site.sessions.size).toBe(0);
  });

  test('is told that the connection broke in a call, and asks again with the next', async () => {
    const site = await serve({ json });
    const { call } = tryServer({ url: site.url });
    expect(await call('die')).toMatchObject({
      isError: true,
      text: expect.stringMatching(/^Cannot ask the MCP server/),
    });
    expect(await call('echo', { text: 'again' })).toEqual({ text: 'You said: again', isError: false });
  });

  test('does not take in an answer of 50 MB', async () => {
    const site = await serve({ json });
    const { call } = tryServer({ url: site.url });
    const text = 'Cannot ask the MCP server "tools": it said more than 10 MB at once; ask it for less';
    expect(await call('huge')).toEqual({ text, isError: true });
    expect(await call('echo', { text: 'still here' })).toEqual({ text: 'You said: still here', isError: false });
  });

  test('tells the server of a call that nobody waits for', async () => {
    const { directory } = tryServer();
    const diary = join(directory, 'cancelled');
    const { server } = tryServer({ url: (await serve({ json, diary })).url });
    const written = () => (existsSync(diary) ? readFileSync(diary, 'utf8') : '');
    const stop = new AbortController();
    const call = server.call('tools__hang', {}, stop.signal);
    await waitFor(() => expect(written()).toBe('hangs\n'));
    stop.abort(new Error('stopped'));
    await expect(call).rejects.toThrow('stopped');
    await waitFor(() => expect(written()).toBe('hangs\ncancelled\n'));
  });

  test('makes itself known again to a server that has forgotten it', async () => {
    const site = await serve({ json });
    const { call } = tryServer({ url: site.url });
    await call('echo', { text: 'one' });
    site.sessions.clear();
    expect(await call('echo', { text: 'two' })).toEqual({ text: 'You said: two', isError: false });
  });
});

test('McpToolServer.tools() reads the list again when a server behind an address says that it changed', async () => {
  const site = await serve();
  const { server, call } = tryServer({ url: site.url });
  const before = (await server.tools()).tools.length;
  await waitFor(() => expect(site.asked.some(({ method }) => method === 'GET')).toBe(true));
  await call('grow');
  await waitFor(async () => expect((await server.tools()).tools).toHaveLength(before + 1));
});

test.each([
  [401, 'it refuses us (HTTP 401); check mcp.servers.tools.headers'],
  [500, 'it answered with HTTP 500; check mcp.servers.tools.url, or try again later'],
])('McpToolServer.tools() says what to do about HTTP %i', async (status, words) => {
  const site = await startSite((_, answer) => answer.writeHead(status).end(SECRET));
  sites.push(site);
  const { server } = tryServer({ url: `http://127.0.0.1:${site.port}/`, headers: { 'X-Key': SECRET } });
  const { tools, notices } = await server.tools();
  expect(tools).toEqual([]);
  expect(notices.map(({ message }) => message)).toEqual([`Cannot reach the MCP server "tools": ${words}`]);
});

test('McpToolServer.tools() says what to do when nothing listens there, or only keeps quiet', async () => {
  const silent = await startSite(() => undefined);
  const gone = await startSite(() => undefined);
  await gone.close();
  sites.push(silent);
  const notice = async (port: number) => {
    const { server } = tryServer({ url: `http://127.0.0.1:${port}/`, connectionTimeoutMs: 300 });
    return (await server.tools()).notices[0]?.message;
  };
  expect(await notice(gone.port)).toContain('nothing listens at its address; check mcp.servers.tools.url');
  expect(await notice(silent.port)).toContain('it did not answer within 0.3 s');
});
