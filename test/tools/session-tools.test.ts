// The tools about sessions, over real sessions on disks of their own.
import { beforeEach, describe, expect, test } from 'vitest';
import type { ToolScene } from '../../src/agent-seams.ts';
import { settled } from '../actors/fixture.ts';
import { openMethods } from '../methods/surroundings.ts';

const here: ToolScene = { agentId: 'main', sessionKey: 'agent:main:main', model: 'demo/small', runId: 'run-1' };
const { signal } = new AbortController();

let world: ReturnType<typeof openMethods>;
beforeEach(() => {
  world = openMethods();
});

// biome-ignore lint/suspicious/noExplicitAny: each test knows what its tool answers
async function use(name: string, input: unknown = {}, scene = here): Promise<any> {
  const { text, isError } = await world.around.tools.call(name, input, scene, signal);
  return isError ? { error: text } : JSON.parse(text);
}

/** Says something in a session, and lets its agent answer. */
async function talk(sessionKey: string, message: string, answer: string): Promise<void> {
  await world.call('chat.send', { sessionKey, message, idempotencyKey: crypto.randomUUID() });
  await settled();
  world.agent.turn.use('call-1', 'what the tool found');
  world.agent.turn.step('toolUse');
  world.agent.turn.finish(answer);
  await settled();
}

describe('session_status', () => {
  test('tells the time here and elsewhere, and how it stands with the session', async () => {
    await talk('main', 'hello', 'hi there');
    await world.call('sessions.patch', { key: 'main', thinkingLevel: 'high', label: 'Desk', queueMode: 'collect' });
    expect(await use('session_status', { timeZone: 'Asia/Tokyo' })).toEqual({
      time: '2026-09-01T12:34:56.000Z',
      timeZone: 'Asia/Tokyo',
      local: expect.stringMatching(/^Tuesday.* 1 September 2026 .*21:34:56/),
      session: 'agent:main:main',
      title: 'Desk',
      agent: 'main',
      model: 'demo/small',
      thinking: 'high',
      entries: 4,
      tokens: { input: 6, output: 10, context: expect.any(Number), contextWindow: null, contextLeft: null },
      costDollars: 0,
      queueMode: 'collect',
    });
  });

  test('answers for a session that has said nothing yet, in the zone of the gateway', async () => {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    const status = await use('session_status', {}, { ...here, sessionKey: 'agent:main:new' });
    expect(status).toMatchObject({ session: 'agent:main:new', entries: 0, timeZone, queueMode: 'followup' });
  });

  test('refuses a time zone that is none', async () => {
    expect(await use('session_status', { timeZone: 'Mars/Base' })).toEqual({
      error: 'Cannot tell the time in "Mars/Base": it is not an IANA time zone',
    });
  });
});

describe('sessions_list', () => {
  test('lists sessions with their words, and marks the one that asks', async () => {
    await talk('main', 'hello', 'hi');
    await talk('agent:main:other', 'a question', 'an answer');
    const { total, sessions } = await use('sessions_list');
    expect(total).toBe(2);
    expect(sessions).toEqual([
      expect.objectContaining({
        key: 'agent:main:main',
        title: 'hello',
        preview: 'hi',
        status: 'done',
        thisSession: true,
      }),
      {
        key: 'agent:main:other',
        title: 'a question',
        preview: 'an answer',
        agent: 'main',
        status: 'done',
        updated: expect.stringMatching(/^1970-/),
      },
    ]);
  });

  test('asks the index for no more than is wanted, and refuses more than 50', async () => {
    await use('sessions_list', { limit: 3, search: 'tax', agentId: 'work' });
    expect(world.asked).toEqual([{ limit: 3, offset: 0, search: 'tax', agentId: 'work' }]);
    expect((await use('sessions_list', { limit: 51 })).error).toMatch(/^Cannot use "sessions_list" because of "limit"/);
  });
});

describe('sessions_history', () => {
  test('reads what was said, without tools unless they are wanted', async () => {
    await talk('agent:main:other', 'a question', 'an answer');
    const said = await use('sessions_history', { key: 'other' });
    expect(said).toEqual({
      session: 'agent:main:other',
      title: 'a question',
      messages: [
        { role: 'user', at: expect.any(String), text: 'a question' },
        { role: 'assistant', at: expect.any(String), text: 'an answer' },
      ],
    });
    const { messages } = await use('sessions_history', { key: 'other', includeTools: true });
    expect(messages.map(({ role, text, tool, uses }: Record<string, unknown>) => ({ role, text, tool, uses }))).toEqual(
      [
        { role: 'user', text: 'a question' },
        { role: 'assistant', text: '', uses: ['look'] },
        { role: 'toolResult', text: 'what the tool found', tool: 'look' },
        { role: 'assistant', text: 'an answer' },
      ],
    );
  });

  test('keeps to its limits, and says that there is more', async () => {
    for (let turn = 0; turn < 8; turn += 1)
      await talk('agent:main:other', `${turn} ${'q'.repeat(9000)}`, `answer ${turn}`);
    const two = await use('sessions_history', { key: 'agent:main:other', limit: 2 });
    expect(two.messages.map(({ text }: { text: string }) => text.slice(0, 8))).toEqual(['7 qqqqqq', 'answer 7']);
    expect(two.earlierMessagesLeftOut).toBe(true);
    const { text } = await world.around.tools.call('sessions_history', { key: 'other', limit: 100 }, here, signal);
    expect(text.length).toBeGreaterThan(20_000);
    expect(text.length).toBeLessThan(42_000);
    expect(JSON.parse(text)).toMatchObject({ earlierMessagesLeftOut: true });
  });

  test('makes no session of a key that somebody made up', async () => {
    expect(await use('sessions_history', { key: 'agent:main:made-up' })).toEqual({
      error: 'Cannot find a session with the key "agent:main:made-up": use sessions_list to see which there are',
    });
    expect(world.actors.size).toBe(0);
  });
});

describe('sessions_send', () => {
  beforeEach(() => talk('agent:main:other', 'hello', 'hi'));

  async function send(input: object, scene = here) {
    const answer = use('sessions_send', { key: 'other', message: 'how far are you?', ...input }, scene);
    await settled();
    return { answer, turn: world.agent.turn };
  }

  test('sends as a run of the other session, marked with who sent it, and tells the answer', async () => {
    const { answer, turn } = await send({});
    expect(turn.turn).toMatchObject({
      sessionKey: 'agent:main:other',
      runId: expect.stringMatching(/^sessions-send:1:/),
      instructions: expect.stringContaining('"agent:main:main"'),
    });
    expect(turn.turn.entries.at(-1)).toMatchObject({
      content: 'how far are you?',
      meta: { sender: { id: 'agent:main:main', clientId: 'sessions_send', clientMode: 'agent' } },
    });
    turn.finish('half way');
    expect(await answer).toEqual({
      session: 'agent:main:other',
      runId: turn.turn.runId,
      status: 'ok',
      reply: 'half way',
    });
  });

  test('finds the session by its label, and waits for nothing when it shall not', async () => {
    await world.call('sessions.patch', { key: 'agent:main:other', label: 'Taxes' });
    const sent = await use('sessions_send', { label: 'Taxes', message: 'go on', timeoutSeconds: 0 });
    expect(sent).toEqual({ session: 'agent:main:other', runId: expect.any(String), status: 'accepted' });
  });

  test('waits its turn behind what the other session is at', async () => {
    await world.call('chat.send', { sessionKey: 'other', message: 'busy', idempotencyKey: 'busy', queueMode: 'steer' });
    await settled();
    const busy = world.agent.turn;
    const { answer, turn } = await send({});
    expect(turn).toBe(busy);
    busy.finish('done');
    await settled();
    expect(world.agent.turn).not.toBe(busy);
    world.agent.turn.finish('now you');
    expect(await answer).toMatchObject({ status: 'ok', reply: 'now you' });
  });

  test('says that there is no answer yet when it waited long enough', async () => {
    const { answer } = await send({ timeoutSeconds: 0.01 });
    expect(await answer).toMatchObject({ status: 'unanswered', note: expect.stringContaining('sessions_history') });
  });

  test('tells how a run failed', async () => {
    const { answer, turn } = await send({});
    turn.fail(new Error('no'));
    expect(await answer).toMatchObject({ status: 'error', reply: null, error: expect.stringContaining('failed') });
  });

  test.each([
    ['to its own session', { key: 'main' }, 'Cannot find'],
    ['to nobody', { key: undefined }, 'Cannot send as it is not said to whom'],
    ['to nowhere', { key: 'nowhere' }, 'Cannot find a session'],
    ['nothing', { message: '' }, 'Cannot use "sessions_send" because of "message"'],
    ['and wait for an hour', { timeoutSeconds: 3600 }, 'Cannot use "sessions_send" because of "timeoutSeconds"'],
  ])('does not send %s', async (_, input, words) => {
    const { length } = world.agent.turns;
    expect((await use('sessions_send', { key: 'other', message: 'hi', ...input })).error).toContain(words);
    expect(world.agent.turns).toHaveLength(length);
  });

  test('does not speak to itself', async () => {
    const scene = { ...here, sessionKey: 'agent:main:other' };
    expect((await use('sessions_send', { key: 'other', message: 'hi' }, scene)).error).toMatch(
      /^Cannot send to the session/,
    );
  });

  test('goes three sessions far from a person, and no further', async () => {
    let scene = here;
    for (const hop of [1, 2, 3]) {
      const { answer, turn } = await send({ timeoutSeconds: 0 }, scene);
      await answer;
      expect(turn.turn.runId).toMatch(new RegExp(`^sessions-send:${hop}:`));
      turn.finish('ok');
      await settled();
      scene = { ...here, runId: turn.turn.runId };
    }
    expect((await use('sessions_send', { key: 'other', message: 'on' }, scene)).error).toMatch(
      /3 sessions away from a person/,
    );
  });

  test('may be denied like any other tool', async () => {
    world = openMethods({ rules: { tools: { deny: ['sessions_send'] } } });
    await expect(use('sessions_send', { key: 'other', message: 'hi' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
