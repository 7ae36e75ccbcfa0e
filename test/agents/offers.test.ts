import { expect, test } from 'vitest';
import { describeOffers, findOffers } from '../../src/agents/offers.ts';

const nobody: typeof fetch = async () => {
  throw new TypeError('fetch failed');
};

function ollamaWith(body: unknown, status = 200): typeof fetch {
  return async (input) => {
    expect(String(input)).toBe('http://127.0.0.1:11434/api/tags');
    return Response.json(body, { status });
  };
}

test('findOffers() finds nothing where there is nothing', async () => {
  expect(await findOffers({}, nobody)).toEqual([]);
  expect(describeOffers([])).toBeNull();
});

test('findOffers() names the keys of the environment and never carries them', async () => {
  const keys = { OPENAI_API_KEY: 'sk-secret-one', ANTHROPIC_API_KEY: 'sk-secret-two', GEMINI_API_KEY: 'secret-three' };
  const environment = { ...keys, HOME: '/home/ada' };
  const offers = await findOffers(environment, nobody);
  expect(offers.map(({ provider, found, api }) => [provider, found, api])).toEqual([
    ['openai', 'OPENAI_API_KEY', 'openai-responses'],
    ['anthropic', 'ANTHROPIC_API_KEY', 'anthropic-messages'],
    ['google', 'GEMINI_API_KEY', 'google-generative-ai'],
  ]);
  expect(offers[0]?.key).toBe('$' + '{OPENAI_API_KEY}');
  expect(JSON.stringify(offers)).not.toContain('secret');
  expect(describeOffers(offers)).toBe(
    'Found here, not used until the settings name it: OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY',
  );
});

test('findOffers() ignores a key that is empty', async () => {
  expect(await findOffers({ OPENAI_API_KEY: '' }, nobody)).toEqual([]);
});

test('findOffers() offers the first model of a local Ollama that can chat', async () => {
  const fetch = ollamaWith({ models: [{ name: 'nomic-embed-text:latest' }, { name: 'qwen3:8b', size: 1 }] });
  expect(await findOffers({}, fetch)).toEqual([
    {
      provider: 'ollama',
      found: 'Ollama with qwen3:8b',
      baseUrl: 'http://127.0.0.1:11434',
      api: 'ollama',
      key: null,
      model: 'qwen3:8b',
    },
  ]);
});

test('findOffers() offers an Ollama that has no model yet', async () => {
  expect(await findOffers({}, ollamaWith({ models: [] }))).toMatchObject([{ found: 'Ollama', model: 'llama3.2' }]);
});

test.each([
  ['an error', ollamaWith({}, 500)],
  ['something else', ollamaWith({ hello: 'world' })],
  ['a name that would not fit in the settings', ollamaWith({ models: [{ name: "x' }] }" }] })],
])('findOffers() sees no Ollama where the port answers with %s', async (_what, fetch) => {
  expect(await findOffers({}, fetch)).toEqual([]);
});

test('findOffers() gives up on a port that takes the request and never answers', async () => {
  const silent: typeof fetch = (_input, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });
  expect(await findOffers({}, silent)).toEqual([]);
});
