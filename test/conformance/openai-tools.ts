// Tools of the client's own in chat completions: the model calls them, the client runs them and brings the results.
import OpenAI from 'openai';
import type { ChatCompletionMessageParam, ChatCompletionTool } from 'openai/resources/chat/completions';
import { describe, expect, test } from 'vitest';
import { history, talk } from '../fixtures/greeting.ts';
import { modelSettings } from '../fixtures/model.ts';
import { asks, collect, openAi, refusal } from '../fixtures/openai-client.ts';
import type { House } from './house.ts';

const model = 'openclaw';
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const weather: ChatCompletionTool = {
  type: 'function',
  function: { name: 'weather', description: 'Tells the weather.', parameters },
};
const called = (id: string, city = 'Oslo', name = 'weather') => ({ id, name, arguments: JSON.stringify({ city }) });
const result = (id: string, content: string) => ({ role: 'tool' as const, tool_call_id: id, content });

export function openAiTools(house: House): void {
  /** A session by its header: what is in it can be read over the socket. */
  async function meet(to = house.gateway) {
    const key = house.key();
    const client = openAi(to, { headers: { 'x-openclaw-session-key': key } });
    const ask = async (messages: ChatCompletionMessageParam[], more: object = {}) => {
      const params = { model, messages, tools: [weather], ...more };
      const { choices } = await client.chat.completions.create(params);
      return choices[0];
    };
    const shape = async () => {
      const { messages } = await history(await house.connect({ to }), key);
      return messages.map(({ role, content }) =>
        typeof content === 'string'
          ? `${role}: ${content}`
          : `${role}: ${content.map((block) => (block.type === 'text' ? block.text : `<${block.id}>`)).join(' ')}`,
      );
    };
    return { key, client, ask, shape };
  }

  const readBy = (said: string) =>
    (house.model.requests(said).at(-1)?.body.messages ?? []).filter(({ role }) => role !== 'system');

  describe('OpenAI tools of the client', () => {
    test('a call is told to the client, and its result goes on with the conversation', async () => {
      const { ask, shape } = await meet();
      const said = 'how is Oslo';
      house.model.acts(said, [
        { type: 'tools', text: 'I look.', calls: [called('call_1')] },
        { type: 'text', text: 'It rains.' },
      ]);
      const first = await ask(asks(said));
      expect(first).toMatchObject({
        finish_reason: 'tool_calls',
        message: {
          content: 'I look.',
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }],
        },
      });
      expect(house.model.requests(said)[0]?.body).toMatchObject({
        tools: expect.arrayContaining([
          { type: 'function', function: { name: 'weather', description: 'Tells the weather.', parameters } },
        ]),
      });
      expect(await ask([result('call_1', 'rain')])).toMatchObject({
        finish_reason: 'stop',
        message: { content: 'It rains.' },
      });
      expect(readBy(said).at(-1)).toMatchObject({ role: 'tool', tool_call_id: 'call_1', content: 'rain' });
      expect(await shape()).toEqual([
        `user: ${said}`,
        'assistant: I look. <call_1>',
        'toolResult: rain',
        'assistant: It rains.',
      ]);
    });

    test('a stream has the calls in chunks of their own, and content that is null or empty', async () => {
      const { client } = await meet();
      house.model.answers('two at once', {
        type: 'tools',
        calls: [called('call_a'), called('call_b', 'Rome')],
      });
      const stream = client.chat.completions.stream({ model, messages: asks('two at once'), tools: [weather] });
      const message = await stream.finalMessage();
      expect(message.tool_calls).toMatchObject([
        { id: 'call_a', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
        { id: 'call_b', function: { name: 'weather', arguments: '{"city":"Rome"}' } },
      ]);
      expect(message.content).toBeFalsy();
      const results = [result('call_b', 'sun'), result('call_a', 'rain')];
      house.model.answers('two at once', { type: 'text', text: 'Both.' });
      const after = await collect(
        await client.chat.completions.create({ model, stream: true, messages: results, tools: [weather] }),
      );
      expect(after).toMatchObject({ text: 'Both.', finish: ['stop'] });
      expect(readBy('two at once').slice(-2)).toMatchObject([
        { tool_call_id: 'call_a', content: 'rain' },
        { tool_call_id: 'call_b', content: 'sun' },
      ]);
    });

    test.each([true, false])('runTools() of the official client goes its rounds (streaming: %s)', async (stream) => {
      const said = `plan my day, streaming ${stream}`;
      house.model.acts(said, [
        { type: 'tools', text: 'Let me see.', calls: [called('call_x'), called('call_y', 'Rome')] },
        { type: 'tools', calls: [called('call_z', 'Bonn')] },
        { type: 'text', text: 'Go to Rome.' },
      ]);
      const asked: string[] = [];
      const tool = {
        type: 'function' as const,
        function: {
          name: 'weather',
          description: 'Tells the weather.',
          parameters,
          parse: JSON.parse,
          function: ({ city }: { city: string }) => {
            asked.push(city);
            return `sun in ${city}`;
          },
        },
      };
      const { completions } = openAi(house.gateway).chat;
      const params = { model, messages: asks(said), tools: [tool] };
      const runner = stream ? completions.runTools({ ...params, stream }) : completions.runTools(params);
      expect(await runner.finalContent()).toBe('Go to Rome.');
      expect(asked).toEqual(['Oslo', 'Rome', 'Bonn']);
      expect(readBy(said).map(({ role, content }) => `${role}: ${content ?? ''}`)).toEqual([
        `user: ${said}`,
        'assistant: Let me see.',
        'tool: sun in Oslo',
        'tool: sun in Rome',
        'assistant: ',
        'tool: sun in Bonn',
      ]);
    });

    test("the agent's own tool beside one of the client's is run here, and not told", async () => {
      const { ask, shape } = await meet();
      const said = 'yours and mine';
      const own = { id: 'call_own', name: 'session_status', arguments: '{}' };
      house.model.acts(said, [
        { type: 'tools', calls: [{ ...own, id: 'call_before' }] },
        { type: 'tools', calls: [own, called('call_mine')] },
        { type: 'text', text: 'Done.' },
      ]);
      const first = await ask(asks(said));
      expect(first?.message.tool_calls?.map(({ id }) => id)).toEqual(['call_mine']);
      expect((await ask([result('call_mine', 'fog')]))?.message.content).toBe('Done.');
      expect((await shape()).map((line) => line.replace(/\{.*/, '{}'))).toEqual([
        `user: ${said}`,
        'assistant: <call_before>',
        'toolResult: {}',
        'assistant: <call_own> <call_mine>',
        'toolResult: {}',
        'toolResult: fog',
        'assistant: Done.',
      ]);
    });

    test('a client that never answers says something else, and the model is told that nothing came', async () => {
      const { key, ask, shape } = await meet();
      house.model.answers('ask me', { type: 'tools', calls: [called('call_lost')] });
      await ask(asks('ask me'));
      expect((await ask(asks('forget it')))?.message.content).toBe('You said: forget it');
      expect(readBy('forget it').at(-2)).toMatchObject({ role: 'tool', content: 'No result: the run ended first' });
      expect((await ask([result('call_lost', 'late after all')]))?.finish_reason).toBe('stop');
      expect(JSON.stringify(readBy('The result of weather, which was called before:\n\nlate after all'))).toContain(
        'late after all',
      );
      expect((await shape()).at(-2)).toBe('toolResult: late after all');
      const client = await house.connect();
      expect(await talk(client, key, 'still there')).toMatchObject({ state: 'final' });
    });

    test('results and words in one request are both heard, in that order', async () => {
      const { ask, shape } = await meet();
      house.model.answers('look around', { type: 'tools', calls: [called('call_w')] });
      await ask(asks('look around'));
      await ask([result('call_w', 'snow'), ...asks('and be brief')]);
      expect(readBy('and be brief').slice(-2)).toMatchObject([{ content: 'snow' }, { content: 'and be brief' }]);
      expect((await shape()).slice(-3)).toEqual([
        'toolResult: snow',
        'user: and be brief',
        'assistant: You said: and be brief',
      ]);
    });

    test('a result without its call, or given twice, is refused, and nothing is asked', async () => {
      const { ask, shape } = await meet();
      house.model.answers('once only', { type: 'tools', calls: [called('call_o')] });
      await ask(asks('once only'));
      house.model.answers('once only', { type: 'text', text: 'Thanks.' });
      const wrong = await refusal(ask([result('call_o', 'x'), result('call_other', 'x')]));
      expect(wrong).toMatchObject({ status: 400, code: 'tool_call_not_open' });
      expect(wrong.message).toContain("'call_other'");
      expect(await refusal(ask([result('call_o', 'x'), result('call_o', 'y')]))).toMatchObject({ status: 400 });
      expect((await ask([result('call_o', 'x')]))?.message.content).toBe('Thanks.');
      expect(await refusal(ask([result('call_o', 'x')]))).toMatchObject({ code: 'tool_call_not_open' });
      expect(await shape()).toHaveLength(4);
    });

    test('the same request again is the same run, with its calls and with its results', async () => {
      const { client } = await meet();
      house.model.answers('say it twice', { type: 'tools', calls: [called('call_t')] });
      const ask = (key: string, messages: ChatCompletionMessageParam[]) =>
        client.chat.completions.create({ model, messages, tools: [weather] }, { headers: { 'Idempotency-Key': key } });
      const [one, two] = [await ask('t-1', asks('say it twice')), await ask('t-1', asks('say it twice'))];
      expect(two.choices).toEqual(one.choices);
      expect(one.choices[0]?.finish_reason).toBe('tool_calls');
      house.model.answers('say it twice', { type: 'text', text: 'Once.' });
      const [three, four] = [await ask('t-2', [result('call_t', 'r')]), await ask('t-2', [result('call_t', 'r')])];
      expect(four.choices).toEqual(three.choices);
      expect(await refusal(ask('t-2', [result('call_t', 'other')]))).toBeInstanceOf(OpenAI.BadRequestError);
      expect(house.model.asked('say it twice')).toBe(2);
    });

    test('tool_choice and parallel_tool_calls are followed', async () => {
      const { ask } = await meet();
      const ends = async (said: string, more: object) => {
        house.model.answers(said, { type: 'tools', calls: [called(`${said}-1`), called(`${said}-2`)] });
        const choice = await ask(asks(said), more);
        const body = house.model.requests(said)[0]?.body;
        const { tools, tool_choice } = { ...body };
        const names = Array.isArray(tools) ? tools.map((tool) => tool.function.name) : [];
        return { calls: choice?.message.tool_calls?.length, tool_choice, names };
      };
      expect(await ends('at will', {})).toMatchObject({ calls: 2, tool_choice: 'auto' });
      const required = await ends('by all means', { tool_choice: 'required', parallel_tool_calls: false });
      expect(required).toEqual({ calls: 1, tool_choice: 'required', names: ['weather'] });
      const choice = { type: 'function', function: { name: 'weather' } };
      expect(await ends('by name', { tool_choice: choice })).toMatchObject({ calls: 2, tool_choice: choice });
      await ask(asks('by no means'), { tool_choice: 'none' });
      expect(JSON.stringify(house.model.requests('by no means')[0]?.body)).not.toContain('Tells the weather.');
    });

    test('a gateway that is killed between a call and its result goes on with it', async () => {
      const gateway = await house.start({ settings: modelSettings(house.model) });
      const { key, ask, shape } = await meet(gateway);
      house.model.acts('before the fall', [
        { type: 'tools', calls: [called('call_k')] },
        { type: 'text', text: 'After it.' },
      ]);
      expect((await ask(asks('before the fall')))?.finish_reason).toBe('tool_calls');
      await gateway.kill();
      await gateway.restart();
      const { choices } = await openAi(gateway, {
        headers: { 'x-openclaw-session-key': key },
      }).chat.completions.create({ model, messages: [result('call_k', 'up again')], tools: [weather] });
      expect(choices[0]?.message.content).toBe('After it.');
      expect((await shape()).slice(1, 3)).toEqual(['assistant: <call_k>', 'toolResult: up again']);
      await gateway.stop();
    });
  });
}
