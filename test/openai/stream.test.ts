// The words of the two streams, as they go over the wire.
import { describe, expect, test } from 'vitest';
import { chatChunks } from '../../src/openai/chat-answer.ts';
import type { Part } from '../../src/openai/ear.ts';
import { runFailure, toFailure } from '../../src/openai/failure.ts';
import { responseEvents } from '../../src/openai/responses-answer.ts';
import type { Outcome } from '../../src/openai/run.ts';

const usage = { input: 3, output: 4, totalTokens: 7 };
const said: Outcome = { type: 'said', text: 'One two', calls: [], finish: 'stop', usage };
const failed: Outcome = { type: 'failed', error: runFailure('It failed'), usage };
const explain = (error: unknown) => toFailure(error, 'ref').error;
const chat = { id: 'chatcmpl_1', created: 1, model: 'openclaw' };
const facts = {
  id: 'resp_1',
  itemId: 'msg_1',
  createdAt: 1,
  model: 'openclaw',
  instructions: null,
  previousResponseId: null,
  user: null,
  clientTools: null,
};

async function* parts(): AsyncGenerator<Part> {
  yield { type: 'text', delta: 'One' };
  yield { type: 'quiet' };
  yield { type: 'text', delta: ' two' };
}

async function* nothing(): AsyncGenerator<Part> {}

async function all(frames: AsyncIterable<string>): Promise<string[]> {
  const read: string[] = [];
  for await (const frame of frames) read.push(frame);
  return read;
}

/** The types of events, and comments as they are. */
function typesOf(frames: string[]): string[] {
  return frames.map((frame) => /^event: (\S+)\ndata: \{"type":"\1"/.exec(frame)?.[1] ?? frame);
}

describe('chatChunks()', () => {
  test('are data and comments, each parted by an empty line, and end with [DONE]', async () => {
    const frames = await all(chatChunks(chat, parts(), async () => said, { usage: false, explain }));
    expect(frames.slice(1, -1).map((frame) => /"delta":({.*?})|: ping/.exec(frame)?.[0])).toEqual([
      '"delta":{"content":"One"}',
      ': ping',
      '"delta":{"content":" two"}',
      '"delta":{}',
    ]);
    expect(frames[2]).toBe(': ping\n\n');
    expect(frames.at(-1)).toBe('data: [DONE]\n\n');
    expect(frames.join('')).not.toContain('usage');
  });

  test('say an error behind the text that came before it', async () => {
    const frames = await all(chatChunks(chat, parts(), async () => failed, { usage: true, explain }));
    expect(frames.at(-2)).toBe(
      'data: {"error":{"message":"It failed","type":"server_error","param":null,"code":"agent_failed"}}\n\n',
    );
  });
});

describe('responseEvents()', () => {
  test('have no item when nothing was said', async () => {
    const frames = await all(responseEvents(facts, nothing(), async () => ({ ...said, text: '' }), explain));
    expect(typesOf(frames)).toEqual(['response.created', 'response.in_progress', 'response.completed']);
    expect(frames.at(-1)).toContain('"output":[]');
  });

  test('close the item also when the run failed, or was stopped, and number every event', async () => {
    for (const [outcome, last] of [
      [failed, 'response.failed'],
      [{ ...said, finish: 'stopped' }, 'response.incomplete'],
    ] satisfies [Outcome, string][]) {
      const frames = await all(responseEvents(facts, parts(), async () => outcome, explain));
      expect(typesOf(frames).slice(4)).toEqual([
        'response.output_text.delta',
        ': ping\n\n',
        'response.output_text.delta',
        'response.output_text.done',
        'response.content_part.done',
        'response.output_item.done',
        last,
      ]);
      expect(frames.at(-1)).toContain('"text":"One two"');
      const numbers = frames.flatMap((frame) => /"sequence_number":(\d+)/.exec(frame)?.[1] ?? []);
      expect(numbers).toEqual(numbers.map((_, index) => String(index)));
    }
  });
});
