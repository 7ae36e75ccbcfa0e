import { describe, expect, test } from 'vitest';
import { type DemoOptions, runDemo } from '../../src/agents/demo.ts';
import type { Offer } from '../../src/agents/offers.ts';
import { makeAgent } from './agent.ts';
import { makeStatusTools } from './status-tools.ts';
import { collect, makeEntry, makeSettings, makeTurn, textIn } from './turn.ts';

const ollama: Offer = {
  provider: 'ollama',
  found: 'Ollama with qwen3:8b',
  baseUrl: 'http://127.0.0.1:11434',
  api: 'ollama',
  key: null,
  model: 'qwen3:8b',
};
const openai: Offer = {
  provider: 'openai',
  found: 'OPENAI_API_KEY',
  baseUrl: 'https://api.openai.com/v1',
  api: 'openai-responses',
  key: '$' + '{OPENAI_API_KEY}',
  model: 'gpt-5-mini',
};

function answer(said: string, options: Partial<DemoOptions> = {}, signal = new AbortController().signal) {
  return runDemo(makeTurn(said), signal, {
    offers: [],
    settingsPath: '/home/ada/.openclaw/openclaw.json',
    tools: makeStatusTools(),
    ...options,
  });
}

describe.concurrent('the demo', () => {
  test('runDemo() calls one real tool, ends that step, then answers and ends the last step', async () => {
    const events = await collect(answer('hello'));
    const kinds = events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
    expect(kinds).toEqual(['model', 'tool-start', 'tool-end', 'step', 'text', 'step']);
    const [, start, end] = events;
    expect(start).toMatchObject({ type: 'tool-start', name: 'session_status', arguments: {} });
    expect(end).toMatchObject({ type: 'tool-end', name: 'session_status', isError: false });
    expect(end?.type === 'tool-end' && JSON.parse(end.text)).toMatchObject({
      time: '2026-09-01T12:34:56.000Z',
      session: 'agent:main:main',
      agent: 'main',
      model: 'demo/pincer-demo',
      entries: 1,
    });
    expect(events.at(-1)).toEqual({ type: 'step', usage: { input: 0, output: 0 }, stopReason: 'stop' });
  });

  test('runDemo() says what it is, quotes what was said and shows how to set a model', async () => {
    const text = textIn(await collect(answer('What is the weather?')));
    expect(text).toContain('**built-in demo**');
    expect(text).toContain('> What is the weather?');
    expect(text).toContain('2026-09-01 12:34 UTC, 1 entry in `agent:main:main`');
    expect(text).toContain('`/home/ada/.openclaw/openclaw.json`');
    expect(text).toContain("agents: { defaults: { model: { primary: 'mine/model-name' } } }");
  });

  test('runDemo() does not call a tool that the rules deny, and says so', async () => {
    const tools = makeStatusTools({ tools: { deny: ['session_status'] } });
    const events = await collect(answer('hello', { tools }));
    expect(events.filter(({ type }) => type !== 'text').map(({ type }) => type)).toEqual(['model', 'step']);
    expect(textIn(events)).toContain('the rules in `tools` do not allow that tool');
  });

  test('runDemo() ends without a word when it is aborted while it asks its tool', async () => {
    const stop = new AbortController();
    const tools = { ...makeStatusTools(), call: async () => Promise.reject(stop.abort()) };
    expect((await collect(answer('hello', { tools }, stop.signal))).map(({ type }) => type)).toEqual(['model']);
  });

  test('runDemo() answers different words differently', async () => {
    const [one, two] = await Promise.all([collect(answer('one')), collect(answer('one two'))]);
    expect(textIn(one)).toContain('You sent 1 word:\n\n> one\n');
    expect(textIn(two)).toContain('You sent 2 words:\n\n> one two\n');
  });

  test('runDemo() names what was found and writes the settings for the first of it', async () => {
    const text = textIn(await collect(answer('hello', { offers: [ollama, openai] })));
    expect(text).toContain('Found here, not used until the settings name it: Ollama with qwen3:8b, OPENAI_API_KEY.');
    expect(text).toContain("baseUrl: 'http://127.0.0.1:11434',\n    api: 'ollama',\n    models: [{ id: 'qwen3:8b' }]");
    const keyed = textIn(await collect(answer('hello', { offers: [openai] })));
    expect(keyed).toContain(`apiKey: '${openai.key}'`);
  });

  test('runDemo() stays under 120 words and quotes a long message only in part', async () => {
    const text = textIn(await collect(answer('word '.repeat(5000), { offers: [ollama, openai] })));
    expect(text.split(/\s+/).length).toBeLessThan(120);
    expect(text).toContain('You sent 5000 words');
    expect(text).toMatch(/^> (word )+w?o?r?d?…$/m);
  });

  test('runDemo() quotes Markdown and HTML as plain words on one line', async () => {
    const text = textIn(await collect(answer('# hi\n```js\n<img src=x> [a](b)')));
    expect(text).toContain('> \\# hi \\`\\`\\`js \\<img src=x\\> \\[a\\](b)\n');
  });

  test('runDemo() quotes nothing when there is nothing to quote', async () => {
    const turn = makeTurn('', { entries: [makeEntry('system', 'reset')] });
    const events = runDemo(turn, new AbortController().signal, {
      offers: [],
      settingsPath: 'x',
      tools: makeStatusTools(),
    });
    expect(textIn(await collect(events))).toContain('You sent 0 words:\n\n> (nothing)');
  });

  test('runDemo() takes its time from word to word', async () => {
    const started = performance.now();
    const events = await collect(answer('hello'));
    const words = events.filter(({ type }) => type === 'text').length;
    expect((1000 * words) / (performance.now() - started)).toBeLessThan(80);
  });

  test('runDemo() ends at once when it is aborted in the middle of a word', async () => {
    const controller = new AbortController();
    let texts = 0;
    for await (const event of answer('hello', {}, controller.signal)) {
      if (event.type !== 'text') continue;
      texts += 1;
      if (texts === 3) queueMicrotask(() => controller.abort());
    }
    expect(texts).toBe(3);
  });

  test('runDemo() says nothing when it is aborted before it starts', async () => {
    expect(await collect(answer('hello', {}, AbortSignal.abort()))).toEqual([]);
  });

  test('createAgent() takes a turn to the demo while nothing is configured', async () => {
    const agent = makeAgent(() => makeSettings(), { offers: () => [ollama], tools: makeStatusTools() });
    const events = await collect(agent(makeTurn('hello'), new AbortController().signal));
    expect(events[0]).toEqual({ type: 'model', provider: 'demo', model: 'pincer-demo', contextTokens: 8192 });
    expect(textIn(events)).toContain('Ollama with qwen3:8b');
  });
});
