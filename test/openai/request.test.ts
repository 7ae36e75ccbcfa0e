// What requests are read as, and which session they belong to.
import { describe, expect, test } from 'vitest';
import { readChatRequest } from '../../src/openai/chat-request.ts';
import { choosePlace, type Known, type Wish } from '../../src/openai/place.ts';
import { readResponsesRequest } from '../../src/openai/responses-request.ts';

const nobody = { model: null, user: null, previousResponseId: null };
const noHeaders = { agent: null, model: null, session: null, idempotency: null };
const known: Known = {
  agents: [
    { id: 'work', isDefault: true },
    { id: 'home', isDefault: false },
  ],
  models: [{ provider: 'test', id: 'team/one' }],
  mainKey: 'desk',
  index: { run: async () => null },
};

function placeOf(wish: Partial<Wish>, headers: Partial<Wish['headers']> = {}) {
  return choosePlace({ ...nobody, ...wish, headers: { ...noHeaders, ...headers } }, known);
}

describe('choosePlace()', () => {
  test.each<[string, string, string | null]>([
    ['openclaw', 'work', null],
    ['openclaw/default', 'work', null],
    ['openclaw/home', 'home', null],
    ['openclaw:home', 'home', null],
    ['test/team/one', 'work', 'test/team/one'],
  ])('reads the model %s as an agent and a model', async (model, agent, chosen) => {
    const place = await placeOf({ model, user: 'ada' });
    expect(place).toEqual({ key: `agent:${agent}:openai-user:ada`, model: chosen, stateless: false });
  });

  test('gives a request that names nothing a session of its own, and the same one to the same request', async () => {
    const [one, two] = [await placeOf({}), await placeOf({})];
    expect(one).toMatchObject({ key: expect.stringMatching(/^agent:work:openai:[\w-]{36}$/), stateless: true });
    expect(two.key).not.toBe(one.key);
    const again = await placeOf({}, { idempotency: 'k1' });
    expect(await placeOf({}, { idempotency: 'k1' })).toEqual(again);
    expect((await placeOf({}, { idempotency: 'k2' })).key).not.toBe(again.key);
  });

  test('names a user readably where that is safe, and in any case differently from all others', async () => {
    const users = ['ada', 'a:da', 'a da', 'sha256-1', 'ä', 'x'.repeat(65)];
    const keys = await Promise.all(users.map(async (user) => (await placeOf({ user })).key));
    expect(keys[0]).toBe('agent:work:openai-user:ada');
    for (const key of keys.slice(1)) expect(key).toMatch(/^agent:work:openai-user:sha256-[0-9a-f]{32}$/);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('takes the session of the header first, by its whole name or short', async () => {
    const key = async (session: string, agent: string | null = null) =>
      (await placeOf({ user: 'ada' }, { session, agent })).key;
    expect(await key('main')).toBe('agent:work:desk');
    expect(await key('plans', 'home')).toBe('agent:home:plans');
    expect(await key('agent:home:plans')).toBe('agent:home:plans');
    await expect(key('agent:home:plans', 'work')).rejects.toMatchObject({
      details: { code: 'session_agent_mismatch' },
    });
    await expect(key('x'.repeat(600))).rejects.toMatchObject({ status: 400 });
  });
});

describe('readChatRequest()', () => {
  test('takes all that stands behind the last answer as what is said now', () => {
    const { conversation, thinking } = readChatRequest({
      model: 'openclaw',
      reasoning_effort: 'high',
      messages: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'one' },
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
        { role: 'user', content: 'two' },
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'three' }] },
      ],
    });
    expect(conversation).toMatchObject({ instructions: 'Be kind.\n\nBe brief.', message: 'two\n\nthree' });
    expect(conversation.earlier.map(({ role, text }) => `${role}: ${text}`)).toEqual(['user: one', 'assistant: No.']);
    expect(thinking).toBe('high');
  });

  test('refuses a file where no model would see it: with rules, an answer or the result of a tool', () => {
    const content = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }];
    for (const role of ['system', 'developer', 'assistant', 'tool']) {
      const messages = [
        { role, content },
        { role: 'user', content: 'what is it' },
      ];
      const read = () => readChatRequest({ model: 'openclaw', messages });
      expect(read, role).toThrow(/^Cannot take the file of a message from .*: send it with one from the user$/);
    }
  });

  test('takes an empty user for none', () => {
    const messages = [{ role: 'user', content: 'x' }];
    expect(readChatRequest({ model: 'openclaw', messages, user: '' }).user).toBeNull();
    expect(readResponsesRequest({ input: 'x', user: '' }).user).toBeNull();
  });

  test('refuses more messages than a session should begin with', () => {
    const messages = Array.from({ length: 2001 }, () => ({ role: 'user', content: 'x' }));
    expect(() => readChatRequest({ model: 'openclaw', messages })).toThrow(/^Cannot read the request: at \/messages/);
  });
});

describe('readResponsesRequest()', () => {
  test('takes a text as what the user says, and leaves out what a model thought', () => {
    expect(readResponsesRequest({ input: 'hello' }).conversation).toMatchObject({ message: 'hello', earlier: [] });
    const { conversation } = readResponsesRequest({
      input: [
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { role: 'user', content: 'hello' },
      ],
    });
    expect(conversation).toMatchObject({ message: 'hello', earlier: [] });
  });

  test('parts results from words, and takes calls that are told one by one as one answer', () => {
    const { conversation } = readResponsesRequest({
      input: [
        { role: 'user', content: 'hello' },
        { role: 'assistant', content: 'I look.' },
        { type: 'function_call', call_id: 'a', name: 'look', arguments: '{}' },
        { type: 'function_call', call_id: 'b', name: 'look', arguments: '{}' },
        { type: 'function_call_output', call_id: 'a', output: 'one' },
        { type: 'function_call_output', call_id: 'b', output: '' },
        { role: 'user', content: 'go on' },
      ],
    });
    expect(conversation).toMatchObject({
      earlier: [{ text: 'hello' }, { text: 'I look.', calls: [{ id: 'a' }, { id: 'b' }] }],
      results: [
        { toolCallId: 'a', text: 'one' },
        { toolCallId: 'b', text: '' },
      ],
      message: 'go on',
    });
  });
});
