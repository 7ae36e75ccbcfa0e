import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentEvent, Turn } from '../../src/ports.ts';
import { type OpenAiServer, startOpenAiServer, tokenGate } from '../fixtures/openai-server.ts';
import { makeAgent } from './agent.ts';
import { collect, makeEntry, makeTurn, servedSettings, textIn } from './turn.ts';

let server: OpenAiServer;
beforeAll(async () => {
  server = await startOpenAiServer();
});
afterAll(() => server.close());

function run(turn: Turn, signal = new AbortController().signal, provider: object = {}) {
  const settings = servedSettings(server.url, provider);
  return makeAgent(() => settings)(turn, signal);
}

const kinds = (events: AgentEvent[]) => events.map(({ type }) => type);
const usage = { input: 12, output: 5 };
const clockCall = { id: 'call_1', name: 'clock', arguments: '{"timeZone":"Europe/Berlin"}' };

describe('an answer', () => {
  test('runModel() streams the words as they come, then one step with usage and reason', async () => {
    server.queue({ type: 'text', text: 'Hello there, Ada.' });
    const events = await collect(run(makeTurn('hi')));
    expect(events[0]).toEqual({ type: 'model', provider: 'local', model: 'one', contextTokens: 128_000 });
    expect(kinds(events)).toEqual(['model', 'text', 'text', 'text', 'step']);
    expect(textIn(events)).toBe('Hello there, Ada.');
    expect(events.at(-1)).toEqual({ type: 'step', usage, stopReason: 'stop' });
  });

  test('runModel() hands each token on before the next one exists', async () => {
    const gate = tokenGate();
    server.queue(gate.reply);
    const events = run(makeTurn('slowly'))[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ type: 'model' });
    for (const token of ['one', ' two', ' three']) {
      gate.release(token);
      expect((await events.next()).value).toEqual({ type: 'text', delta: token });
    }
    gate.end();
    expect((await events.next()).value).toMatchObject({ type: 'step' });
    expect((await events.next()).done).toBe(true);
  });

  test('runModel() keeps reasoning apart from the words', async () => {
    server.queue({ type: 'text', text: 'Four.', reasoning: 'two and two' });
    const events = await collect(run(makeTurn('2+2')));
    expect(events.filter(({ type }) => type === 'reasoning')).toEqual([{ type: 'reasoning', delta: 'two and two' }]);
    expect(textIn(events)).toBe('Four.');
  });

  test('runModel() asks for a summary in one message, with no tool and no word of being an assistant', async () => {
    server.queue({ type: 'text', text: 'They met.' });
    const entries = [makeEntry('user', 'hello'), makeEntry('assistant', [{ type: 'text', text: 'hi' }])];
    const events = await collect(run(makeTurn('', { purpose: 'summary', entries })));
    expect(textIn(events)).toBe('They met.');
    const body = JSON.stringify(server.requests.at(-1)?.body);
    expect(body).toContain('Person: hello');
    expect(body).toContain('You sum up conversations');
    expect(body).not.toMatch(/session_status|You are Ada/);
  });

  test('createAgent() keeps apart what a model thinks in its words', async () => {
    server.queue({ type: 'text', text: '<think>two and two</think> Four.' });
    const events = await collect(run(makeTurn('2+2')));
    expect(events.flatMap((event) => (event.type === 'reasoning' ? [event.delta] : [])).join('')).toBe('two and two');
    expect(textIn(events)).toBe('Four.');
  });

  test.each([
    [{ type: 'text', text: '' }, 'its answer was empty; try again'],
    [{ type: 'text', text: '<think>hm</think>\n' }, 'its answer was empty; try again'],
    [{ type: 'text', text: '', reasoning: 'hm', finish: 'length' }, 'it reached its limit before it said anything'],
    [{ type: 'text', text: '', finish: 'content_filter' }, 'it refused the content; say it in another way'],
  ] as const)('createAgent() says why nothing came: %j', async (reply, words) => {
    server.queue(reply);
    await expect(collect(run(makeTurn('hi')))).rejects.toThrow(`Cannot get an answer from local/one: ${words}`);
  });

  test('createAgent() lets a model be silent after it has used a tool', async () => {
    server.queue({ type: 'tools', calls: [clockCall] }, { type: 'text', text: '' });
    expect((await collect(run(makeTurn('look at the clock')))).at(-1)).toMatchObject({ stopReason: 'stop' });
  });

  test('runModel() passes on why an answer stopped', async () => {
    server.queue({ type: 'text', text: 'Too', finish: 'length' });
    expect((await collect(run(makeTurn('long')))).at(-1)).toMatchObject({ stopReason: 'length' });
  });

  test('runModel() sends the conversation, the key, the headers and the limits', async () => {
    const models = [{ id: 'one', reasoning: true, maxTokens: 99 }];
    const entries = [makeEntry('user', 'hi'), makeEntry('assistant', 'Hello.'), makeEntry('user', 'and now?')];
    const turn = makeTurn('', { entries, thinking: 'high' });
    await collect(run(turn, undefined, { models, headers: { 'x-team': 'blue' } }));
    const { body, headers } = server.requests.at(-1) ?? expect.fail('no request');
    expect(headers).toMatchObject({ authorization: 'Bearer key-4f9a7c21d0', 'x-team': 'blue' });
    expect(body).toMatchObject({ model: 'one', stream: true, max_tokens: 99, reasoning_effort: 'high' });
    expect(body.messages.map(({ role, content }) => [role, content])).toEqual([
      ['system', expect.stringMatching(/^You are Ada, .*2026-09-01/)],
      ['user', 'hi'],
      ['assistant', 'Hello.'],
      ['user', 'and now?'],
    ]);
  });

  test("createAgent() uses the session's own model and reads the settings anew for each turn", async () => {
    const turn = makeTurn('hi', { model: 'two' });
    expect((await collect(run(turn)))[0]).toMatchObject({ provider: 'local', model: 'two' });
    expect(server.requests.at(-1)?.body.model).toBe('two');
  });
});

describe('tools', () => {
  test('runModel() runs a tool, ends that step after it, and gives the result to the model', async () => {
    server.queue({ type: 'tools', calls: [clockCall] }, { type: 'text', text: 'Half past two.' });
    const events = await collect(run(makeTurn('time in Berlin?')));
    expect(kinds(events)).toEqual(['model', 'tool-start', 'tool-end', 'step', 'text', 'text', 'text', 'step']);
    expect(events[1]).toEqual({
      type: 'tool-start',
      id: 'call_1',
      name: 'clock',
      arguments: { timeZone: 'Europe/Berlin' },
    });
    expect(events[2]).toMatchObject({ id: 'call_1', name: 'clock', isError: false });
    expect(events[2]).toHaveProperty('text', expect.stringContaining('14:34:56'));
    expect(events[3]).toEqual({ type: 'step', usage, stopReason: 'toolUse' });
    const messages = server.requests.at(-1)?.body.messages ?? [];
    expect(messages.at(-1)).toMatchObject({ role: 'tool', tool_call_id: 'call_1' });
    expect(messages.at(-1)?.content).toContain('14:34:56');
  });

  test.each([
    [
      'a wrong argument',
      { ...clockCall, arguments: '{"timeZone":"Mars/Base"}' },
      'Cannot tell the time in "Mars/Base"',
    ],
    ['an argument of the wrong type', { ...clockCall, arguments: '{"timeZone":7}' }, 'Expected string'],
    [
      'arguments that are no JSON',
      { ...clockCall, arguments: '{"timeZone' },
      'Cannot use "clock": its arguments are not valid JSON',
    ],
    [
      'a tool that does not exist',
      { ...clockCall, name: 'format_disk' },
      'Cannot use "format_disk": there is no tool of that name',
    ],
  ])('runModel() tells the model about %s and goes on', async (_what, call, words) => {
    server.queue({ type: 'tools', calls: [call] }, { type: 'text', text: 'Sorry.' });
    const events = await collect(run(makeTurn('time?')));
    expect(kinds(events)).toEqual(['model', 'tool-start', 'tool-end', 'step', 'text', 'step']);
    expect(events[2]).toMatchObject({ isError: true, text: expect.stringContaining(words) });
  });

  test('runModel() lets a model that only calls tools answer in the last step', async () => {
    const before = server.requests.length;
    for (let step = 0; step < 23; step += 1) server.queue({ type: 'tools', calls: [clockCall] });
    const events = await collect(run(makeTurn('loop')));
    const choices = server.requests.slice(before).map(({ body }) => body.tool_choice);
    expect(choices).toEqual([...Array(23).fill('auto'), 'none']);
    expect(events.at(-1)).toMatchObject({ type: 'step', stopReason: 'stop' });
  });

  test('runModel() says of a model that calls tools even then why it gave no answer', async () => {
    for (let step = 0; step < 24; step += 1) server.queue({ type: 'tools', calls: [clockCall] });
    await expect(collect(run(makeTurn('loop for ever')))).rejects.toThrow(
      'Cannot get an answer from local/one: it went on to use tools when it was to answer; ask for less at once',
    );
  });
});

describe('an abort', () => {
  test('runModel() closes the request in the middle of an answer and just ends', async () => {
    const gate = tokenGate();
    server.queue(gate.reply);
    gate.release('one');
    const controller = new AbortController();
    const texts: AgentEvent[] = [];
    for await (const event of run(makeTurn('stop me'), controller.signal)) {
      if (event.type === 'model') continue;
      texts.push(event);
      controller.abort();
    }
    expect(texts).toEqual([{ type: 'text', delta: 'one' }]);
    expect(await server.requests.at(-1)?.ended).toBe('aborted');
  });

  test('createAgent() just ends when it is stopped between two steps', async () => {
    const stop = new AbortController();
    server.queue({ type: 'tools', calls: [clockCall] });
    const events: AgentEvent[] = [];
    for await (const event of run(makeTurn('time?'), stop.signal)) {
      events.push(event);
      if (event.type === 'step') stop.abort();
    }
    expect(events.at(-1)).toMatchObject({ type: 'step', stopReason: 'toolUse' });
  });

  test('runModel() closes a request that nobody has answered yet', async () => {
    const controller = new AbortController();
    const taken = server.requests.length;
    server.queue(tokenGate().reply);
    const events = collect(run(makeTurn('silence'), controller.signal));
    while (server.requests.length === taken) await server.next();
    controller.abort();
    expect(kinds(await events)).toEqual(['model']);
    expect(await server.requests.at(-1)?.ended).toBe('aborted');
  });

  test('runModel() sends no request when it is aborted before it starts', async () => {
    const before = server.requests.length;
    await collect(run(makeTurn('never'), AbortSignal.abort()));
    expect(server.requests.length).toBe(before);
  });

  test('runModel() closes the request when nobody reads on', async () => {
    const gate = tokenGate();
    server.queue(gate.reply);
    gate.release('one');
    for await (const event of run(makeTurn('leave'))) if (event.type === 'text') break;
    expect(await server.requests.at(-1)?.ended).toBe('aborted');
  });
});
