import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providerFailure } from '../../src/agents/provider-failure.ts';
import { GatewayError } from '../../src/errors.ts';
import { type OpenAiServer, type Reply, startOpenAiServer } from '../fixtures/openai-server.ts';
import { makeAgent } from './agent.ts';
import { makeTurn, servedSettings } from './turn.ts';

const KEY = 'key-4f9a7c21d0';
/** What real providers send beside a status that may be tried again; here it keeps the test short. */
const soon = { 'retry-after-ms': '1' };

let server: OpenAiServer;
beforeAll(async () => {
  server = await startOpenAiServer();
});
afterAll(() => server.close());

/** Runs a turn that fails; the words that came before it and the error. */
async function fail(replies: Reply[], url = server.url): Promise<{ said: string; error: GatewayError }> {
  server.queue(...replies);
  const settings = servedSettings(url);
  const agent = makeAgent(() => settings);
  let said = '';
  try {
    for await (const event of agent(makeTurn('hi'), new AbortController().signal)) {
      if (event.type === 'text') said += event.delta;
    }
  } catch (error) {
    if (error instanceof GatewayError) return { said, error };
    throw error;
  }
  return expect.fail('the turn did not fail');
}

const refused = (status: number, message: string, headers: Record<string, string> = soon): Reply => ({
  type: 'refused',
  status,
  message,
  headers,
});

describe('a refusal', () => {
  test('providerFailure() tells of a wrong key which setting to check, and not the key', async () => {
    const { error } = await fail([refused(401, `Incorrect API key provided: ${KEY}. See sk-live-12345678.`)]);
    expect(error.message).toBe(
      'Cannot get an answer from local/one: it does not accept the API key (HTTP 401); ' +
        'check models.providers.local.apiKey (it said: Incorrect API key provided: [redacted]. See [redacted])',
    );
    expect(error).toMatchObject({ code: 'UNAVAILABLE', details: { provider: 'local', model: 'one', httpStatus: 401 } });
    expect(JSON.stringify([error.shape(), error.stack])).not.toMatch(/4f9a7c|sk-live/);
  });

  test('providerFailure() tells of a rate limit how long to wait, after one more try', async () => {
    const before = server.requests.length;
    const { error } = await fail([refused(429, 'Slow down'), refused(429, 'Slow down', { 'retry-after': '7' })]);
    expect(server.requests.length - before).toBe(2);
    expect(error.message).toContain('it limits how much may be asked (HTTP 429); try again in 7 s');
    expect(error.shape()).toMatchObject({ retryAfterMs: 7000, retryable: true, details: { errorKind: 'rate_limit' } });
  });

  test('providerFailure() tells of a long wait at once instead of sitting through it', async () => {
    const before = server.requests.length;
    const { error } = await fail([refused(429, 'Slow down', { 'retry-after': '40' })]);
    expect(server.requests.length - before).toBe(1);
    expect(error.shape()).toMatchObject({ retryAfterMs: 40_000, details: { errorKind: 'rate_limit' } });
  });

  test('providerFailure() tells of a failing provider, after two more tries', async () => {
    const { error } = await fail([refused(500, 'boom'), refused(500, 'boom'), refused(500, 'boom again')]);
    expect(error.message).toBe(
      'Cannot get an answer from local/one: it failed on its side (HTTP 500); ' +
        'try again or choose another model (it said: boom again)',
    );
    expect(error.details).toMatchObject({ httpStatus: 500, errorKind: 'unknown' });
  });

  test.each([
    [404, 'no such model', 'it does not know this model or this address (HTTP 404)', 'unknown'],
    [
      400,
      "This model's maximum context length is 4096 tokens",
      'longer than the model can read (HTTP 400)',
      'context_length',
    ],
    [400, 'content_filter triggered', 'it refused the content (HTTP 400)', 'refusal'],
    [400, 'bad field', 'it rejected the request (HTTP 400)', 'unknown'],
  ])('providerFailure() tells what %i with "%s" means', async (status, message, words, errorKind) => {
    const { error } = await fail([refused(status, message)]);
    expect(error.message).toContain(words);
    expect(error.details).toMatchObject({ httpStatus: status, errorKind });
  });

  test('providerFailure() cuts the words of a provider to 300 characters, and no key in half', async () => {
    const { error } = await fail([refused(401, `${'x'.repeat(293)} ${KEY} ${'y'.repeat(9000)}`)]);
    expect(error.details?.providerErrorMessagePreview).toHaveLength(300);
    expect(error.message).not.toContain('key-');
    expect(error.message.length).toBeLessThan(500);
  });
});

describe('a broken stream', () => {
  test('providerFailure() tells of a connection cut in the middle; the words before it have come', async () => {
    const { said, error } = await fail([{ type: 'cut', text: 'Once upon' }]);
    expect(said).toBe('Once upon');
    expect(error.message).toBe(
      'Cannot get an answer from local/one: the connection was cut before the answer was complete; send it again',
    );
    expect(error.details).toEqual({ provider: 'local', model: 'one', errorKind: 'unknown' });
  });

  test.each([
    ['invalid JSON', `data: {"choices": [${KEY}\n\n`],
    ['JSON of another kind', 'data: {"hello":"world"}\n\n'],
    ['a web page', '<!doctype html><title>Welcome</title>'],
    ['nothing', ''],
  ])('providerFailure() tells that %s is not a stream of openai-completions', async (_what, body) => {
    const { error } = await fail([{ type: 'raw', body }]);
    const host = new URL(server.url).host;
    expect(error.message).toBe(
      `Cannot get an answer from local/one: what ${host} sends is not a stream of openai-completions; check models.providers.local.baseUrl`,
    );
  });

  test.each([
    ['{"message":"Overloaded","code":503}', 'it failed on its side (HTTP 503); try again', 'unknown'],
    ['{"message":"Overloaded","type":"rate_limit_error"}', 'it limits how much may be asked; try again', 'rate_limit'],
    ['{"message":"Overloaded"}', 'it ended the answer with an error; try again', 'unknown'],
  ])('providerFailure() passes on %s, streamed by a provider', async (error, words, errorKind) => {
    const failed = await fail([{ type: 'raw', body: `data: {"error":${error}}\n\n` }]);
    expect(failed.error.message).toContain(words);
    expect(failed.error.message).toContain('(it said: Overloaded)');
    expect(failed.error.details).toMatchObject({ errorKind });
  });

  test('providerFailure() tells where nothing answers', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const address = free.address();
    const host = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    await new Promise((resolve) => free.close(resolve));
    const { error } = await fail([], `http://${host}/v1`);
    expect(error.message).toBe(
      `Cannot get an answer from local/one: nothing answers at ${host}; start it or check models.providers.local.baseUrl`,
    );
  });
});

test('providerFailure() makes a sentence of anything that is thrown', () => {
  const scene = { provider: 'p', model: 'm', api: 'ollama' as const, host: 'h', secrets: [], started: true };
  for (const thrown of [undefined, 'text', new RangeError('odd')]) {
    expect(providerFailure(thrown, scene).message).toContain('it failed in an unexpected way');
  }
  expect(providerFailure(new DOMException('late', 'TimeoutError'), scene).details?.errorKind).toBe('timeout');
});
