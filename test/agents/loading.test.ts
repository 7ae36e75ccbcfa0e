import { expect, test, vi } from 'vitest';
import { startOpenAiServer } from '../fixtures/openai-server.ts';
import { collect, makeSettings, makeTurn, servedSettings, textIn } from './turn.ts';

const loads = vi.hoisted(() => ({ ai: 0, provider: 0, others: 0 }));
vi.mock('ai', async (load) => {
  loads.ai += 1;
  return load();
});
vi.mock('@ai-sdk/openai-compatible', async (load) => {
  loads.provider += 1;
  return load();
});
vi.mock('@ai-sdk/openai', async (load) => {
  loads.others += 1;
  return load();
});
vi.mock('@ai-sdk/anthropic', async (load) => {
  loads.others += 1;
  return load();
});
vi.mock('@ai-sdk/google', async (load) => {
  loads.others += 1;
  return load();
});
vi.mock('ollama-ai-provider-v2', async (load) => {
  loads.others += 1;
  return load();
});

test('createAgent() loads the AI SDK with the first turn of a configured model, and of the providers only its own', async () => {
  const { makeAgent } = await import('./agent.ts');
  const server = await startOpenAiServer();
  let settings = makeSettings();
  const agent = makeAgent(() => settings);
  const { signal } = new AbortController();

  await collect(agent(makeTurn('demo'), signal));
  expect(loads).toEqual({ ai: 0, provider: 0, others: 0 });

  settings = servedSettings(server.url);
  for (const model of ['one', 'two']) {
    expect(textIn(await collect(agent(makeTurn('hi', { model }), signal)))).toBe('You said: hi');
  }
  expect(server.requests.map(({ body }) => body.model)).toEqual(['one', 'two']);
  expect(loads).toEqual({ ai: 1, provider: 1, others: 0 });
  await server.close();
});
