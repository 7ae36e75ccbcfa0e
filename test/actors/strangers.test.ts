// What is kept of those who come to a session's own door and are nobody.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sayHello } from '../../actors/hello.ts';
import { LocalSessions } from '../../actors/local.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Auth } from '../../src/ports.ts';
import { Disk } from './disk.ts';
import { settled, stopTheClock, terms } from './fixture.ts';
import { ScriptedAgent } from './scripted-agent.ts';
import { admissionOf, connect, FakeSocket, health, helloFacts } from './visitor.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

function openHouse(auth: Auth = async () => admissionOf()) {
  const sessions = new LocalSessions({
    transcript: () => new Disk().open(),
    agent: new ScriptedAgent().run,
    terms: () => terms,
    now: () => 1000,
    everywhere: { name: 'everywhere', deliver: () => undefined },
  });
  const door = (key: string) =>
    sessions.door(key, {
      auth,
      serve: async () => ({ result: {} }),
      hello: ({ connId }, admission) =>
        sayHello(helloFacts, { presence: [], health, stateVersion: { presence: 1, health: 1 } }, connId, admission),
    });
  return { sessions, door };
}

const principal = admissionOf().principal;

test('Sessions that strangers make up are forgotten as soon as they have left', async () => {
  const { sessions, door } = openHouse(() => Promise.reject(new GatewayError('FORBIDDEN', 'no')));
  for (let count = 0; count < 100; count += 1) {
    const [one, two] = [new FakeSocket(), new FakeSocket()];
    const key = `agent:main:made-up-${count}`;
    door(key).opened(one);
    door(key).opened(two);
    await door(key).received(one, connect);
    door(key).closed(one);
    expect(sessions.size).toBe(1);
    door(key).closed(two);
    expect(sessions.size).toBe(0);
  }
});

test('A session that was spoken to stays when its door is left', async () => {
  const { sessions, door } = openHouse();
  const socket = new FakeSocket();
  door('agent:main:main').opened(socket);
  await sessions.call(principal, 'agent:main:main', { type: 'inject', message: 'Hello' });
  door('agent:main:main').closed(socket);
  expect(sessions.size).toBe(1);
  await sessions.close('test');
});

test('A stranger is one until he is admitted, and the door says when', async () => {
  const { door } = openHouse();
  const [silent, known] = [new FakeSocket(), new FakeSocket()];
  for (const socket of [silent, known]) door('agent:main:main').opened(socket);
  await door('agent:main:main').received(known, connect);
  await settled();
  expect([silent.stranger, known.stranger]).toEqual([true, false]);
});
