// The gateway actor: presence, the pulse, and its own well-being.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GatewayActor } from '../../actors/gateway.ts';
import { limits } from '../../actors/limits.ts';
import { PresenceList } from '../../actors/presence.ts';
import type { SessionIndex } from '../../src/ports.ts';
import { connectParams } from '../auth/client.ts';
import { pass, settled, stopTheClock } from './fixture.ts';
import { admissionOf, connect, FakeSocket, helloFacts } from './visitor.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

const presence = { host: 'gateway', ts: 0 };

function openGateway(list: SessionIndex['list'] = async () => ({ sessions: [], total: 3 })) {
  const index: SessionIndex = { list, find: async () => [], run: async () => null, unfinished: async () => [] };
  const gateway = new GatewayActor({
    auth: async () => admissionOf(),
    serve: async () => ({ result: {} }),
    index,
    facts: () => helloFacts,
    self: { ...presence },
    store: 'here',
    agents: () => [{ id: 'main', isDefault: true }],
    now: () => 5,
  });
  const enter = async () => {
    const socket = new FakeSocket();
    gateway.opened(socket);
    await gateway.received(socket, connect);
    await settled();
    return socket;
  };
  return { gateway, enter };
}

test('GatewayActor tells everyone who is there when someone comes or goes, in versions that rise', async () => {
  const { gateway, enter } = openGateway();
  const first = await enter();
  await pass(1000);
  const second = await enter();
  await pass(1000);
  expect(gateway.connections).toBe(2);
  gateway.closed(second);
  gateway.closed(second);
  await pass(1000);
  const told = first.events('presence');
  expect(told.map(({ payload }) => payload.presence.length)).toEqual([2, 3, 2]);
  const versions = told.map((frame) => (frame as { stateVersion?: { presence: number } }).stateVersion?.presence);
  expect(versions).toEqual([...versions].sort());
  expect(new Set(versions).size).toBe(3);
  expect(first.events('presence')[0]?.seq).toBe(1);
  expect(gateway.presence()).toHaveLength(2);
});

test('GatewayActor gathers those who come together into one list', async () => {
  const { gateway, enter } = openGateway();
  const first = await enter();
  await Promise.all(Array.from({ length: 9 }, enter));
  await pass(30_000);
  expect(first.events('presence').map(({ payload }) => payload.presence.length)).toEqual([11]);
  gateway.close('stop');
});

test('GatewayActor ticks every 30 seconds and says how it is every 60', async () => {
  const { gateway, enter } = openGateway();
  const socket = await enter();
  await pass(limits.tickMs * 2);
  expect(socket.events('tick').map(({ payload }) => payload)).toEqual([{ ts: 5 }, { ts: 5 }]);
  expect(socket.events('health')).toMatchObject([{ payload: { ok: true, sessions: { count: 3 } } }]);
  gateway.close('stop');
  const before = socket.sent.length;
  await pass(limits.healthMs * 2);
  expect(socket.sent).toHaveLength(before);
});

test('GatewayActor outlives a disk that cannot tell how it is', async () => {
  let broken = true;
  const { gateway, enter } = openGateway(async () => {
    if (broken) throw new Error('disk I/O error');
    return { sessions: [], total: 0 };
  });
  const socket = await enter();
  await pass(limits.healthMs);
  expect(socket.events('health')).toEqual([]);
  broken = false;
  await pass(limits.healthMs);
  expect(socket.events('health')).toHaveLength(1);
  gateway.close('stop');
});

test('GatewayActor.systemEvent() is seen by all beside the name of the gateway', async () => {
  const { gateway, enter } = openGateway();
  const socket = await enter();
  gateway.systemEvent('back soon');
  await pass(1000);
  expect(socket.events('presence').at(-1)?.payload.presence[0]).toMatchObject({ host: 'gateway', text: 'back soon' });
  gateway.close('stop');
});

test('PresenceList has one entry for each program, however often it connects', () => {
  const list = new PresenceList(presence);
  const { client } = connectParams();
  const { principal } = admissionOf();
  const phone = { ...principal, client: { ...client, instanceId: 'phone' } };
  list.enter('a', phone, 1);
  list.enter('b', phone, 2);
  list.enter('c', principal, 3);
  list.enter('d', principal, 4);
  expect(list.list().map(({ instanceId }) => instanceId)).toEqual([undefined, 'phone', 'c', 'd']);
  expect(list.leave('b')).toBe(true);
  expect(list.list()).toHaveLength(4);
  expect(list.leave('a')).toBe(true);
  expect(list.list()).toHaveLength(3);
  expect(list.leave('nobody')).toBe(false);
});
