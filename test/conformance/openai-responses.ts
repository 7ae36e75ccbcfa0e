// Responses, asked for with the official `openai` package.
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { openAi, refusal } from '../fixtures/openai-client.ts';
import type { House } from './house.ts';

const model = 'openclaw';

export function openAiResponses(house: House): void {
  describe('OpenAI responses', () => {
    const readBy = (said: string) =>
      (house.model.requests(said)[0]?.body.messages ?? []).filter(({ role }) => role !== 'system');

    test('a response has the answer, and what it took', async () => {
      const response = await openAi(house.gateway).responses.create({
        model,
        instructions: 'Answer like a gardener.',
        input: 'one response',
      });
      expect(response).toMatchObject({
        object: 'response',
        status: 'completed',
        error: null,
        instructions: 'Answer like a gardener.',
        output_text: 'You said: one response',
        usage: { input_tokens: 12, output_tokens: 5, total_tokens: 17 },
      });
      expect(JSON.stringify(house.model.requests('one response')[0]?.body)).toContain('Answer like a gardener.');
    });

    test('a stream is the events that the official client builds the response of', async () => {
      const stream = openAi(house.gateway).responses.stream({ model, input: 'in events' });
      const types: string[] = [];
      const numbers: number[] = [];
      for await (const event of stream) {
        types.push(event.type);
        numbers.push(event.sequence_number);
      }
      expect(numbers).toEqual(numbers.map((_, index) => index));
      expect(types.filter((type, index) => type !== types[index - 1])).toEqual([
        'response.created',
        'response.in_progress',
        'response.output_item.added',
        'response.content_part.added',
        'response.output_text.delta',
        'response.output_text.done',
        'response.content_part.done',
        'response.output_item.done',
        'response.completed',
      ]);
      const final = await stream.finalResponse();
      expect(final).toMatchObject({
        status: 'completed',
        output_text: 'You said: in events',
        usage: { total_tokens: 17 },
      });
    });

    test('previous_response_id goes on with the session of that response, also after a restart', async () => {
      const gateway = await house.start({
        settings: { models: { providers: { test: { baseUrl: house.model.url, models: [{ id: 'one' }] } } } },
      });
      const first = await openAi(gateway).responses.create({ model, input: 'begin here' });
      const second = await openAi(gateway).responses.create({
        model,
        input: 'go on there',
        previous_response_id: first.id,
      });
      expect(second.previous_response_id).toBe(first.id);
      await gateway.stop();
      await gateway.restart();
      await openAi(gateway).responses.create({
        input: [{ role: 'user', content: [{ type: 'input_text', text: 'and on' }] }],
        previous_response_id: second.id,
      });
      expect(readBy('and on').map(({ content }) => content)).toEqual([
        'begin here',
        'You said: begin here',
        'go on there',
        'You said: go on there',
        'and on',
      ]);
      await gateway.stop();
      const unknown = openAi(house.gateway).responses.create({ model, input: 'x', previous_response_id: 'resp_none' });
      expect(await refusal(unknown)).toMatchObject({ status: 400, code: 'previous_response_not_found' });
    });

    test('items of earlier turns are what the model reads', async () => {
      await openAi(house.gateway).responses.create({
        model,
        input: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'what is there' },
          { type: 'function_call', call_id: 'call_7', name: 'look', arguments: '{}' },
          { type: 'function_call_output', call_id: 'call_7', output: 'a lake' },
          { role: 'assistant', content: 'A lake.' },
          { role: 'user', content: 'and behind it' },
        ],
      });
      expect(readBy('and behind it').map(({ role, content }) => `${role}: ${content ?? ''}`)).toEqual([
        'user: what is there',
        'assistant: ',
        'tool: a lake',
        'assistant: A lake.',
        'user: and behind it',
      ]);
    });

    test('a provider that fails is an error without a stream, and response.failed in one', async () => {
      house.model.answers('fail the response', { type: 'refused', status: 429, message: 'No more for now' });
      const client = openAi(house.gateway);
      const ask = { model, input: 'fail the response' };
      expect(await refusal(client.responses.create(ask))).toBeInstanceOf(OpenAI.RateLimitError);
      const stream = client.responses.stream(ask);
      expect(await stream.finalResponse()).toMatchObject({
        status: 'failed',
        error: { code: 'rate_limit_exceeded', message: expect.stringContaining('No more for now') },
      });
    });

    test('an answer that was cut at its greatest length is incomplete', async () => {
      house.model.answers('too long to respond', { type: 'text', text: 'And so', finish: 'length' });
      const stream = openAi(house.gateway).responses.stream({ model, input: 'too long to respond' });
      expect(await stream.finalResponse()).toMatchObject({
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        output_text: 'And so',
      });
    });

    test.each<[string, object]>([
      ['tools', { tools: [{ type: 'web_search' }] }],
      ['text', { text: { format: { type: 'json_object' } } }],
      ['background', { background: true }],
      ['conversation', { conversation: 'conv_1' }],
      ['input', { input: [] }],
      ['input[0].content[0]', { input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'file_1' }] }] }],
      ['input[0]', { input: [{ type: 'computer_call' }, { role: 'user', content: 'x' }] }],
    ])('%s that cannot be followed is refused', async (param, wrong) => {
      const body = { model, input: 'never said', ...wrong };
      const failure = await refusal(openAi(house.gateway).post('/responses', { body }));
      expect(failure).toBeInstanceOf(OpenAI.BadRequestError);
      expect(failure).toMatchObject({ type: 'invalid_request_error', param });
    });
  });
}
