// What can happen to a run that was asked for over HTTP: it is left, stopped, repeated, made to wait, refused, or fails.
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { history, lines, send } from '../fixtures/greeting.ts';
import { MODEL_KEY } from '../fixtures/model.ts';
import { asks, collect, openAi, refusal } from '../fixtures/openai-client.ts';
import type { House } from './house.ts';

const model = 'openclaw';

export function openAiRuns(house: House): void {
  /** Somebody who watches a session, and a client that speaks to it. */
  async function meet() {
    const key = house.key();
    const watcher = await house.connect();
    await watcher.request('sessions.messages.subscribe', { key });
    return { key, watcher, client: openAi(house.gateway, { headers: { 'x-openclaw-session-key': key } }) };
  }

  describe('runs over HTTP', () => {
    // Before an answer has begun, nobody tells a Worker here that its caller has left: so two of these differ at the edge.
    test.each(house.edge ? [true] : [true, false])(
      'a client that leaves ends the run, at the model too (streaming: %s)',
      async (stream) => {
        const { watcher, client } = await meet();
        const said = `leave, streaming ${stream}`;
        const gate = house.model.gates(said);
        const leaving = new AbortController();
        const options = { signal: leaving.signal, headers: { 'Idempotency-Key': said } };
        const left = stream
          ? client.chat.completions.create({ model, stream, messages: asks(said) }, options).then(collect)
          : client.chat.completions.create({ model, messages: asks(said) }, options);
        const over = Promise.allSettled([left]);
        gate.release('Some words');
        await watcher.heard(said, 10);
        leaving.abort();
        expect(await watcher.ended(said)).toMatchObject({ state: 'aborted', stopReason: 'http-disconnect' });
        expect(await house.model.requests(said)[0]?.ended).toBe('aborted');
        gate.end();
        await over;
      },
    );

    test('what a person stopped is an answer of what was said until then', async () => {
      const { key, watcher, client } = await meet();
      const gate = house.model.gates('stop me over http');
      const answer = client.chat.completions.create(
        { model, messages: asks('stop me over http') },
        { headers: { 'Idempotency-Key': 'stopped' } },
      );
      const choice = answer.then(({ choices }) => choices[0]);
      gate.release('As far as');
      await watcher.heard('stopped', 9);
      await watcher.request('chat.abort', { sessionKey: key, runId: 'stopped' });
      expect(await choice).toMatchObject({ message: { content: 'As far as' }, finish_reason: 'stop' });
      gate.end();
    });

    test('a session that is busy answers one after the other', async () => {
      const { key, watcher, client } = await meet();
      const gate = house.model.gates('busy');
      const { runId } = await send(watcher, key, 'busy');
      await watcher.request('sessions.subscribe');
      const answer = client.chat.completions.create(
        { model, messages: asks('my turn') },
        { headers: { 'Idempotency-Key': 'mine' } },
      );
      const content = answer.then(({ choices }) => choices[0]?.message.content);
      await watcher.event('sessions.changed', (payload) => JSON.stringify(payload).includes('"runId":"mine"'));
      gate.release('First this.');
      gate.end();
      expect(await watcher.ended(runId)).toMatchObject({ state: 'final' });
      expect(await content).toBe('You said: my turn');
    });

    test.skipIf(house.edge)('a client that leaves while its message waits takes it back', async () => {
      const { key, watcher, client } = await meet();
      const gate = house.model.gates('long work');
      const { runId } = await send(watcher, key, 'long work');
      await watcher.request('sessions.subscribe');
      const leaving = new AbortController();
      const options = { signal: leaving.signal, headers: { 'Idempotency-Key': 'impatient' } };
      const over = Promise.allSettled([
        client.chat.completions.create({ model, messages: asks('never asked') }, options),
      ]);
      await watcher.event('sessions.changed', (payload) => JSON.stringify(payload).includes('"runId":"impatient"'));
      leaving.abort();
      expect(await watcher.ended('impatient')).toMatchObject({ state: 'aborted', stopReason: 'http-disconnect' });
      gate.release('Done.');
      gate.end();
      expect(await watcher.ended(runId)).toMatchObject({ state: 'final' });
      await over;
      expect(house.model.asked('never asked')).toBe(0);
    });

    test('the same request again is the same run', async () => {
      const client = openAi(house.gateway);
      const headers = { 'Idempotency-Key': `once-${house.key()}` };
      const ask = (words: string) => client.chat.completions.create({ model, messages: asks(words) }, { headers });
      const [first, second] = [await ask('only once'), await ask('only once')];
      expect(second).toEqual({ ...first, created: second.created });
      expect(house.model.asked('only once')).toBe(1);
      expect(await refusal(ask('other words'))).toBeInstanceOf(OpenAI.BadRequestError);
      const told = client.chat.completions.create(
        { model, messages: [{ role: 'system', content: 'Answer in French.' }, ...asks('only once')] },
        { headers },
      );
      expect(await refusal(told)).toBeInstanceOf(OpenAI.BadRequestError);
    });

    test('a client that left and asks again under the same key is not told that half an answer is all of it', async () => {
      const { key, watcher, client } = await meet();
      const said = 'leave and come back';
      const gate = house.model.gates(said);
      const leaving = new AbortController();
      const headers = { 'Idempotency-Key': `left-${key}` };
      const ask = { model, messages: asks(said) };
      const options = { signal: leaving.signal, headers };
      const over = Promise.allSettled([
        house.edge
          ? client.chat.completions.create({ ...ask, stream: true }, options).then(collect)
          : client.chat.completions.create(ask, options),
      ]);
      gate.release('The first half');
      await watcher.heard(`left-${key}`, 14);
      leaving.abort();
      await watcher.ended(`left-${key}`);
      gate.end();
      await over;
      const again = await refusal(client.chat.completions.create(ask, { headers }));
      expect(again).toMatchObject({ status: 502, code: 'agent_failed' });
      expect(again.message).toMatch(/hung up.*another Idempotency-Key/);
      expect(again.headers?.get('x-should-retry')).toBe('false');
      const streamed = client.chat.completions.create({ ...ask, stream: true }, { headers });
      expect(await refusal(streamed.then(collect))).toMatchObject({ code: 'agent_failed' });
    });

    test('what OpenAI has and this gateway has not is not found, in the same words', async () => {
      const client = openAi(house.gateway);
      const embed = await refusal(client.embeddings.create({ model, input: 'x' }));
      expect(embed).toBeInstanceOf(OpenAI.NotFoundError);
      expect(embed).toMatchObject({ type: 'invalid_request_error', code: 'not_found', param: null });
      expect(embed.message).toMatch(/\/v1\/embeddings.*\/v1\/chat\/completions/);
      expect(await refusal(client.chat.completions.list())).toMatchObject({ status: 404, code: 'not_found' });
      expect(await refusal(client.responses.retrieve('resp_x'))).toMatchObject({ status: 404, code: 'not_found' });
    });

    test('a stranger, a reader and a page of somebody else are refused, each in their way', async () => {
      const { gateway } = house;
      const ask = (client: OpenAI) => client.chat.completions.create({ model, messages: asks('x') });
      const stranger = await refusal(ask(openAi(gateway, { apiKey: 'wrong' })));
      expect(stranger).toBeInstanceOf(OpenAI.AuthenticationError);
      expect(stranger).toMatchObject({ type: 'authentication_error', code: 'invalid_api_key' });
      const reader = openAi(gateway, { headers: { 'x-openclaw-scopes': 'operator.read' } });
      expect((await reader.models.list()).data.length).toBeGreaterThan(1);
      expect(await refusal(ask(reader))).toBeInstanceOf(OpenAI.PermissionDeniedError);
      const page = openAi(gateway, { headers: { Origin: 'https://elsewhere.example' } });
      expect(await refusal(ask(page))).toMatchObject({ status: 403 });
      expect(await refusal(openAi(gateway, { apiKey: 'wrong' }).models.list())).toMatchObject({ status: 401 });
    });

    test.each<[string, string, object]>([
      ['two answers', 'n', { n: 2 }],
      ['odds', 'logprobs', { logprobs: true }],
      ['JSON', 'response_format', { response_format: { type: 'json_object' } }],
      ['a search of the web', 'web_search_options', { web_search_options: {} }],
      ['functions in the old form', 'functions', { functions: [{ name: 'look' }] }],
      ['no messages', 'messages', { messages: [] }],
      ['messages that end with an answer', 'messages', { messages: [{ role: 'assistant', content: 'Well' }] }],
      ['a role that does not exist', 'messages[0].role', { messages: [{ role: 'king', content: 'x' }] }],
      [
        'an address to fetch',
        'messages[0].content[0]',
        {
          messages: [
            { role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://169.254.169.254/latest' } }] },
          ],
        },
      ],
      ['half a character', 'messages[0].content', { messages: asks('\ud83d') }],
      [
        'too many instructions',
        'messages',
        { messages: [{ role: 'system', content: 'x'.repeat(200_001) }, ...asks('x')] },
      ],
      ['no model', 'model', { model: undefined }],
    ])('a request with %s is refused and says where', async (_what, param, wrong) => {
      const body = { model, messages: asks('never said'), ...wrong };
      const failure = await refusal(openAi(house.gateway).post('/chat/completions', { body }));
      expect(failure).toBeInstanceOf(OpenAI.BadRequestError);
      expect(failure).toMatchObject({ type: 'invalid_request_error', param });
      expect(failure.message).toMatch(/^400 Cannot /);
    });

    test('what means nothing here is no reason to refuse', async () => {
      const completion = await openAi(house.gateway).chat.completions.create({
        model,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'as usual' }] }],
        ...{ n: 1, seed: 7, store: true, metadata: { a: 'b' }, temperature: 0.2, max_tokens: 100, tools: [] },
        ...{ tool_choice: 'none', parallel_tool_calls: false, response_format: { type: 'text' }, stop: null },
      });
      expect(completion.choices[0]?.message.content).toBe('You said: as usual');
    });

    test('a body that is no JSON, and one that is too large, are refused', async () => {
      const post = (body: string) =>
        fetch(`${house.gateway.http}/v1/chat/completions`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${house.gateway.token}`, 'Content-Type': 'application/json' },
          body,
        });
      const broken = await post('{"model":');
      expect([broken.status, (await broken.json()).error.type]).toEqual([400, 'invalid_request_error']);
      // workerd cuts the line of whoever still sends when he was refused.
      if (house.edge) return;
      const large = await post(JSON.stringify({ model, messages: asks('x'.repeat(21 * 1024 * 1024)) }));
      expect([large.status, (await large.json()).error.code]).toEqual([413, 'request_too_large']);
    });

    test.each([
      { status: 401, answered: 502, type: 'server_error' },
      { status: 429, answered: 429, type: 'rate_limit_error', headers: { 'retry-after': '120' } },
      { status: 500, answered: 502, type: 'server_error' },
    ])('a provider that answers $status is told as $answered, in its own words', async (refused) => {
      const { status, answered, type, headers = {} } = refused;
      const words = `because of ${status}`;
      house.model.answers(words, { type: 'refused', status, message: `No, ${words}`, headers });
      const client = openAi(house.gateway);
      const failure = await refusal(client.chat.completions.create({ model, messages: asks(words) }));
      expect(failure).toMatchObject({ status: answered, type });
      expect(failure.message).toContain(words);
      expect(failure.message).not.toContain(MODEL_KEY);
      expect(failure.headers?.get('retry-after')).toBe(new Headers(headers).get('retry-after'));
      expect(failure.headers?.get('x-should-retry')).toBe('false');

      const stream = client.chat.completions.create({ model, stream: true, messages: asks(words) });
      const streamed = await refusal(stream.then(collect));
      expect(streamed).toMatchObject({ type, message: expect.stringContaining(words) });
    });

    test('a run that takes longer than its limit is a timeout, in a stream behind the words that came', async () => {
      const provider = { baseUrl: house.model.url, models: [{ id: 'one' }] };
      const gateway = await house.start({
        settings: { models: { providers: { test: provider } }, agents: { defaults: { timeoutSeconds: 1 } } },
      });
      const { chat } = openAi(gateway);
      const gate = house.model.gates('take your time');
      const ask = { model, messages: asks('take your time') };
      const stream = await chat.completions.create({ ...ask, stream: true });
      gate.release('Well');
      let text = '';
      const read = async () => {
        for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
      };
      expect(await refusal(read())).toMatchObject({ code: 'timeout' });
      expect(text).toBe('Well');
      gate.end();
      const again = house.model.gates('take your time');
      expect(await refusal(chat.completions.create(ask))).toMatchObject({ status: 504, code: 'timeout' });
      again.end();
      await gateway.stop();
    });

    test('an answer of nothing but NO_REPLY is empty', async () => {
      house.model.answers('say nothing', { type: 'text', text: 'NO_REPLY' });
      const client = openAi(house.gateway);
      const ask = { model, messages: asks('say nothing') };
      expect((await client.chat.completions.create(ask)).choices[0]?.message.content).toBe('');
      const stream = await collect(await client.chat.completions.create({ ...ask, stream: true }));
      expect(stream).toMatchObject({ text: '', finish: ['stop'] });
    });

    test('an answer that was cut at its greatest length says so', async () => {
      house.model.answers('too long', { type: 'text', text: 'And so', finish: 'length' });
      const { choices } = await openAi(house.gateway).chat.completions.create({ model, messages: asks('too long') });
      expect(choices[0]).toMatchObject({ message: { content: 'And so' }, finish_reason: 'length' });
    });

    test('endpoints that the settings turn off are not there', async () => {
      const off = { enabled: false };
      const gateway = await house.start({
        settings: { gateway: { http: { endpoints: { chatCompletions: off, responses: off } } } },
      });
      const client = openAi(gateway);
      expect(await refusal(client.chat.completions.create({ model, messages: asks('x') }))).toBeInstanceOf(
        OpenAI.NotFoundError,
      );
      expect(await refusal(client.responses.create({ model, input: 'x' }))).toBeInstanceOf(OpenAI.NotFoundError);
      await gateway.stop();
    });

    test('answers that went well leave nothing on the console', async () => {
      const provider = { baseUrl: house.model.url, models: [{ id: 'one' }] };
      const gateway = await house.start({ settings: { models: { providers: { test: provider } } } });
      const { chat } = openAi(gateway);
      await chat.completions.create({ model, messages: asks('all is well') });
      await collect(await chat.completions.create({ model, stream: true, messages: asks('all is well') }));
      const { output } = await gateway.stop();
      expect(output.trim().split('\n')).toEqual([expect.stringMatching(/^Pincer listens at /)]);
    });

    // A deployment that is replaced is not told before.
    test.skipIf(house.edge)('a gateway that stops ends its streams in words, and keeps what was said', async () => {
      const settings = {
        models: { providers: { test: { baseUrl: house.model.url, models: [{ id: 'one' }] } } },
      };
      const gateway = await house.start({ settings });
      const gate = house.model.gates('until it stops');
      const stream = await openAi(gateway).chat.completions.create({
        model,
        stream: true,
        user: 'patient',
        messages: asks('until it stops'),
      });
      const read = async () => {
        for await (const { choices } of stream) if (choices[0]?.delta.content) void gateway.stop();
      };
      gate.release('The first words');
      expect(await refusal(read())).toMatchObject({ code: 'gateway_stops' });
      await gateway.exit();
      gate.end();
      await gateway.restart();
      const client = await house.connect({ to: gateway });
      expect(lines(await history(client, 'agent:main:openai-user:patient'))).toEqual([
        'user: until it stops',
        'assistant: The first words',
      ]);
      await gateway.stop();
    });
  });
}
