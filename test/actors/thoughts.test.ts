// Thoughts on their way: told in pieces and in their place, to those who ask for them, and kept out of what is said.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { limits } from '../../actors/limits.ts';
import { LiveRun } from '../../actors/live-run.ts';
import { type Thought, ThoughtFrames } from '../../actors/live-thoughts.ts';
import { LocalListener } from '../../actors/local-listener.ts';
import type { SessionEvent } from '../../src/commands.ts';
import { connectParams } from '../auth/client.ts';
import { run, session } from '../store/fixture.ts';
import { historyOf, key, openSession, pass, running, send, settled, stopTheClock } from './fixture.ts';
import { ScriptedAgent } from './scripted-agent.ts';
import { admissionOf, openDoor } from './visitor.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

const thinks = (delta: string) => ({ type: 'reasoning' as const, delta });

describe('LiveRun', () => {
  async function start() {
    const agent = new ScriptedAgent();
    const told: string[] = [];
    const live = new LiveRun(run(session(), 'one'), {
      text: ({ text }) => told.push(text),
      thoughts: (_live, { step, from, text }) => told.push(`${step}: ${text.slice(from)}`),
      checkpoint: () => undefined,
      event: (_live, { type }) => told.push(type),
      step: () => undefined,
      ended: () => told.push('ended'),
    });
    const turn = { sessionKey: key, agentId: 'main', runId: 'one', purpose: 'answer' as const, entries: [] };
    const rest = { model: null, thinking: null, instructions: null, steer: async () => [] };
    void live.start(agent.run, async () => ({ ...turn, ...rest }));
    await settled();
    return { agent, live, told };
  }

  test('tells the first thoughts at once and those that follow quickly together', async () => {
    const { agent, told } = await start();
    agent.turn.emit(thinks('a'));
    await settled();
    expect(told).toEqual(['0: a']);
    agent.turn.emit(thinks('b'));
    agent.turn.emit(thinks('c'));
    await pass(24);
    expect(told).toEqual(['0: a']);
    await pass(1);
    expect(told).toEqual(['0: a', '0: bc']);
  });

  test('tells thoughts and words in the order in which they came, before every tool and every end', async () => {
    const { agent, told } = await start();
    for (const delta of ['', 'hm', ' so']) agent.turn.emit(thinks(delta));
    agent.turn.say('Let', ' me');
    for (const delta of ['and', ' yet']) agent.turn.emit(thinks(delta));
    agent.turn.use('tool');
    agent.turn.step('toolUse');
    agent.turn.emit(thinks('again'));
    agent.turn.emit(thinks(' so'));
    agent.turn.finish();
    await settled();
    expect(told.filter((one) => !/^(step|tool-end)$/.test(one))).toEqual([
      ...['0: hm', '0:  so', 'Let me', '0: \n\nand yet', 'tool-start', '1: again so', 'ended'],
    ]);
  });

  test('has no timer left when it was stopped while it thought', async () => {
    const { agent, live } = await start();
    agent.turn.emit(thinks('hm'));
    await settled();
    live.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('Audience.deliver()', () => {
  const common = { event: 'thought' as const, runId: 'one', agentId: 'main', seq: 1, at: 7 };
  const thought = (from: number, text: string, step = 0): Thought => ({ ...common, step, from, text });
  const final: SessionEvent = {
    event: 'chat',
    payload: { runId: 'one', sessionKey: key, agentId: 'main', seq: 2, state: 'final' },
  };

  function openHall() {
    const scopes: Parameters<typeof admissionOf>[0][] = [];
    const { door, enter } = openDoor({ auth: async () => admissionOf(scopes.shift()) });
    const come = (caps: string[], ...given: typeof scopes) => {
      scopes.push(...given);
      return enter({}, connectParams({ caps }));
    };
    return { door, come };
  }
  const heardBy = (socket: Awaited<ReturnType<ReturnType<typeof openHall>['come']>>) =>
    socket.events('agent').map(({ payload }) => payload.data.delta);

  test('tells thoughts to those who can show them and may read, and to nobody else', async () => {
    const { door, come } = openHall();
    const thinker = await come(['thinking']);
    const others = [await come([]), await come(['tool-events']), await come(['thinking'], ['operator.pairing'])];
    door.deliver(key, [thought(0, 'hm')]);
    expect(thinker.events('agent').map(({ payload }) => payload)).toEqual([
      { runId: 'one', sessionKey: key, agentId: 'main', seq: 1, stream: 'thinking', data: { delta: 'hm' }, ts: 7 },
    ]);
    for (const other of others) expect(other.events().map(({ event }) => event)).toEqual(['connect.challenge']);
  });

  test('gives a slow reader what it was spared with the next piece, and nothing of a step that is over', async () => {
    const { door, come } = openHall();
    const slow = await come(['thinking']);
    door.deliver(key, [thought(0, 'one')]);
    slow.unread = limits.slowBytes + 1;
    door.deliver(key, [thought(3, 'one two'), thought(7, 'one two three')]);
    slow.unread = 0;
    door.deliver(key, [thought(13, 'one two three four')]);
    expect(heardBy(slow)).toEqual(['one', ' two three four']);
    slow.unread = limits.slowBytes + 1;
    door.deliver(key, [thought(18, 'one two three four five')]);
    slow.unread = 0;
    door.deliver(key, [thought(0, 'anew', 1), final]);
    expect(heardBy(slow)).toEqual(['one', ' two three four', 'anew']);
  });

  test('tells who joins what is thought from then on', async () => {
    const { door, come } = openHall();
    door.deliver(key, [thought(0, 'one')]);
    const late = await come(['thinking']);
    const stuck = await come(['thinking']);
    stuck.unread = limits.slowBytes + 1;
    door.deliver(key, [thought(3, 'one two')]);
    stuck.unread = 0;
    door.deliver(key, [thought(7, 'one two three')]);
    expect([heardBy(late), heardBy(stuck)]).toEqual([[' two', ' three'], [' two three']]);
  });

  test('makes the payload once for all who lack the same', () => {
    const stringify = vi.spyOn(JSON, 'stringify');
    const frames = new ThoughtFrames(key, thought(3, 'one two'));
    expect(frames.from(3)).toBe(frames.from(3));
    expect(stringify).toHaveBeenCalledTimes(1);
    stringify.mockRestore();
  });

  test('keeps none for who listens without a door', async () => {
    const listener = new LocalListener();
    listener.deliver([thought(0, 'one'), final]);
    listener.end();
    expect(await Array.fromAsync(listener)).toEqual([[final]]);
  });
});

describe('History', () => {
  test('has the thoughts of an answer beside it: in the page, in session.message, and whole when asked', async () => {
    const { actor, agent, heard } = await running();
    agent.turn.emit(thinks('five and'));
    agent.turn.emit(thinks(' seven'));
    agent.turn.finish('Twelve.');
    await settled();
    const [, answer] = (await historyOf({ actor })).messages;
    expect(answer).toMatchObject({ content: [{ type: 'text', text: 'Twelve.' }] });
    expect(answer?.__openclaw.thinking).toBe('five and seven');
    expect(answer?.__openclaw.truncated).toBeUndefined();
    const told = heard.flatMap((one) => (one.event === 'session.message' ? [one.payload.message] : []));
    expect(told.map(({ __openclaw }) => __openclaw.thinking)).toEqual([undefined, 'five and seven']);

    const params = { sessionKey: key, limit: 9, offset: 0 };
    const cut = await actor.call({ type: 'history', params, maxChars: 8 });
    expect('messages' in cut && cut.messages.at(-1)).toMatchObject({
      content: [{ text: 'Twelve.' }],
      __openclaw: { thinking: 'five and\n...(truncated)...', truncated: true },
    });
    const got = await actor.call({ type: 'message', id: answer?.__openclaw.id ?? '', maxChars: 1000 });
    expect(got.ok && got.message.__openclaw.thinking).toBe('five and seven');
    const preview = await actor.call({ type: 'preview', limit: 9, maxChars: 1000 });
    expect(JSON.stringify(preview)).not.toContain('five');
  });

  test('shows no row of nothing but thoughts', async () => {
    const { actor, agent } = openSession();
    await actor.call(send('one'));
    await settled();
    agent.turn.emit(thinks('hm'));
    agent.turn.finish();
    await settled();
    expect((await historyOf({ actor })).messages.map(({ role }) => role)).toEqual(['user']);
  });
});
