// Chat completions and models, asked with the official `openai` package.
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { history, lines } from '../fixtures/greeting.ts';
import { MODEL_KEY } from '../fixtures/model.ts';
import { asks, collect, openAi, refusal } from '../fixtures/openai-client.ts';
import type { House } from './house.ts';

const model = 'openclaw';
const call = (id: string) => ({ id, name: 'session_status', arguments: '{}' });
const spent = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 };

export function openAiChat(house: House): void {
  describe('OpenAI chat completions', () => {
    test('models are agents and the models of the settings, and each can be retrieved', async () => {
      const client = openAi(house.gateway);
      const ids: string[] = [];
      for await (const { id, object } of client.models.list()) {
        expect(object).toBe('model');
        ids.push(id);
      }
      expect(ids).toEqual(['openclaw/default', 'openclaw/main', 'test/one', 'test/two']);
      for (const id of ids) expect(await client.models.retrieve(id)).toMatchObject({ id });
      expect(await refusal(client.models.retrieve('test/three'))).toBeInstanceOf(OpenAI.NotFoundError);
    });

    test('a completion has the answer, the model that was asked for, and what it took', async () => {
      const completion = await openAi(house.gateway).chat.completions.create({ model, messages: asks('one answer') });
      expect(completion).toMatchObject({
        object: 'chat.completion',
        model,
        choices: [{ index: 0, message: { role: 'assistant', content: 'You said: one answer' }, finish_reason: 'stop' }],
        usage: spent,
      });
    });

    test('a stream says the same in pieces, and what it took when that is asked for', async () => {
      const client = openAi(house.gateway);
      const params = { model, stream: true } as const;
      const gate = house.model.gates('in pieces');
      const usage = { stream_options: { include_usage: true } };
      const stream = await client.chat.completions.create({ ...params, ...usage, messages: asks('in pieces') });
      const pieces: string[] = [];
      for await (const { choices } of stream) {
        const [choice] = choices;
        if (choice?.delta.content === '') gate.release('One');
        if (choice?.delta.content) pieces.push(choice.delta.content);
        if (pieces.length === 1 && choice?.delta.content) gate.release(' and two');
        if (pieces.length === 2 && choice?.delta.content) gate.end();
      }
      expect(pieces).toEqual(['One', ' and two']);

      const told = await client.chat.completions.create({ ...params, ...usage, messages: asks('with usage') });
      const { text, finish, usage: took, chunks } = await collect(told);
      expect({ text, finish }).toEqual({ text: 'You said: with usage', finish: ['stop'] });
      expect(took).toMatchObject([spent]);
      expect(chunks.at(-1)).toMatchObject({ choices: [], usage: spent });
      expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);

      const without = await collect(await client.chat.completions.create({ ...params, messages: asks('no usage') }));
      expect(without.usage).toEqual([]);
    });

    test('a run with two tool calls streams the text before and after them in order', async () => {
      const said = 'use tools over http';
      house.model.acts(said, [
        { type: 'tools', text: 'First I look.', calls: [call('call_a')] },
        { type: 'tools', text: 'Then once more.', calls: [call('call_b')] },
        { type: 'text', text: 'That is all.', reasoning: 'nobody may read this' },
      ]);
      const whole = 'First I look.\n\nThen once more.\n\nThat is all.';
      const stream = await openAi(house.gateway).chat.completions.create({
        model,
        stream: true,
        stream_options: { include_usage: true },
        messages: asks(said),
      });
      const { text, finish, usage } = await collect(stream);
      expect({ text, finish }).toEqual({ text: whole, finish: ['stop'] });
      expect(usage).toMatchObject([{ prompt_tokens: 36, completion_tokens: 15, total_tokens: 51 }]);
    });

    test('a request that names no session stands alone, and what it says of earlier messages is what the model reads', async () => {
      const client = openAi(house.gateway);
      await client.chat.completions.create({ model, messages: asks('my secret is a fish') });
      await client.chat.completions.create({
        model,
        messages: [
          { role: 'developer', content: 'Answer like a pirate.' },
          { role: 'user', content: 'what was it' },
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 'call_9', type: 'function', function: { name: 'look', arguments: '{"at":"sea"}' } }],
          },
          { role: 'tool', tool_call_id: 'call_9', content: 'waves' },
          { role: 'assistant', content: 'It was the sea.' },
          ...asks('and what else'),
        ],
      });
      const [request] = house.model.requests('and what else');
      const read = request?.body.messages.filter(({ role }) => role !== 'system') ?? [];
      expect(read.map(({ role, content }) => `${role}: ${content ?? ''}`)).toEqual([
        'user: what was it',
        'assistant: ',
        'tool: waves',
        'assistant: It was the sea.',
        'user: and what else',
      ]);
      expect(JSON.stringify(read)).toContain('call_9');
      expect(JSON.stringify(request?.body)).toContain('Answer like a pirate.');
      expect(JSON.stringify(request?.body)).not.toContain('fish');
    });

    test('a user goes on with one conversation, also after a restart, and the gateway knows it best', async () => {
      const gateway = await house.start({ settings: settingsOf(house) });
      const ask = (content: string, user: string) =>
        openAi(gateway).chat.completions.create({ model, user, messages: asks(content) });
      await ask('I am called Ada', 'ada@example.com');
      await ask('I am somebody else', 'bob');
      await gateway.stop();
      await gateway.restart();
      await openAi(gateway).chat.completions.create({
        model,
        user: 'ada@example.com',
        messages: [
          { role: 'user', content: 'something that was never said' },
          { role: 'assistant', content: 'nor answered' },
          ...asks('what am I called'),
        ],
      });
      const read =
        house.model.requests('what am I called')[0]?.body.messages.filter(({ role }) => role !== 'system') ?? [];
      expect(read.map(({ content }) => content)).toEqual([
        'I am called Ada',
        'You said: I am called Ada',
        'what am I called',
      ]);
      const client = await house.connect({ to: gateway });
      expect(lines(await history(client, 'agent:main:openai-user:ada@example.com')).at(0)).toBe(
        'user: I am called Ada',
      );
      await gateway.stop();
    });

    test('the header names any session, and others in it see what is said', async () => {
      const key = house.key();
      const watcher = await house.connect();
      await watcher.request('sessions.messages.subscribe', { key });
      const headers = { 'x-openclaw-session-key': key };
      const client = openAi(house.gateway, { headers });
      await client.chat.completions.create({ model, messages: asks('hello from http') });
      expect(lines(await history(watcher, key))).toEqual([
        'user: hello from http',
        'assistant: You said: hello from http',
      ]);
      const other = openAi(house.gateway, { headers: { 'x-openclaw-session-key': 'agent:other:x' } });
      expect(
        await refusal(other.chat.completions.create({ model: 'openclaw/main', messages: asks('x') })),
      ).toMatchObject({ status: 400, code: 'session_agent_mismatch' });
    });

    test('a model of the settings answers from then on, and one that is not there is not found', async () => {
      const client = openAi(house.gateway);
      const user = 'chooses-a-model';
      const ask = (name: string, content: string, headers = {}) =>
        client.chat.completions.create({ model: name, user, messages: asks(content) }, { headers });
      await ask('test/two', 'by two');
      await ask('openclaw/main', 'still by two');
      await ask('openclaw:main', 'by one again', { 'x-openclaw-model': 'test/one' });
      const asked = ['by two', 'still by two', 'by one again'].map((said) => house.model.requests(said)[0]?.body.model);
      expect(asked).toEqual(['two', 'two', 'one']);
      for (const name of ['gpt-5', 'test/none', 'openclaw/nobody']) {
        expect(await refusal(ask(name, 'x'))).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
      }
      const lost = await refusal(ask(model, 'x', { 'x-openclaw-agent-id': 'nobody' }));
      expect(lost).toMatchObject({ status: 404, param: 'x-openclaw-agent-id' });
    });
  });
}

function settingsOf(house: House) {
  return {
    models: { providers: { test: { baseUrl: house.model.url, apiKey: MODEL_KEY, models: [{ id: 'one' }] } } },
    agents: { defaults: { model: 'test/one' } },
  };
}
