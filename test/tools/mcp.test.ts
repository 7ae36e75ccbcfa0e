// Servers of tools that are programs of this machine, as real processes.
import { realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { endServers, isAlive, SECRET, tryServer } from './mcp-program.ts';

/** Everybody's machine may be busy. */
const waitFor = <Result>(look: () => Result | Promise<Result>) => vi.waitFor(look, 10_000);

const { signal } = new AbortController();
const folder = realpathSync(tmpdir());
afterEach(endServers);

describe('McpToolServer.tools()', () => {
  test('starts the program when it is first asked, and once for all who ask', async () => {
    const { server, pids } = tryServer();
    expect(pids()).toEqual([]);
    const [one, other] = await Promise.all([server.tools(), server.tools()]);
    expect(other).toEqual(one);
    await server.tools();
    expect(pids()).toHaveLength(1);
  });

  test('names the tools in our way, bounded, and leaves out with a notice what cannot be used', async () => {
    const { server } = tryServer();
    const { tools, notices } = await server.tools();
    expect(tools.map(({ name }) => name)).toEqual([
      ...['echo', 'facts', 'fail', 'refuse', 'die', 'hang', 'huge', 'long', 'picture', 'grow'].map(
        (n) => `tools__${n}`,
      ),
      'tools__weird_name__',
    ]);
    expect(tools[0]).toEqual({
      name: 'tools__echo',
      label: 'Echo',
      description: 'x'.repeat(2000),
      parameters: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
      source: 'mcp',
      group: 'mcp',
    });
    expect(tools.at(-1)?.description).toBe('knows [hidden]');
    expect(notices).toEqual([
      {
        id: 'mcp-tools-left-out:tools',
        severity: 'warning',
        message:
          'The MCP server "tools" has tools that cannot be used: "unusable" (its input must be of the type "object"), "wide" (the schema of its input is too large)',
        servers: ['tools'],
      },
    ]);
  });

  test('reads the list again when the server says that it changed', async () => {
    const { server, call } = tryServer();
    const before = (await server.tools()).tools.length;
    await call('grow');
    await waitFor(async () => expect((await server.tools()).tools).toHaveLength(before + 1));
    expect(await call('grown_0')).toEqual({ text: 'Called grown_0', isError: false });
  });

  test('says what to do when the program is not there, and does not try again for 30 seconds', async () => {
    const { server } = tryServer({ command: '/nowhere/no-such-program' });
    const message = 'Cannot start the MCP server "tools": its program cannot be run; check mcp.servers.tools.command';
    const notice = { id: 'mcp-server:tools', severity: 'warning', message, servers: ['tools'] };
    expect(await server.tools()).toEqual({ tools: [], notices: [notice] });
    expect(await server.call('tools__echo', {}, signal)).toEqual({ text: message, isError: true });
  });

  test('says what to do when the folder is not there', async () => {
    const { server } = tryServer({ cwd: '/nowhere/at/all' });
    expect((await server.tools()).notices[0]?.message).toBe(
      'Cannot start the MCP server "tools": its folder is not there; check mcp.servers.tools.cwd',
    );
  });

  test('tries a program that ended at once again after 30 seconds, not before', async () => {
    const { server, directory, clock, pids } = tryServer();
    writeFileSync(join(directory, 'broken'), '');
    const { tools, notices } = await server.tools();
    expect(tools).toEqual([]);
    expect(notices[0]?.message).toBe(
      'Cannot start the MCP server "tools": it ended before it answered; the log at the level "debug" has what it said',
    );
    rmSync(join(directory, 'broken'));
    clock.now += 29_999;
    expect(await server.tools()).toEqual({ tools: [], notices });
    expect(pids()).toHaveLength(1);
    clock.now += 1;
    expect((await server.tools()).tools).not.toEqual([]);
    expect(pids()).toHaveLength(2);
  });

  test('gives up on a program that never answers, and ends it', async () => {
    const { server, pids } = tryServer({ connectionTimeoutMs: 700, env: { MODE: 'silent' } });
    expect((await server.tools()).notices[0]?.message).toBe(
      'Cannot start the MCP server "tools": it did not answer within 0.7 s; see whether it is well, or raise mcp.servers.tools.connectionTimeoutMs',
    );
    expect(pids().map(isAlive)).toEqual([false]);
  });
});

describe('McpToolServer.call()', () => {
  test('hands on words, structured results, and what is not shown by its name', async () => {
    const { call } = tryServer();
    expect(await call('echo', { text: 'hello' })).toEqual({ text: 'You said: hello', isError: false });
    expect(await call('picture')).toEqual({
      text: '[image/png, 12 kB, not shown]\n[audio/wav, 3 bytes, not shown]\n[file:///note.txt]\nA note\n[far: file:///far.txt]',
      isError: false,
    });
    expect(JSON.parse((await call('facts')).text)).toMatchObject({ pid: expect.any(Number) });
  });

  test('keeps that a result is an error, and tells a refusal without the secret in it', async () => {
    const { call } = tryServer();
    expect(await call('fail')).toEqual({ text: 'It did not work', isError: true });
    expect(await call('refuse')).toEqual({
      text: 'Cannot ask the MCP server "tools": No, and the secret is [hidden]',
      isError: true,
    });
    expect(await call('nothing_such')).toEqual({
      text: 'Cannot use "tools__nothing_such": the MCP server "tools" has no such tool',
      isError: true,
    });
  });

  test('gives the program a few variables, those of the settings, and its folder', async () => {
    const { call, directory } = tryServer({ cwd: folder }, { LANG: 'de_DE.UTF-8', OPENAI_API_KEY: 'not-yours' });
    const { env, cwd } = JSON.parse((await call('facts')).text);
    expect(env).toMatchObject({ LANG: 'de_DE.UTF-8', TOOLS_SECRET: SECRET, BROKEN: join(directory, 'broken') });
    expect(env).not.toHaveProperty('OPENAI_API_KEY');
    expect(env).not.toHaveProperty('VITEST');
    expect(cwd).toBe(folder);
  });

  test('is told at once that the program died, and starts it again with the next call', async () => {
    const { server, call, pids } = tryServer();
    expect(await call('die')).toEqual({
      text: 'Cannot ask the MCP server "tools": it ended before it answered; the next call starts it again',
      isError: true,
    });
    expect((await server.tools()).tools).not.toEqual([]);
    expect(pids()).toHaveLength(1);
    expect(await call('echo', { text: 'again' })).toEqual({ text: 'You said: again', isError: false });
    expect(pids()).toHaveLength(2);
  });

  test('ends with its signal, and the server is told that nobody waits any more', async () => {
    const { server, diary } = tryServer();
    const stop = new AbortController();
    const call = server.call('tools__hang', {}, stop.signal);
    await waitFor(() => expect(diary()).toContain('hangs'));
    stop.abort(new Error('Enough'));
    await expect(call).rejects.toThrow('Enough');
    await waitFor(() => expect(diary()).toContain('cancelled'));
  });

  test('cuts a long result, and refuses one that is far too long', async () => {
    const { call } = tryServer();
    const { text } = await call('long');
    expect(text.length).toBeLessThan(201_000);
    expect(text).toMatch(/y\n\[cut: only 200000 characters of the result are kept\]$/);
    expect(await call('huge')).toEqual({
      text: 'Cannot ask the MCP server "tools": it said more than 10 MB at once; ask it for less',
      isError: true,
    });
    expect(await call('echo', { text: 'still here' })).toEqual({ text: 'You said: still here', isError: false });
  });
});

describe('ToolServers.close()', () => {
  test('ends the program, also one that does not want to, and nothing starts it again', async () => {
    const gentle = tryServer();
    const stubborn = tryServer({ env: { MODE: 'stubborn' } });
    const idle = tryServer();
    await Promise.all([gentle.server.tools(), stubborn.server.tools()]);
    const pids = [...gentle.pids(), ...stubborn.pids()];
    expect(pids.map(isAlive)).toEqual([true, true]);
    await Promise.all([gentle.close(), stubborn.close(), idle.close()]);
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect(idle.pids()).toEqual([]);
    expect(await gentle.call('echo')).toMatchObject({
      isError: true,
      text: expect.stringContaining('the gateway stops'),
    });
    expect(gentle.pids()).toHaveLength(1);
  });

  test('ends a call that is under way, and a start', async () => {
    const busy = tryServer();
    const starting = tryServer({ env: { MODE: 'silent' } });
    const call = busy.call('hang');
    const list = starting.server.tools();
    await waitFor(() =>
      expect([busy.diary(), starting.diary()]).toEqual([expect.arrayContaining(['hangs']), [expect.anything()]]),
    );
    await Promise.all([busy.close(), starting.close()]);
    expect(await call).toMatchObject({ isError: true });
    expect((await list).tools).toEqual([]);
    expect([...busy.pids(), ...starting.pids()].map(isAlive)).toEqual([false, false]);
  });
});
