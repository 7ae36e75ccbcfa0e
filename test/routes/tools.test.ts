// POST /tools/invoke: who may, what is answered, and what ends a tool.
import { once } from 'node:events';
import { request } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { toolRoutes } from '../../routes/tools.ts';
import type { ToolScene } from '../../src/agent-seams.ts';
import { secretMissing } from '../../src/auth/refusal.ts';
import { Settings } from '../../src/config/schema.ts';
import { toolSceneOf } from '../../src/methods/tool-scene.ts';
import type { Scope } from '../../src/protocol/scopes.ts';
import { defineTool } from '../../src/tools/tool.ts';
import { createToolbox } from '../../src/tools/toolbox.ts';
import { admissionOf } from '../actors/visitor.ts';
import { openMethods } from '../methods/surroundings.ts';

type World = { rules?: v.InferInput<typeof Settings>; scopes?: Scope[] | null };

function open({ rules = {}, scopes = ['operator.write'] }: World = {}) {
  const { around } = openMethods();
  const scenes: ToolScene[] = [];
  const waiting = Promise.withResolvers<AbortSignal>();
  const about = { label: 'A tool', description: 'A tool', group: 'web' };
  const tools = createToolbox({
    settings: () => v.parse(Settings, rules),
    servers: [],
    tools: [
      defineTool({
        ...about,
        name: 'say',
        input: v.object({ words: v.string() }),
        async run({ words }, scene) {
          scenes.push(scene);
          if (words === 'fail') throw new Error('Cannot say that');
          return words;
        },
      }),
      defineTool({
        ...about,
        name: 'hang',
        input: v.object({}),
        run(_input, _scene, signal) {
          waiting.resolve(signal);
          return new Promise(() => undefined);
        },
      }),
    ],
  });
  const app = new Hono().route(
    '/',
    toolRoutes({
      tools,
      toolScene: (place) => toolSceneOf(place, around),
      async admit() {
        if (scopes === null) throw secretMissing('token');
        return admissionOf(scopes).principal;
      },
    }),
  );
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await app.request('/tools/invoke', { method: 'POST', body: text, headers });
    return { status: response.status, body: await response.json() };
  };
  return { app, post, scenes, waiting: waiting.promise };
}

const say = { tool: 'say', args: { words: 'hello' } };

test('POST /tools/invoke answers with what the tool said, in the main session', async () => {
  const { post, scenes } = open();
  expect(await post(say)).toEqual({
    status: 200,
    body: { ok: true, result: { content: [{ type: 'text', text: 'hello' }], isError: false } },
  });
  const [scene] = scenes;
  expect(scene).toEqual({ agentId: 'main', sessionKey: 'agent:main:main', model: 'demo/small', runId: null });
});

test('POST /tools/invoke goes to the session and the agent that are named', async () => {
  const { post, scenes } = open();
  await post({ ...say, sessionKey: 'desk', agentId: 'work' });
  expect(scenes).toMatchObject([{ agentId: 'work', sessionKey: 'agent:work:desk' }]);
  expect(await post({ ...say, sessionKey: 'agent:home:desk', agentId: 'work' })).toMatchObject({ status: 400 });
});

test.each([
  ['no tool of that name', { tool: 'exec' }, {}],
  ['a tool that is denied', say, { tools: { deny: ['say'] } }],
])('POST /tools/invoke does not find %s', async (_, body, rules) => {
  const answer = await open({ rules }).post(body);
  expect(answer).toEqual({
    status: 404,
    body: { ok: false, error: { type: 'not_found', message: expect.stringMatching(/^Cannot use "/) } },
  });
});

test('POST /tools/invoke lets a named channel narrow the rules and never widen them', async () => {
  const channels = { webchat: { tools: { deny: ['hang'] } }, telegram: { tools: { allow: ['hang'] } } };
  const { post } = open({ rules: { channels } });
  const telegram = { 'x-openclaw-message-channel': 'telegram' };
  expect((await post(say)).status).toBe(200);
  expect((await post(say, telegram)).status).toBe(404);
  expect((await post({ tool: 'hang' }, telegram)).status).toBe(404);
});

test.each([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['no tool', {}],
  ['a tool without a name', { tool: '' }],
  ['arguments that are no object', { tool: 'say', args: 'hello' }],
  ['arguments that the tool cannot take', { tool: 'say', args: { words: 1 } }],
])('POST /tools/invoke refuses %s', async (_, body) => {
  expect(await open().post(body)).toEqual({
    status: 400,
    body: { ok: false, error: { type: 'invalid_request', message: expect.stringMatching(/^Cannot /) } },
  });
});

test('POST /tools/invoke refuses a body of more than 2 MB', async () => {
  const answer = await open().post({ tool: 'say', args: { words: 'x'.repeat(2 * 1024 * 1024) } });
  expect(answer).toMatchObject({ status: 413, body: { ok: false, error: { type: 'invalid_request' } } });
});

test('POST /tools/invoke tells how a tool failed', async () => {
  expect(await open().post({ tool: 'say', args: { words: 'fail' } })).toEqual({
    status: 500,
    body: { ok: false, error: { type: 'tool_error', message: 'Cannot say that' } },
  });
});

test('POST /tools/invoke is only for those who may write, and says so in the same form', async () => {
  expect(await open({ scopes: null }).post(say)).toMatchObject({
    status: 401,
    body: { ok: false, error: { type: 'unauthorized', message: expect.stringMatching(/^unauthorized/) } },
  });
  expect(await open({ scopes: ['operator.read'] }).post(say)).toEqual({
    status: 403,
    body: { ok: false, error: { type: 'forbidden', message: 'missing scope: operator.write' } },
  });
});

test('POST /tools/invoke as a rehearsal says only whether the tool may be used', async () => {
  const { post, scenes } = open({ rules: { tools: { deny: ['hang'] } } });
  expect(await post({ ...say, dryRun: true })).toMatchObject({ status: 200, body: { ok: true, dryRun: true } });
  expect(await post({ tool: 'hang', dryRun: true })).toMatchObject({ status: 404 });
  expect(scenes).toEqual([]);
});

test('POST /tools/invoke ends the tool when the client goes away', async () => {
  const { app, waiting } = open();
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const asking = request({ port, host: '127.0.0.1', path: '/tools/invoke', method: 'POST' });
  asking.on('error', () => undefined).end('{"tool":"hang"}');
  const signal = await waiting;
  const ended = signal.aborted ? Promise.resolve() : once(signal, 'abort');
  asking.destroy();
  await ended;
  expect(signal.aborted).toBe(true);
  server.close();
});
