// What every provider must do, whichever way it speaks.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Api } from '../../src/config/schema.ts';
import { GatewayError } from '../../src/errors.ts';
import type { AgentEvent, Turn } from '../../src/ports.ts';
import { startAnthropicServer } from '../fixtures/anthropic-server.ts';
import { startGoogleServer } from '../fixtures/google-server.ts';
import { startOllamaServer } from '../fixtures/ollama-server.ts';
import { chatFormat } from '../fixtures/openai-chat-format.ts';
import { startResponsesServer } from '../fixtures/openai-responses-server.ts';
import { tokenGate } from '../fixtures/openai-server.ts';
import { type Asked, type ProviderServer, type Script, startProvider } from '../fixtures/provider-server.ts';
import { makeAgent } from './agent.ts';
import { collect, makeSettings, makeTurn, textIn } from './turn.ts';

const KEY = 'Sesame4f9a7c21d0';

type Provider = {
  api: Api;
  start(): Promise<ProviderServer>;
  path: string;
  /** Where its key stands, and how a level of thinking is asked for. */
  key(asked: Asked): unknown;
  thinking: Record<'high' | 'off', object>;
  cacheRead: number;
};

const providers: Provider[] = [
  {
    api: 'openai-completions',
    start: () => startProvider(chatFormat),
    path: '/chat/completions',
    key: ({ headers }) => headers.authorization,
    thinking: { high: { reasoning_effort: 'high' }, off: { reasoning_effort: 'none' } },
    cacheRead: 8,
  },
  {
    api: 'openai-responses',
    start: startResponsesServer,
    path: '/responses',
    key: ({ headers }) => headers.authorization,
    thinking: { high: { reasoning: { effort: 'high', summary: 'auto' } }, off: { reasoning: { effort: 'none' } } },
    cacheRead: 8,
  },
  {
    api: 'anthropic-messages',
    start: startAnthropicServer,
    path: '/v1/messages',
    key: ({ headers }) => headers['x-api-key'],
    thinking: { high: { thinking: { type: 'enabled' } }, off: { thinking: { type: 'disabled' } } },
    cacheRead: 8,
  },
  {
    api: 'google-generative-ai',
    start: startGoogleServer,
    path: '/v1beta/models/one:streamGenerateContent?alt=sse',
    key: ({ headers }) => headers['x-goog-api-key'],
    thinking: {
      high: { generationConfig: { thinkingConfig: { includeThoughts: true } } },
      off: { generationConfig: {} },
    },
    cacheRead: 8,
  },
  {
    api: 'ollama',
    start: startOllamaServer,
    path: '/api/chat',
    key: ({ headers }) => headers.authorization,
    thinking: { high: { think: true, options: { num_ctx: 4096 } }, off: { think: false } },
    cacheRead: 0,
  },
];

describe.each(providers)('$api', ({ api, start, path, key, thinking, cacheRead }) => {
  let server: ProviderServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.close());

  const run = (turn: Turn, signal = new AbortController().signal) => {
    const cost = { input: 1, output: 10, cacheRead: 0.5 };
    const model = { id: 'one', reasoning: true, contextWindow: 4096, cost };
    const served = { baseUrl: server.url, api, apiKey: KEY, headers: { 'x-team': 'blue' }, models: [model] };
    const settings = makeSettings({
      models: { providers: { served } },
      agents: { defaults: { model: 'served/one' }, list: [{ id: 'main', name: 'Ada' }] },
    });
    return makeAgent(() => settings)(turn, signal);
  };
  const said = async (script: Script, turn = makeTurn('hi')) => {
    server.queue(script);
    return collect(run(turn));
  };
  const failed = async (...scripts: Script[]) => {
    server.queue(...scripts);
    const events: AgentEvent[] = [];
    try {
      for await (const event of run(makeTurn('hi'))) events.push(event);
    } catch (error) {
      if (error instanceof GatewayError) return { error, text: textIn(events) };
      throw error;
    }
    return expect.fail(`the turn did not fail: ${JSON.stringify(events)}`);
  };
  const last = () => server.requests.at(-1) ?? expect.fail('no request');

  test('createAgent() streams its words as they come, with what they cost', async () => {
    const events = await said({ type: 'text', text: 'Hello there, Ada.' });
    expect(events.filter(({ type }) => type === 'text')).toHaveLength(3);
    expect(textIn(events)).toBe('Hello there, Ada.');
    const step = events.at(-1);
    const cost = ((20 - cacheRead) * 1 + cacheRead * 0.5 + 5 * 10) / 1_000_000;
    expect(step).toMatchObject({ type: 'step', stopReason: 'stop', usage: { input: 20, output: 5 } });
    expect(step?.type === 'step' ? step.usage : null).toEqual({
      input: 20,
      output: 5,
      ...(cacheRead ? { cacheRead } : {}),
      cost: expect.closeTo(cost, 12),
    });
  });

  test('createAgent() asks it where it is, with the key, the headers and the instructions', async () => {
    await said({ type: 'text', text: 'Hi.' });
    const asked = last();
    expect(asked.path).toBe(path);
    expect(String(key(asked))).toContain(KEY);
    expect(asked.headers['x-team']).toBe('blue');
    expect(JSON.stringify(asked.body)).toContain('You are Ada');
    expect(JSON.stringify(asked.body)).toContain('clock');
  });

  test.each(['high', 'off'] as const)('createAgent() asks it for thinking that is %s', async (level) => {
    await said({ type: 'text', text: 'Hi.' }, makeTurn('hi', { thinking: level }));
    expect(last().body).toMatchObject(thinking[level]);
  });

  test('createAgent() keeps its reasoning apart from its words', async () => {
    const events = await said(
      { type: 'text', text: 'Four.', reasoning: 'two and two' },
      makeTurn('2+2', { thinking: 'low' }),
    );
    const thought = events.flatMap((event) => (event.type === 'reasoning' ? [event.delta] : [])).join('');
    expect(thought).toBe('two and two');
    expect(textIn(events)).toBe('Four.');
  });

  test('createAgent() runs two tools that it calls in one answer, in order, and gives it both results', async () => {
    const calls = [
      { id: 'call_1', name: 'clock', arguments: '{"timeZone":"Europe/Berlin"}' },
      { id: 'call_2', name: 'clock', arguments: '{"timeZone":"Asia/Tokyo"}' },
    ];
    server.queue({ type: 'tools', text: 'Let me look.', reasoning: 'clocks', calls });
    const events = await said({ type: 'text', text: 'Half past two.' });
    const tools = events.filter(({ type }) => type === 'tool-start' || type === 'tool-end');
    expect(tools.filter(({ type }) => type === 'tool-start')).toEqual(
      calls.map(({ id, name, arguments: json }) => ({ type: 'tool-start', id, name, arguments: JSON.parse(json) })),
    );
    expect(tools.filter(({ type }) => type === 'tool-end')).toEqual(
      [/14:34:56/, /21:34:56/].map((text, index) => ({
        type: 'tool-end',
        id: calls[index]?.id,
        name: 'clock',
        text: expect.stringMatching(text),
        isError: false,
      })),
    );
    expect(events.findIndex(({ type }) => type === 'text')).toBeLessThan(
      events.findIndex(({ type }) => type === 'tool-start'),
    );
    expect(events.filter(({ type }) => type === 'step')).toMatchObject([
      { stopReason: 'toolUse' },
      { stopReason: 'stop' },
    ]);
    const told = JSON.stringify(last().body);
    expect(told.indexOf('14:34:56')).toBeGreaterThan(0);
    expect(told.indexOf('21:34:56')).toBeGreaterThan(told.indexOf('14:34:56'));
  });

  test('createAgent() tells of a key that it does not accept, and asks only once', async () => {
    const before = server.requests.length;
    const { error } = await failed({ type: 'refused', status: 401, message: `Incorrect key ${KEY}` });
    expect(server.requests.length - before).toBe(1);
    expect(error.message).toContain('Cannot get an answer from served/one: it does not accept the API key (HTTP 401)');
    expect(JSON.stringify([error.shape(), error.stack])).not.toContain(KEY);
  });

  test('createAgent() asks again after a short limit, and tells of a long one', async () => {
    const limit = (seconds: string): Script => ({
      type: 'refused',
      status: 429,
      message: 'Slow down',
      headers: { 'retry-after': seconds },
    });
    const before = server.requests.length;
    server.queue(limit('1'));
    expect(textIn(await said({ type: 'text', text: 'Now.' }))).toBe('Now.');
    const { error } = await failed(limit('40'));
    expect(server.requests.length - before).toBe(3);
    expect(error.shape()).toMatchObject({
      retryAfterMs: 40_000,
      details: { errorKind: 'rate_limit', httpStatus: 429 },
    });
  });

  test('createAgent() asks again after a failure', async () => {
    server.queue({ type: 'refused', status: 500, message: 'boom' });
    expect(textIn(await said({ type: 'text', text: 'Better.' }))).toBe('Better.');
  });

  test.each(['cut', 'ended'] as const)('createAgent() tells of an answer that is %s in the middle', async (type) => {
    const { error, text } = await failed({ type, text: 'Once upon' });
    expect(text).toBe('Once upon');
    expect(error.message).toContain('the connection was cut before the answer was complete; send it again');
  });

  test('createAgent() passes on an error inside the stream', async () => {
    const { error } = await failed({ type: 'failed', text: 'Overloaded' });
    expect(error.message).toContain('(it said: Overloaded)');
    expect(error.code).toBe('UNAVAILABLE');
  });

  test('createAgent() closes the connection when it is aborted', async () => {
    const gate = tokenGate();
    server.queue(gate.reply);
    gate.release('one');
    const controller = new AbortController();
    const texts: AgentEvent[] = [];
    for await (const event of run(makeTurn('stop'), controller.signal)) {
      if (event.type !== 'text') continue;
      texts.push(event);
      controller.abort();
    }
    expect(texts).toEqual([{ type: 'text', delta: 'one' }]);
    expect(await last().ended).toBe('aborted');
  });
});
