// A run of several steps: words and tools in the order in which they happened, live and stored.
import { describe, expect, test } from 'vitest';
import { textOf } from '../fixtures/client.ts';
import { history, send } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

const call = (id: string, input = '{}') => ({ id, name: 'session_status', arguments: input });

export function steps(house: House): void {
  describe('steps', () => {
    test('a run with two tool calls shows text, tool, text, tool, text, and the deltas together are what is stored', async () => {
      const client = await house.connect({ caps: ['tool-events'] });
      const key = house.key();
      const said = 'look twice';
      house.model.acts(said, [
        { type: 'tools', text: 'First I look.', calls: [call('call_a')] },
        { type: 'tools', text: 'Then **once** more.', calls: [call('call_b', '{"timeZone":"Europe/Berlin"}')] },
        { type: 'text', text: 'That is all.' },
      ]);
      const { runId } = await send(client, key, said);
      const final = await client.ended(runId);

      const told: string[] = [];
      let text = '';
      for (const frame of client.frames) {
        if (frame.type !== 'event' || !JSON.stringify(frame.payload).includes(`"runId":"${runId}"`)) continue;
        const { state, stream, data, deltaText, message } = JSON.parse(JSON.stringify(frame.payload));
        if (frame.event === 'chat' && state === 'delta') {
          text += deltaText;
          expect(textOf(message.content)).toBe(text);
          if (told.at(-1) !== 'text') told.push('text');
        }
        if (frame.event === 'agent' && stream === 'tool') told.push(`${data.phase} ${data.toolCallId}`);
      }
      expect(told).toEqual(['text', 'start call_a', 'result call_a', 'text', 'start call_b', 'result call_b', 'text']);

      const { messages } = await history(client, key);
      const shape = messages.map(({ role, content }) =>
        typeof content === 'string' ? role : `${role} ${content.map(({ type }) => type).join(' ')}`,
      );
      expect(shape).toEqual([
        'user',
        'assistant text toolCall',
        'toolResult text',
        'assistant text toolCall',
        'toolResult text',
        'assistant text',
      ]);
      const stored = messages.filter(({ role }) => role === 'assistant').map(({ content }) => textOf(content));
      expect(stored).toEqual(['First I look.', 'Then **once** more.', 'That is all.']);
      expect(text).toBe(stored.join('\n\n'));
      expect(final).toMatchObject({ state: 'final', message: { content: [{ type: 'text', text }] } });
    });

    test('two tools of one step end in the order in which they were called, and the model gets both results', async () => {
      const client = await house.connect();
      const key = house.key();
      const said = 'both at once';
      house.model.acts(said, [
        { type: 'tools', calls: [call('one'), call('two', '{"timeZone":"UTC"}')] },
        { type: 'text', text: 'Both looked at.' },
      ]);
      const { runId } = await send(client, key, said);
      await client.ended(runId);
      const { messages } = await history(client, key);
      expect(messages.map(({ toolCallId }) => toolCallId).filter(Boolean)).toEqual(['one', 'two']);
      expect(house.model.asked(said)).toBe(2);
    });

    test.each([
      ['arguments that are no JSON', { id: 'bad', name: 'session_status', arguments: '{"timeZone' }],
      ['arguments of another kind', { id: 'bad', name: 'session_status', arguments: '{"timeZone":7}' }],
      ['a tool that does not exist', { id: 'bad', name: 'format_disk', arguments: '{}' }],
    ])('%s are a result that says so, and the run goes on', async (what, wrong) => {
      const client = await house.connect();
      const key = house.key();
      const said = `wrong: ${what}`;
      house.model.acts(said, [
        { type: 'tools', calls: [wrong] },
        { type: 'text', text: 'So it was wrong.' },
      ]);
      const { runId } = await send(client, key, said);
      expect(await client.ended(runId)).toMatchObject({ state: 'final' });
      const { messages } = await history(client, key);
      expect(messages.map(({ role, isError }) => `${role}${isError ? ' error' : ''}`)).toEqual([
        'user',
        'assistant',
        'toolResult error',
        'assistant',
      ]);
    });

    test('what a model thinks in its words is none of them, not even in part, and not told to it again', async () => {
      const client = await house.connect();
      const key = house.key();
      const [said, again] = [`think aloud, ${key}`, `go on, ${key}`];
      house.model.answers(said, { type: 'text', text: '<think>a secret of mine</think>\n\nFour, says `<think>`.' });
      const { runId } = await send(client, key, said);
      await client.ended(runId);
      await client.ended((await send(client, key, again)).runId);
      const { messages } = await history(client, key);
      expect(textOf(messages.at(1)?.content)).toBe('Four, says `<think>`.');
      expect(messages.at(1)?.__openclaw.thinking).toBe('a secret of mine');
      const elsewhere = JSON.stringify(client.frames).replaceAll('"thinking":"a secret of mine"', '');
      expect(elsewhere).not.toContain('a secret of mine');
      const heard = JSON.stringify(house.model.requests(again).at(-1)?.body.messages);
      expect(heard).toContain('Four, says');
      expect(heard).not.toContain('a secret of mine');
    });

    test('an answer with nothing in it is an error that says so', async () => {
      const client = await house.connect();
      const key = house.key();
      house.model.answers(`say nothing, ${key}`, { type: 'text', text: '' });
      const { runId } = await send(client, key, `say nothing, ${key}`);
      const words = 'Cannot get an answer from test/one: its answer was empty; try again or choose another model';
      expect(await client.ended(runId)).toMatchObject({ state: 'error', errorMessage: words });
      expect((await history(client, key)).messages.at(-1)).toMatchObject({ role: 'assistant', errorMessage: words });
    });

    test('a stream that is cut in its second step keeps the first and the words that came', async () => {
      const client = await house.connect();
      const key = house.key();
      const said = 'cut me short';
      house.model.acts(said, [
        { type: 'tools', text: 'I look.', calls: [call('cut')] },
        { type: 'cut', text: 'And what I see' },
      ]);
      const { runId } = await send(client, key, said);
      const end = await client.ended(runId);
      expect(end).toMatchObject({ state: 'error', errorMessage: expect.stringContaining('cut before the answer') });
      const { messages } = await history(client, key);
      expect(messages.map(({ role, content }) => `${role}: ${textOf(content).slice(0, 14)}`)).toEqual([
        `user: ${said}`,
        'assistant: I look.',
        expect.stringMatching(/^toolResult: /),
        'assistant: And what I see',
      ]);
    });
  });
}
