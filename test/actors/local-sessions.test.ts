// The host of Node and Deno: who listens to a session without a door.
import { expect, test } from 'vitest';
import { LocalSessions } from '../../actors/local.ts';
import type { SessionEvent } from '../../src/commands.ts';
import type { Principal } from '../../src/ports.ts';
import { Disk } from './disk.ts';
import { key, send, settled, terms } from './fixture.ts';
import { ScriptedAgent } from './scripted-agent.ts';

const owner: Principal = {
  role: 'operator',
  scopes: ['operator.write'],
  client: { id: 'test', version: '1', platform: 'test', mode: 'test' },
  method: 'none',
  deviceId: null,
  user: null,
  until: null,
};
const FAR = Number.MAX_SAFE_INTEGER;

function openSessions() {
  const disk = new Disk();
  const sessions = new LocalSessions({
    transcript: () => disk.open(),
    agent: new ScriptedAgent().run,
    terms: () => terms,
    now: () => 1000,
    everywhere: { name: 'everywhere', deliver: () => undefined },
  });
  return sessions;
}

async function readAll(events: AsyncIterable<SessionEvent[]>): Promise<string[]> {
  const names: string[] = [];
  for await (const batch of events) names.push(...batch.map(({ event }) => event));
  return names;
}

test('LocalSessions.listen() hears what its session says from the moment on, and nothing after the signal', async () => {
  const sessions = openSessions();
  const [mine, other] = [new AbortController(), new AbortController()];
  const heard = readAll(await sessions.listen(key, mine.signal));
  const elsewhere = readAll(await sessions.listen('agent:main:other', other.signal));
  await sessions.call(owner, key, { type: 'inject', message: 'Hello' });
  await settled();
  mine.abort();
  await sessions.call(owner, key, { type: 'inject', message: 'And again' });
  await settled();
  other.abort();
  expect(await heard).toEqual(['session.message', 'chat', 'sessions.changed']);
  expect(await elsewhere).toEqual([]);
  await sessions.close('test');
});

test('LocalSessions.listen() keeps the session in memory for as long, and no longer', async () => {
  const sessions = openSessions();
  const listening = new AbortController();
  await sessions.listen(key, listening.signal);
  sessions.sweep(FAR);
  expect(sessions.size).toBe(1);
  listening.abort();
  sessions.sweep(FAR);
  expect(sessions.size).toBe(0);
  await sessions.listen(key, AbortSignal.abort());
  sessions.sweep(FAR);
  expect(sessions.size).toBe(0);
  await sessions.close('test');
});

test('LocalSessions.close() ends those who listen, and takes no more', async () => {
  const sessions = openSessions();
  const heard = readAll(await sessions.listen(key, new AbortController().signal));
  await sessions.call(owner, key, send('one'));
  await sessions.close('test');
  expect(await heard).toContain('session.message');
  await expect(sessions.listen(key, new AbortController().signal)).rejects.toMatchObject({ status: 503 });
});
