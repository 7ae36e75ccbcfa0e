// What becomes of the sockets of a device that loses what it had.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { knownScopes } from '../../src/auth/scope-grant.ts';
import type { Admission } from '../../src/ports.ts';
import type { Scope } from '../../src/protocol/scopes.ts';
import { connectParams, makeDevice } from '../auth/client.ts';
import { settled, stopTheClock } from './fixture.ts';
import { admissionOf, FakeSocket, openDoor, request } from './visitor.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

const closed = { code: 4001, reason: 'gateway auth changed' };
const both: Scope[] = ['operator.read', 'operator.write'];

function admitted(deviceId: string | null, scopes: Scope[] = both): Admission {
  const { principal } = admissionOf(scopes);
  return { principal: { ...principal, deviceId } };
}

function openHouse() {
  let device: string | null = null;
  const house = openDoor({ auth: async () => admitted(device) });
  const enter = (deviceId: string | null) => {
    device = deviceId;
    return house.enter();
  };
  return { ...house, enter };
}

test('Door.expel() closes every socket of a device, and no other', async () => {
  const { door, enter } = openHouse();
  const [one, two, other, nobody] = [await enter('a'), await enter('a'), await enter('b'), await enter(null)];
  door.expel('a');
  expect([one, two, other, nobody].map((socket) => socket.closed)).toEqual([closed, closed, null, null]);
});

test('CVE-2026-34503: Door.expel() ends a handshake under way, which cannot finish with the old rights', async () => {
  const gate = Promise.withResolvers<Admission>();
  const { door, served } = openDoor({ auth: () => gate.promise });
  const device = await makeDevice();
  const socket = new FakeSocket();
  door.opened(socket);
  const arriving = door.received(socket, request('hello', 'connect', await device.prove(connectParams())));
  expect(door.devices()).toEqual([device.id]);
  door.expel(device.id);
  gate.resolve(admitted(device.id));
  await arriving;
  await door.received(socket, request('a', 'health'));
  expect(socket.closed).toEqual(closed);
  expect(socket.seat.principal).toBeNull();
  expect(socket.answers('hello')).toEqual([]);
  expect(served).toEqual([]);
  expect(door.audience.size).toBe(0);
});

test('Door.expel() leaves the socket that asked for it with what stays, and only that', async () => {
  const { door, enter } = openHouse();
  const [mine, other] = [await enter('a'), await enter('a')];
  door.expel('a', { connId: mine.seat.connId, stays: ['operator.read', 'operator.admin'] });
  await settled();
  expect(mine.closed).toBeNull();
  expect(mine.seat.principal?.scopes).toEqual(both);
  door.expel('a', { connId: mine.seat.connId, stays: ['operator.read'] });
  expect(mine.seat.principal?.scopes).toEqual(['operator.read']);
  expect(other.closed).toEqual(closed);
});

test('Door.expel() lets the socket that asked for its own end have its answer first', async () => {
  const { door, enter } = openDoor({
    auth: async () => admitted('a'),
    serve: async ({ connId }) => {
      door.expel('a', { connId, stays: null });
      return { result: { revoked: true } };
    },
  });
  const socket = await enter();
  await door.received(socket, request('a', 'device.token.revoke'));
  expect(socket.answers('a')).toMatchObject([{ ok: true, payload: { revoked: true } }]);
  expect(socket.seat.principal?.scopes).toEqual([]);
  await settled();
  expect(socket.closed).toEqual(closed);
});

test('Audience.tell() reaches those who have the scope, and they number it as any other event', async () => {
  const scopes: Scope[][] = [['operator.pairing'], ['operator.admin'], ['operator.write'], []];
  const house = openDoor({ auth: async ({ connect }) => admissionOf(knownScopes(connect.scopes ?? [])) });
  const sockets = [];
  for (const granted of scopes) sockets.push(await house.enter({}, connectParams({ scopes: granted })));
  house.door.audience.tell('operator.pairing', 'device.pair.requested', { requestId: 'one' });
  house.door.tick();
  const told = sockets.map((socket) =>
    socket
      .events()
      .slice(1)
      .map(({ event, seq }) => `${seq} ${event}`),
  );
  expect(told).toEqual([['1 device.pair.requested'], ['1 device.pair.requested', '2 tick'], ['1 tick'], []]);
});
