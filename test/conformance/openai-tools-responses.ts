// Tools of the client's own in responses, and what is refused of tools in either dialect.
import OpenAI from 'openai';
import type { FunctionTool, ResponseInput } from 'openai/resources/responses/responses';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { List } from '../../src/protocol/sessions.ts';
import { asks, openAi, refusal } from '../fixtures/openai-client.ts';
import type { House } from './house.ts';

const model = 'openclaw';
const parameters = { type: 'object', properties: { city: { type: 'string' } }, additionalProperties: false };
const weather: FunctionTool = { type: 'function', name: 'weather', description: 'Tells it.', parameters, strict: true };
const called = (id: string, city: string) => ({ id, name: 'weather', arguments: JSON.stringify({ city }) });
const output = (call_id: string, text: string) => ({ type: 'function_call_output' as const, call_id, output: text });

export function openAiToolsResponses(house: House): void {
  const readBy = (said: string) =>
    (house.model.requests(said).at(-1)?.body.messages ?? []).filter(({ role }) => role !== 'system');

  describe('OpenAI tools of the client in responses', () => {
    test('previous_response_id goes on with the results of two calls', async () => {
      const { responses } = openAi(house.gateway);
      const said = 'respond with tools';
      house.model.acts(said, [
        { type: 'tools', text: 'Both of them.', calls: [called('call_1', 'Oslo'), called('call_2', 'Rome')] },
        { type: 'text', text: 'Rome, then.' },
      ]);
      const first = await responses.create({ model, input: said, tools: [weather], tool_choice: 'auto' });
      expect(first).toMatchObject({ status: 'completed', output_text: 'Both of them.', tools: [weather] });
      expect(first.output.slice(1)).toMatchObject([
        {
          type: 'function_call',
          call_id: 'call_1',
          name: 'weather',
          arguments: '{"city":"Oslo"}',
          status: 'completed',
        },
        {
          type: 'function_call',
          call_id: 'call_2',
          name: 'weather',
          arguments: '{"city":"Rome"}',
          status: 'completed',
        },
      ]);
      const second = await responses.create({
        model,
        previous_response_id: first.id,
        input: [output('call_1', 'rain'), output('call_2', 'sun')],
        tools: [weather],
      });
      expect(second.output_text).toBe('Rome, then.');
      expect(readBy(said).slice(-2)).toMatchObject([
        { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
        { role: 'tool', tool_call_id: 'call_2', content: 'sun' },
      ]);
      const body = { model, previous_response_id: second.id, input: [output('call_1', 'rain')] };
      expect(await refusal(responses.create(body))).toMatchObject({ status: 400, code: 'tool_call_not_open' });
    });

    test('items that are given back stand alone, and calls of one answer stay together', async () => {
      const { responses } = openAi(house.gateway);
      const said = 'give back the items';
      house.model.acts(said, [
        { type: 'tools', calls: [called('call_3', 'Bonn'), called('call_4', 'Lima')] },
        { type: 'text', text: 'Lima.' },
      ]);
      const input: ResponseInput = asks(said);
      const first = await responses.create({ model, input, tools: [weather] });
      input.push(
        ...first.output.filter((item) => item.type === 'function_call'),
        output('call_3', 'hail'),
        output('call_4', 'heat'),
      );
      expect((await responses.create({ model, input, tools: [weather] })).output_text).toBe('Lima.');
      expect(readBy(said).map(({ role, content }) => `${role}: ${content ?? ''}`)).toEqual([
        `user: ${said}`,
        'assistant: ',
        'tool: hail',
        'tool: heat',
      ]);
    });

    test.each(['Some words.', ''])('a stream builds up the calls behind the words (%j)', async (text) => {
      const said = `stream calls ${text}`;
      const calls = [called('call_5', 'Oslo'), called('call_6', 'Rome')];
      house.model.answers(said, { type: 'tools', text, calls });
      const stream = openAi(house.gateway).responses.stream({ model, input: said, tools: [weather] });
      const types: string[] = [];
      const places = new Set<number>();
      for await (const event of stream) {
        types.push(event.type);
        if ('output_index' in event) places.add(event.output_index);
      }
      const each = ['output_item.added', 'function_call_arguments.delta', 'function_call_arguments.done'];
      const events = [...each, 'output_item.done'].map((type) => `response.${type}`);
      expect(types.slice(-9)).toEqual([...events, ...events, 'response.completed']);
      const { output: items } = await stream.finalResponse();
      expect([...places]).toEqual([...items.keys()]);
      expect(items.map(({ type }) => type)).toEqual([...(text ? ['message'] : []), 'function_call', 'function_call']);
      expect(items.at(-1)).toMatchObject({ call_id: 'call_6', arguments: '{"city":"Rome"}' });
      expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    });

    test('a result of a call that the request does not have leaves no session behind', async () => {
      const client = await house.connect();
      const total = async () => v.parse(List, await client.request('sessions.list', {})).totalCount;
      const before = await total();
      const stray = openAi(house.gateway).responses.create({ model, input: [output('call_none', 'x')] });
      expect(await refusal(stray)).toMatchObject({ status: 400, code: 'tool_call_not_open' });
      expect(await total()).toBe(before);
    });

    test('a function needs no more than a name', async () => {
      const bare: FunctionTool = { type: 'function', name: 'ping', description: null, parameters: null, strict: null };
      await openAi(house.gateway).responses.create({ model, input: 'bare function', tools: [bare] });
      const empty = { type: 'object', properties: {} };
      expect(house.model.requests('bare function')[0]?.body).toMatchObject({
        tools: expect.arrayContaining([
          { type: 'function', function: { name: 'ping', description: '', parameters: empty } },
        ]),
      });
    });

    const tool = (name: string, more: object = {}) => ({ type: 'function', function: { name, ...more } });
    test.each<[string, string | null, object]>([
      ['a name of the agent', 'tools', { tools: [tool('session_status')] }],
      ['two of one name', 'tools', { tools: [tool('look'), tool('look')] }],
      ['too many tools', 'tools', { tools: Array.from({ length: 65 }, (_, index) => tool(`look_${index}`)) }],
      ['too long a tool', 'tools', { tools: [tool('look', { description: 'x'.repeat(200_001) })] }],
      ['a name with a space', 'tools', { tools: [tool('look around')] }],
      ['a name that is none', 'tools', { tools: [tool('__proto__')] }],
      ['parameters that are a list', 'tools', { tools: [tool('look', { parameters: { type: 'array' } })] }],
      ['tools of another type', 'tools', { tools: [{ type: 'custom', custom: { name: 'x' } }] }],
      ['tools that are no list', 'tools', { tools: { look: {} } }],
      ['a choice of nothing', 'tool_choice', { tool_choice: 'required' }],
      ['a choice of another', 'tool_choice', { tools: [tool('look')], tool_choice: tool('see') }],
      ['a choice of several', 'tool_choice', { tools: [tool('look')], tool_choice: { type: 'allowed_tools' } }],
      ['calls side by side, perhaps', 'parallel_tool_calls', { tools: [tool('look')], parallel_tool_calls: 'some' }],
      ['a result of a call that is nowhere', null, { messages: [{ role: 'tool', content: 'x', tool_call_id: 'c' }] }],
      ['a result of no call', 'messages', { messages: [{ role: 'tool', content: 'x' }] }],
    ])('a request with %s is refused and says where', async (_what, param, wrong) => {
      const body = { model, messages: asks('never called'), ...wrong };
      const failure = await refusal(openAi(house.gateway).post('/chat/completions', { body }));
      expect(failure).toBeInstanceOf(OpenAI.BadRequestError);
      expect(failure).toMatchObject({ type: 'invalid_request_error', param });
      expect(failure.message).toMatch(/^400 Cannot /);
      expect(house.model.asked('never called')).toBe(0);
    });
  });
}
