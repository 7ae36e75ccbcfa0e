import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Cooldown } from '../../src/agents/cooldown.ts';
import type { Secrets } from '../../src/agents/keys.ts';
import { GatewayError } from '../../src/errors.ts';
import type { AgentEvent, Turn } from '../../src/ports.ts';
import { startAnthropicServer } from '../fixtures/anthropic-server.ts';
import { chatFormat } from '../fixtures/openai-chat-format.ts';
import { type ProviderServer, type Script, startProvider } from '../fixtures/provider-server.ts';
import { makeAgent, noSecrets } from './agent.ts';
import { collect, makeSettings, makeTurn, NOW, textIn } from './turn.ts';

let first: ProviderServer;
let second: ProviderServer;
beforeAll(async () => {
  [first, second] = await Promise.all([startProvider(chatFormat), startAnthropicServer()]);
});
afterAll(() => Promise.all([first.close(), second.close()]));

let clock = NOW;
let cooldown: Cooldown;
beforeEach(() => {
  clock = NOW;
  cooldown = new Cooldown(() => clock);
});

const refused = (status: number, headers: Record<string, string> = {}): Script => ({
  type: 'refused',
  status,
  message: 'no',
  headers,
});
const overloaded = Array(3).fill(refused(529));
const text = (words: string): Script => ({ type: 'text', text: words });

function run(turn: Turn, secrets: Secrets = noSecrets, apiKey: unknown = 'key-one') {
  const settings = makeSettings({
    models: {
      providers: {
        first: { baseUrl: first.url, apiKey, models: [{ id: 'a' }, { id: 'b' }] },
        second: { baseUrl: second.url, api: 'anthropic-messages', apiKey: 'key-two', models: [{ id: 'c' }] },
      },
    },
    agents: { defaults: { model: { primary: 'first/a', fallbacks: ['second/c'] } } },
  });
  const agent = makeAgent(() => settings, { cooldown, secrets });
  return agent(turn, new AbortController().signal);
}

const models = (events: AgentEvent[]) =>
  events.flatMap((event) => (event.type === 'model' ? [`${event.provider}/${event.model}`] : []));

async function failing(events: AsyncIterable<AgentEvent>): Promise<GatewayError> {
  try {
    await collect(events);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  return expect.fail('the turn did not fail');
}

describe('a model that cannot answer', () => {
  test.each([
    ['is overloaded', overloaded],
    ['limits how much is asked', [refused(429, { 'retry-after': '90' })]],
    ['does not accept the key', [refused(401)]],
    ['does not know the model', [refused(404)]],
    ['fails in its first words', Array<Script>(1).fill({ type: 'failed', text: 'Overloaded' })],
  ])('createAgent() asks the next one, and tells it, when the first %s', async (_what, scripts) => {
    first.queue(...scripts);
    second.queue(text('I am the other.'));
    const events = await collect(run(makeTurn('hi')));
    expect(models(events)).toEqual(['first/a', 'second/c']);
    expect(textIn(events)).toBe('I am the other.');
  });

  test("createAgent() tries the session's own model first, then those that stand in for it", async () => {
    first.queue(refused(404));
    second.queue(text('Me again.'));
    expect(models(await collect(run(makeTurn('hi', { model: 'first/b' }))))).toEqual(['first/b', 'second/c']);
  });

  test('createAgent() does not begin anew what has begun', async () => {
    const before = second.requests.length;
    first.queue({ type: 'cut', text: 'Once upon' });
    const error = await failing(run(makeTurn('hi')));
    expect(error.message).toContain('the connection was cut');
    first.queue({ type: 'tools', calls: [{ id: 'c1', name: 'clock', arguments: '{}' }] }, refused(404));
    expect((await failing(run(makeTurn('time?')))).message).toContain('first/a');
    expect(second.requests.length).toBe(before);
  });

  test('createAgent() says in one sentence what it has tried', async () => {
    first.queue(refused(429, { 'retry-after': '90' }));
    second.queue(refused(401));
    const error = await failing(run(makeTurn('hi')));
    expect(error.message).toBe(
      'Cannot get an answer from any of 2 models (first/a: it limits how much may be asked (HTTP 429); ' +
        'second/c: it does not accept the API key (HTTP 401)); try again in a while or choose another model',
    );
    expect(error.shape()).toMatchObject({ retryAfterMs: 90_000, details: { tried: ['first/a', 'second/c'] } });
  });
});

describe('a model that is left alone', () => {
  test('createAgent() skips it until its time is over, and a success ends it', async () => {
    first.queue(refused(429, { 'retry-after': '90' }));
    second.queue(text('One.'), text('Two.'));
    await collect(run(makeTurn('hi')));
    expect(models(await collect(run(makeTurn('again'))))).toEqual(['second/c']);
    clock += 90_000;
    first.queue(text('Back.'));
    const events = await collect(run(makeTurn('and now')));
    expect([models(events), textIn(events)]).toEqual([['first/a'], 'Back.']);
    const target = { provider: 'first', id: 'a' };
    expect(cooldown.of(target)).toBeNull();
    // The next failure is the first again.
    cooldown.limited(target, null);
    expect(cooldown.of(target)?.until).toBe(clock + 60_000);
  });

  test('createAgent() asks it all the same when there is nobody else', async () => {
    cooldown.limited({ provider: 'first', id: 'a' }, null);
    cooldown.limited({ provider: 'second', id: 'c' }, null);
    first.queue(text('Still here.'));
    expect(models(await collect(run(makeTurn('hi'))))).toEqual(['first/a']);
  });
});

describe('a key that is kept elsewhere', () => {
  const source = { source: 'exec', id: 'pass', args: ['show'] };

  test('createAgent() reads it for each turn, and forgets it when it is not accepted', async () => {
    const said: string[] = [];
    const secrets: Secrets = {
      read: async ({ id }) => {
        said.push(`read ${id}`);
        return 'Sesame4-from-elsewhere';
      },
      forget: ({ id }) => void said.push(`forget ${id}`),
    };
    first.queue(text('Hi.'), { type: 'refused', status: 401, message: 'Incorrect Sesame4-from-elsewhere' });
    second.queue(refused(401));
    await collect(run(makeTurn('hi'), secrets, source));
    expect(first.requests.at(-1)?.headers.authorization).toBe('Bearer Sesame4-from-elsewhere');
    const error = await failing(run(makeTurn('hi'), secrets, source));
    expect(said).toEqual(['read pass', 'read pass', 'forget pass']);
    expect(JSON.stringify([error.message, error.details])).not.toContain('Sesame4-from-elsewhere');
  });

  test('createAgent() asks the next model when it cannot be read', async () => {
    second.queue(text('I have mine.'));
    expect(textIn(await collect(run(makeTurn('hi'), noSecrets, source)))).toBe('I have mine.');
    second.queue(refused(404));
    const error = await failing(run(makeTurn('hi', { model: 'first/b' }), noSecrets, source));
    expect(error.message).toContain('first/b: its API key cannot be read');
  });
});
