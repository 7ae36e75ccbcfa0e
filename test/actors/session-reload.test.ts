// A session that comes back: after a crash, after a doubtful write, and after it was forgotten for being idle.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LocalSessions } from '../../actors/local.ts';
import type { SessionEvent } from '../../src/commands.ts';
import type { Principal } from '../../src/ports.ts';
import { Disk } from './disk.ts';
import {
  abort,
  endsIn,
  historyOf,
  inject,
  key,
  linesOf,
  openSession,
  pass,
  send,
  settled,
  stopTheClock,
  terms,
} from './fixture.ts';
import { ScriptedAgent } from './scripted-agent.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

/** A process that ended while a run was streaming and others waited. */
async function crashed(...queued: string[]): Promise<Disk> {
  const { actor, disk, agent } = openSession();
  await actor.call(send('live'));
  for (const name of queued) await actor.call(send(name));
  await settled();
  agent.turn.say('what people read');
  await pass(1000);
  agent.turn.say(', and what a second is too short to keep');
  await settled();
  disk.crash();
  return disk;
}

test('Session.wake() ends a run that was cut as interrupted, with the text last checkpointed', async () => {
  const world = openSession({ disk: await crashed() });
  await world.actor.wake();
  await settled();
  expect(world.agent.turns).toHaveLength(0);
  expect(world.disk.runs.get('live')).toMatchObject({ state: 'interrupted', stopReason: 'restart', text: '' });
  const { messages, sessionInfo } = await historyOf(world);
  expect(messages[1]).toMatchObject({
    content: [{ type: 'text', text: 'what people read' }],
    openclawAbort: { aborted: true, origin: 'restart', runId: 'live' },
  });
  expect(sessionInfo).toMatchObject({ hasActiveRun: false, status: 'killed' });
  const waited = await world.actor.call({ type: 'wait', runId: 'live', timeoutMs: 1 });
  expect(waited).toMatchObject({ status: 'error', aborted: true });
});

test('Session.wake() goes on with what was waiting, in order', async () => {
  const world = openSession({ disk: await crashed('one', 'two') });
  await world.actor.wake();
  await settled();
  for (const name of ['one', 'two']) {
    expect(world.agent.turn.turn.runId).toBe(name);
    world.agent.turn.finish(`answer to ${name}`);
    await settled();
  }
  expect(world.agent.turns).toHaveLength(2);
  expect(await linesOf(world)).toEqual([
    'user: words of live',
    'assistant: what people read',
    'user: words of one',
    'assistant: answer to one',
    'user: words of two',
    'assistant: answer to two',
  ]);
});

test('Session.call() runs one at a time of those that waited, whatever it is first asked', async () => {
  const world = openSession({ disk: await crashed('one', 'two', 'three') });
  await world.actor.call(send('four'));
  await settled();
  expect(world.agent.turns.map(({ turn }) => turn.runId)).toEqual(['one']);
  for (let count = 0; count < 4; count += 1) {
    world.agent.turn.finish('answer');
    await settled();
  }
  expect(endsIn(world.heard)).toEqual(
    expect.arrayContaining(['one', 'two', 'three', 'four'].map((name) => `${name} final`)),
  );
});

test('Session.call() aborts a run whose start waits beside it', async () => {
  const disk = await crashed('one');
  const world = openSession({ disk });
  const read = historyOf(world);
  const aborted = world.actor.call(abort('one'));
  await read;
  expect(await aborted).toMatchObject({ aborted: true, runIds: ['one'] });
  await settled();
  expect(disk.runs.get('one')?.state).toBe('aborted');
  expect(endsIn(world.heard)).toContain('one aborted');
});

test('Session.call() begins a run whose start was written though it seemed refused, once', async () => {
  const world = openSession();
  const release = world.disk.hold();
  const sent = world.actor.call(send('one'));
  await settled();
  world.disk.refuse(1, 'done');
  world.disk.refuse(1, 'refused after all was written');
  release();
  await sent;
  const waited = world.actor.call({ type: 'wait', runId: 'one', timeoutMs: 60_000 });
  await settled();
  await pass(1000);
  expect(world.disk.runs.get('one')?.state).toBe('running');
  world.agent.turn.finish('answer');
  expect(await waited).toMatchObject({ status: 'ok', aborted: false });
  await settled();
  expect(endsIn(world.heard).filter((end) => end !== 'one delta')).toEqual(['one final']);
  expect(world.agent.turns).toHaveLength(1);
});

test('Session.idle is false while a start that was refused waits to be tried again', async () => {
  const world = openSession();
  const release = world.disk.hold();
  const sent = world.actor.call(send('one'));
  await settled();
  world.disk.refuse(1, 'done');
  world.disk.refuse(1);
  release();
  await sent;
  await settled();
  expect(world.agent.turns).toHaveLength(0);
  expect(world.actor.idle).toBe(false);
  await pass(1000);
  expect(world.agent.turns).toHaveLength(1);
});

test('Session.idle is true only when nothing is under way, nothing waits and nobody waits', async () => {
  const { actor, agent } = openSession();
  expect(actor.idle).toBe(true);
  const sent = actor.call(send('one'));
  expect(actor.idle).toBe(false);
  await sent;
  await settled();
  expect(actor.idle).toBe(false);
  const waited = actor.call({ type: 'wait', runId: 'one', timeoutMs: 1000 });
  agent.turn.finish('answer');
  await waited;
  await settled();
  expect(actor.idle).toBe(true);
});

test('Session.call() serves what follows a load that failed', async () => {
  const world = openSession();
  let refusals = 1;
  const transcript = world.disk.open();
  const actor = openSession({ disk: Object.assign(new Disk(), { open: () => ({ ...transcript, load }) }) }).actor;
  async function load() {
    refusals -= 1;
    if (refusals >= 0) throw new Error('disk I/O error');
    return transcript.load();
  }
  await expect(actor.call(inject('one'))).rejects.toThrow('disk I/O error');
  await actor.call(inject('two'));
  expect(await linesOf({ actor })).toEqual(['assistant: two']);
});

const principal: Principal = {
  role: 'operator',
  scopes: ['operator.admin'],
  client: { id: 'cli', mode: 'cli', version: '1', platform: 'test' },
  method: 'token',
  deviceId: null,
  user: null,
  until: null,
};

function openHost() {
  const disks = new Map<string, Disk>();
  const agent = new ScriptedAgent();
  const heard: { key: string; event: SessionEvent }[] = [];
  let time = 0;
  const sessions = new LocalSessions({
    transcript(name) {
      const disk = disks.get(name) ?? new Disk();
      disks.set(name, disk);
      return disk.open();
    },
    agent: agent.run,
    terms: () => terms,
    now: () => (time += 1),
    everywhere: {
      name: 'all',
      deliver: (name, events) => void heard.push(...events.map((event) => ({ key: name, event }))),
    },
  });
  return { sessions, agent, heard, now: () => time };
}

test('LocalSessions.sweep() forgets who is idle and keeps who is not, and the forgotten come back by loading', async () => {
  const { sessions, agent, now, heard } = openHost();
  await sessions.call(principal, 'agent:main:quiet', inject('remember me'));
  await sessions.call(principal, key, send('one'));
  await settled();
  const then = now();
  await sessions.call(principal, 'agent:main:recent', inject('just now'));
  expect(sessions.size).toBe(3);
  sessions.sweep(then);
  expect(sessions.size).toBe(2);
  const params = { sessionKey: 'agent:main:quiet', limit: 10, offset: 0 };
  const history = await sessions.call(principal, 'agent:main:quiet', { type: 'history', params, maxChars: 100 });
  expect(history).toMatchObject({ totalMessages: 1 });
  agent.turn.finish('answer');
  await settled();
  expect(heard.filter(({ event }) => event.event === 'chat').map((one) => one.key)).toContain(key);
  sessions.sweep(now());
  expect(sessions.size).toBe(0);
  sessions.close('stop');
});

test('LocalSessions forgets by itself who was idle for half a minute', async () => {
  const { sessions } = openHost();
  vi.spyOn(sessions, 'sweep');
  await sessions.call(principal, key, inject('one'));
  await pass(30_000);
  expect(sessions.sweep).toHaveBeenCalledTimes(1);
  sessions.close('stop');
  await pass(60_000);
  expect(sessions.sweep).toHaveBeenCalledTimes(1);
});
