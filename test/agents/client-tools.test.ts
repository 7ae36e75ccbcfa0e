// Tools of whoever asks, at each api: the call ends the turn, and its result is what the next one begins with.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentOptions } from '../../src/agents/agent.ts';
import type { Api } from '../../src/config/schema.ts';
import type { Turn } from '../../src/ports.ts';
import type { ClientTools } from '../../src/records.ts';
import { startAnthropicServer } from '../fixtures/anthropic-server.ts';
import { startGoogleServer } from '../fixtures/google-server.ts';
import { startOllamaServer } from '../fixtures/ollama-server.ts';
import { chatFormat } from '../fixtures/openai-chat-format.ts';
import { startResponsesServer } from '../fixtures/openai-responses-server.ts';
import { startOpenAiServer } from '../fixtures/openai-server.ts';
import { type ProviderServer, startProvider } from '../fixtures/provider-server.ts';
import { makeAgent } from './agent.ts';
import { collect, makeEntry, makeSettings, makeTurn, servedSettings, textIn } from './turn.ts';

const weather = {
  name: 'weather',
  description: 'Tells the weather.',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
};
const clientTools: ClientTools = { tools: [weather], choice: 'auto', parallel: true };
const call = { id: 'call_1', name: 'weather', arguments: '{"city":"Oslo"}' };

const servers: [Api, () => Promise<ProviderServer>][] = [
  ['openai-completions', () => startProvider(chatFormat)],
  ['openai-responses', startResponsesServer],
  ['anthropic-messages', startAnthropicServer],
  ['google-generative-ai', startGoogleServer],
  ['ollama', startOllamaServer],
];

describe.each(servers)('%s', (api, start) => {
  let server: ProviderServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.close());

  const run = (overrides: Partial<Turn>, options: Partial<AgentOptions> = {}) => {
    const models = [{ id: 'one', reasoning: true }];
    const settings = makeSettings({
      models: { providers: { served: { baseUrl: server.url, api, apiKey: 'a-key', models } } },
      agents: { defaults: { model: 'served/one' } },
    });
    return collect(
      makeAgent(() => settings, options)(makeTurn('go', { clientTools, ...overrides }), new AbortController().signal),
    );
  };
  const asked = () => server.requests.at(-1)?.body ?? expect.fail('no request');

  test('createAgent() ends with a call of a tool of the client, and gives it no result', async () => {
    const before = server.requests.length;
    server.queue({ type: 'tools', text: 'I look.', calls: [call] });
    const events = await run({});
    expect(server.requests.length).toBe(before + 1);
    expect(JSON.stringify(asked())).toContain('Tells the weather.');
    expect(events.filter(({ type }) => type.startsWith('tool'))).toMatchObject([
      { type: 'tool-start', name: 'weather', arguments: { city: 'Oslo' } },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'step', stopReason: 'toolUse' });
  });

  test('createAgent() goes on with the result, also when it is to think', async () => {
    const entries = [
      makeEntry('user', 'go'),
      makeEntry('assistant', [{ type: 'toolCall', id: 'call_1', name: 'weather', arguments: { city: 'Oslo' } }]),
      makeEntry('toolResult', [{ type: 'text', text: 'heavy rain' }], { toolCallId: 'call_1', toolName: 'weather' }),
    ];
    server.queue({ type: 'text', text: 'It rains.' });
    expect(textIn(await run({ entries, thinking: 'high' }))).toBe('It rains.');
    expect(JSON.stringify(asked())).toContain('heavy rain');
    if (api === 'anthropic-messages') expect(asked()).toMatchObject({ thinking: { type: 'disabled' } });
  });

  test('createAgent() offers only tools of the client when one has to be called', async () => {
    server.queue({ type: 'tools', calls: [call] });
    await run({ clientTools: { ...clientTools, choice: 'required', parallel: false }, thinking: 'high' });
    expect(JSON.stringify(asked().tools)).not.toContain('clock');
    if (api === 'openai-responses') expect(asked()).toMatchObject({ parallel_tool_calls: false });
    if (api === 'anthropic-messages') {
      const choice = { type: 'any', disable_parallel_tool_use: true };
      expect(asked()).toMatchObject({ tool_choice: choice, thinking: { type: 'disabled' } });
    }
  });

  test('createAgent() leaves out a tool of its own that has the name of one of the client', async () => {
    server.queue({ type: 'tools', calls: [{ ...call, name: 'clock' }] });
    const told: string[] = [];
    const instructions: AgentOptions['instructions'] = async (_turn, tools) => {
      told.push(...tools.map(({ name }) => name));
      return '';
    };
    const clash = { ...clientTools, tools: [{ ...weather, name: 'clock' }] };
    const events = await run({ clientTools: clash }, { instructions });
    expect(told).toEqual(['session_status', 'wait']);
    expect(events.some(({ type }) => type === 'tool-end')).toBe(false);
    expect(JSON.stringify(asked().tools)).toContain('Tells the weather.');
    expect(JSON.stringify(asked().tools)).not.toContain('Tells the time.');
  });

  test('createAgent() calls its own tool beside one of the client, and ends with that step', async () => {
    const before = server.requests.length;
    server.queue({ type: 'tools', calls: [{ id: 'call_own', name: 'clock', arguments: '{}' }, call] });
    const events = await run({});
    expect(server.requests.length).toBe(before + 1);
    expect(events.filter(({ type }) => type === 'tool-end')).toMatchObject([{ name: 'clock', isError: false }]);
    expect(events.at(-1)).toMatchObject({ type: 'step', stopReason: 'toolUse' });
  });
});

test('createAgent() knows that a step ended with a call when the provider says that it just stopped', async () => {
  const server = await startOpenAiServer();
  const chunk = (choice: object) => `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`;
  const { id, ...rest } = call;
  const body = [
    chunk({ delta: { role: 'assistant', tool_calls: [{ index: 0, id, type: 'function', function: rest }] } }),
    chunk({ delta: {}, finish_reason: 'stop' }),
    'data: [DONE]\n\n',
  ].join('');
  server.queue({ type: 'raw', body });
  const turn = makeTurn('go', { clientTools });
  const events = await collect(makeAgent(() => servedSettings(server.url))(turn, new AbortController().signal));
  expect(events.at(-1)).toMatchObject({ type: 'step', stopReason: 'toolUse' });
  await server.close();
});
