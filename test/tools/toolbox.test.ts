// The toolbox: what it offers, what it refuses, and what becomes of tools that fail, hang or say too much.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { ToolFacts, ToolScene, ToolServer } from '../../src/agent-seams.ts';
import { Settings } from '../../src/config/schema.ts';
import { GatewayError } from '../../src/errors.ts';
import { defineTool, type Tool } from '../../src/tools/tool.ts';
import { createToolbox } from '../../src/tools/toolbox.ts';

const scene: ToolScene = { agentId: 'main', sessionKey: 'agent:main:main', model: 'local/one', runId: 'run-1' };
const { signal } = new AbortController();

function tool(name: string, run: Tool['run'], more: { group?: string; timeoutMs?: number } = {}): Tool {
  const about = { name, label: name, description: `What ${name} does`, group: 'web', ...more };
  return defineTool({ ...about, input: v.object({ words: v.optional(v.string(), 'none') }), run });
}

function open(tools: Tool[], settings: v.InferInput<typeof Settings> = {}, servers: ToolServer[] = []) {
  let written = settings;
  const toolbox = createToolbox({ settings: () => v.parse(Settings, written), tools, servers });
  return {
    toolbox,
    change: (to: v.InferInput<typeof Settings>) => {
      written = to;
    },
    call: (name: string, input: unknown = {}, by = signal) => toolbox.call(name, input, scene, by),
  };
}

function server(
  name: string,
  tools: string[],
  call: ToolServer['call'] = async (tool) => ({ text: tool, isError: false }),
): ToolServer {
  const facts = (tool: string): ToolFacts => ({
    name: tool,
    label: tool,
    description: tool,
    parameters: {},
    source: 'mcp',
    group: 'mcp',
  });
  return { name, tools: async () => ({ tools: tools.map(facts), notices: [] }), call };
}

const echo = tool('echo', async (input) => JSON.stringify(input));

describe.concurrent('Toolbox', () => {
  test('call() gives a tool its checked input, and no input as an empty one', async () => {
    const { call } = open([echo]);
    expect(await call('echo', { words: 'hello', more: 1 })).toEqual({ text: '{"words":"hello"}', isError: false });
    expect(await call('echo', null)).toEqual({ text: '{"words":"none"}', isError: false });
  });

  test('call() tells in one sentence what is wrong with an input, and does not begin', async () => {
    const { call } = open([tool('never', async () => Promise.reject(new Error('begun')))]);
    expect(await call('never', { words: 3 })).toEqual({
      text: 'Cannot use "never" because of "words" of its input: Invalid type: Expected string but received 3',
      isError: true,
      invalidInput: true,
    });
    expect(await call('never', 'not an object')).toMatchObject({ isError: true, invalidInput: true });
  });

  test('call() refuses a tool that there is not', async () => {
    await expect(open([echo]).call('exec')).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('there is no tool of that name'),
      details: { code: 'TOOL_NOT_FOUND' },
    });
    await expect(open([echo]).call('constructor')).rejects.toBeInstanceOf(GatewayError);
  });

  test('call() refuses a tool that the agent may not use, and says which setting refused it', async () => {
    let ran = false;
    const spy = tool('spy', async () => {
      ran = true;
      return '';
    });
    await expect(open([spy], { tools: { deny: ['group:web'] } }).call('spy')).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'Cannot use "spy" here: tools.deny has "group:web"; take it out of there to use the tool',
      details: { code: 'TOOL_NOT_ALLOWED', tool: 'spy', rule: 'tools.deny' },
    });
    expect(ran).toBe(false);
  });

  test('call() checks the rules at the call, not only when tools are offered', async () => {
    const { toolbox, change, call } = open([echo]);
    expect((await toolbox.offered(scene)).tools.map(({ name }) => name)).toEqual(['echo']);
    change({ agents: { list: [{ id: 'main', tools: { deny: ['echo'] } }] } });
    await expect(call('echo')).rejects.toMatchObject({ details: { rule: 'agents.list[main].tools.deny' } });
    expect((await toolbox.offered(scene)).tools).toEqual([]);
  });

  test('call() makes the words of an error of ours the result', async () => {
    const { call } = open([
      tool('plain', async () => Promise.reject(new Error('Cannot do it: it is Friday'))),
      tool('ours', async () => Promise.reject(new GatewayError('UNAVAILABLE', 'Cannot do it now'))),
      tool('long', async () => Promise.reject(new Error('x'.repeat(5000)))),
    ]);
    expect(await call('plain')).toEqual({ text: 'Cannot do it: it is Friday', isError: true });
    expect(await call('ours')).toEqual({ text: 'Cannot do it now', isError: true });
    expect((await call('long')).text).toHaveLength(500);
  });

  test.each([
    ['of the system', Object.assign(new Error("ENOENT: no such file, open '/home/ada/secret'"), { code: 'ENOENT' })],
    ['of the platform', new TypeError('Cannot read /home/ada/secret')],
    ['that is none', '/home/ada/secret'],
    ['without words', new Error('')],
  ])('call() tells of an error %s only where to look', async (_, error) => {
    const { call } = open([tool('broken', async () => Promise.reject(error))]);
    const { text, isError } = await call('broken');
    expect(isError).toBe(true);
    expect(text).toMatch(/^"broken" failed for a reason of its own; the gateway's log has it under [0-9a-f]{8}$/);
  });

  test('call() ends a tool that hangs when its time is over, and tells the tool', async () => {
    let told = false;
    const hanging = tool(
      'hanging',
      (_input, _scene, ends) => {
        ends.addEventListener('abort', () => {
          told = true;
        });
        return new Promise(() => undefined);
      },
      { timeoutMs: 20 },
    );
    expect(await open([hanging]).call('hanging')).toEqual({
      text: '"hanging" took longer than 0.02 seconds and was ended',
      isError: true,
    });
    expect(told).toBe(true);
  });

  test('call() ends at once with its signal, even if the tool does not listen', async () => {
    const stop = new AbortController();
    const begun = Promise.withResolvers<void>();
    const deaf = tool('deaf', () => {
      begun.resolve();
      return new Promise(() => undefined);
    });
    const call = open([deaf]).call('deaf', {}, stop.signal);
    await begun.promise;
    stop.abort(new Error('stopped'));
    await expect(call).rejects.toThrow('stopped');
    await expect(open([echo]).call('echo', {}, stop.signal)).rejects.toThrow('stopped');
  });

  test('call() ends with its signal while it still looks for a tool at a server that does not answer', async () => {
    const stop = new AbortController();
    const asked = Promise.withResolvers<void>();
    const slow: ToolServer = {
      ...server('slow', []),
      tools: () => {
        asked.resolve();
        return new Promise(() => undefined);
      },
    };
    const { call } = open([echo], {}, [slow]);
    expect((await call('echo')).isError).toBe(false);
    const looking = call('slow__thing', {}, stop.signal);
    await asked.promise;
    stop.abort(new Error('stopped'));
    await expect(looking).rejects.toThrow('stopped');
  });

  test('call() cuts a result that is too long, and says so', async () => {
    const { text } = await open([tool('flood', async () => '😀'.repeat(60_001))]).call('flood');
    expect(text.isWellFormed()).toBe(true);
    expect(text.slice(0, 100_000)).toBe('😀'.repeat(50_000));
    expect(text.slice(100_000)).toBe(
      '\n\n[The result was cut here: it has 120,002 characters, and the first 100,000 are kept. Ask for less of it.]',
    );
    const odd = await open([tool('odd', async () => `x${'😀'.repeat(60_000)}`)]).call('odd');
    expect(odd.text.isWellFormed()).toBe(true);
    expect(odd.text).toContain('the first 99,999 are kept');
    expect((await open([tool('just', async () => 'x'.repeat(100_000))]).call('just')).text).toHaveLength(100_000);
  });

  test('call() makes a result well-formed', async () => {
    expect((await open([tool('half', async () => 'a\ud83d')]).call('half')).text).toBe('a\ufffd');
  });

  test("call() reaches the tools of servers, whose names do not take the place of the gateway's own", async () => {
    const heard: unknown[] = [];
    const one = server('one', ['one__look', 'echo'], async (name, input) => {
      heard.push([name, input]);
      return { text: 'it broke', isError: true };
    });
    const { toolbox, call } = open([echo], {}, [one, server('two', ['one__look'])]);
    expect(await call('one__look', { at: 'it' })).toEqual({ text: 'it broke', isError: true });
    expect(heard).toEqual([['one__look', { at: 'it' }]]);
    expect((await call('echo')).text).toBe('{"words":"none"}');
    expect(await call('one__look', ['no'])).toMatchObject({ isError: true, invalidInput: true });
    const { tools, notices } = await toolbox.all();
    expect(tools.map(({ name, source }) => `${source} ${name}`)).toEqual(['core echo', 'mcp one__look']);
    expect(notices.map(({ message }) => message)).toEqual([
      'The tool "echo" of "one" is left out: another tool has that name already',
      'The tool "one__look" of "two" is left out: another tool has that name already',
    ]);
  });

  test('offered() gives a model no more tools than it takes, its own first, and says so', async () => {
    const many = Array.from({ length: 200 }, (_, index) => `docs__${index}`);
    const { toolbox } = open([echo], {}, [server('docs', many)]);
    const { tools, notices } = await toolbox.offered(scene);
    expect(tools.map(({ name }) => name)).toEqual(['echo', ...many.slice(0, 127)]);
    expect(notices.map(({ message }) => message)).toEqual([
      'Only the first 128 of 201 tools are offered, as models take no more: deny those that are not needed',
    ]);
  });

  test('offered() lists what the rules allow by groups, with the profile and what is odd about the rules', async () => {
    const tools = [tool('b', async () => '', { group: 'own' }), tool('a', async () => '', { group: 'fs' }), echo];
    const { toolbox } = open(tools, { tools: { alsoAllow: ['x'], deny: ['echo'] } });
    const offered = await toolbox.offered(scene);
    expect(offered.tools.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(offered.profile).toBe('full');
    expect(offered.notices.map(({ message }) => message)).toEqual(['tools.alsoAllow has "x", which no tool goes by']);
  });

  test('all() has every group and every profile with its tools, whatever is denied', async () => {
    const tools = [tool('session_status', async () => '', { group: 'sessions' }), echo];
    const { groups, profiles } = await open(tools, { tools: { deny: ['*'] } }).toolbox.all();
    expect(groups).toEqual([
      { id: 'web', label: 'Web' },
      { id: 'sessions', label: 'Sessions' },
    ]);
    expect(profiles.map(({ id, tools: has }) => [id, has])).toEqual([
      ['minimal', ['session_status']],
      ['coding', ['echo', 'session_status']],
      ['messaging', ['session_status']],
      ['full', ['echo', 'session_status']],
    ]);
  });
});

test('defineTool() makes the JSON Schema of its input', () => {
  expect(echo.facts).toEqual({
    name: 'echo',
    label: 'echo',
    description: 'What echo does',
    group: 'web',
    source: 'core',
    parameters: { type: 'object', properties: { words: { type: 'string', default: 'none' } }, required: [] },
  });
});
