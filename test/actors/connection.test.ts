// One socket's life: the handshake, what is refused, requests, and their bounds.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { limits } from '../../actors/limits.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Admission, Answer } from '../../src/ports.ts';
import { connectParams } from '../auth/client.ts';
import { pass, settled, stopTheClock } from './fixture.ts';
import { admissionOf, connect, FakeSocket, openDoor, request } from './visitor.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

test('Connection challenges first, without a number, and welcomes who is admitted', async () => {
  const { enter } = openDoor();
  const { frames, seat, closed } = await enter();
  expect(frames).toMatchObject([
    { type: 'event', event: 'connect.challenge', payload: { nonce: seat.nonce, ts: seat.openedAt } },
    { type: 'res', id: 'hello', ok: true, payload: { type: 'hello-ok', protocol: 4, server: { connId: seat.connId } } },
  ]);
  expect(frames[0]).not.toHaveProperty('seq');
  expect(closed).toBeNull();
});

test.each([
  ['what is not JSON', 'hello', 1000, 'invalid handshake'],
  ['another request', request('a', 'health'), 1008, 'first request must be connect'],
  ['what is not a request', '{"type":"event"}', 1008, 'first request must be connect'],
  ['what is not an object', 'null', 1008, 'first request must be connect'],
  ['more than 64 KiB', 'x'.repeat(limits.maxBeforeConnect + 1), 1009, 'too big'],
  [
    'a client it does not know',
    request('a', 'connect', { ...connectParams(), client: { id: 'x' } }),
    1008,
    'invalid connect params',
  ],
])('Connection closes on %s before connect', async (_name, data, code, reason) => {
  const { door, served } = openDoor();
  const socket = new FakeSocket();
  door.opened(socket);
  await door.received(socket, data);
  expect(socket.closed?.code).toBe(code);
  expect(socket.closed?.reason).toContain(reason);
  await door.received(socket, connect);
  expect(served).toEqual([]);
  expect(socket.seat.principal).toBeNull();
});

test('Connection says why it refuses someone, and closes with the code of that refusal', async () => {
  const refusal = new GatewayError('INVALID_REQUEST', 'protocol mismatch', { closeCode: 1002, details: { code: 'X' } });
  const { enter } = openDoor({ auth: () => Promise.reject(refusal) });
  const { frames, closed } = await enter();
  expect(frames[1]).toMatchObject({
    id: 'hello',
    ok: false,
    error: { message: 'protocol mismatch', details: { code: 'X' } },
  });
  expect(closed).toEqual({ code: 1002, reason: 'protocol mismatch' });
});

test('Connection tells nobody what broke inside', async () => {
  const broken = () => Promise.reject(new Error('/secret/place'));
  const refused = await openDoor({ auth: broken }).enter();
  expect(refused.closed?.code).toBe(1011);
  const { door, enter } = openDoor({ serve: broken });
  const socket = await enter();
  await door.received(socket, request('a', 'health'));
  expect(socket.answers('a')[0]?.error?.code).toBe('INTERNAL');
  expect(JSON.stringify([refused.sent, refused.closed, socket.sent])).not.toContain('secret');
  expect(socket.closed).toBeNull();
});

test('Connection serves what came before hello-ok after it, in order', async () => {
  const { promise, resolve } = Promise.withResolvers<Admission>();
  const { door, served } = openDoor({ auth: () => promise });
  const socket = new FakeSocket();
  door.opened(socket);
  void door.received(socket, connect);
  await door.received(socket, request('a', 'first'));
  await door.received(socket, request('b', 'second'));
  expect(served).toEqual([]);
  resolve(admissionOf());
  await settled();
  expect(served).toEqual(['first', 'second']);
  expect(socket.frames.map(({ id }) => id)).toEqual([undefined, 'hello', 'a', 'b']);
});

test.each([
  ['large frames', 'x'.repeat(1024), 65],
  ['empty frames', '', limits.maxBeforeConnect + 1],
])('Connection keeps no more than 64 KiB of %s while it decides', async (_name, data, count) => {
  const { door } = openDoor({ auth: () => new Promise(() => undefined) });
  const socket = new FakeSocket();
  door.opened(socket);
  void door.received(socket, connect);
  for (let sent = 0; sent < count; sent += 1) void door.received(socket, data);
  await settled();
  expect(socket.closed?.code).toBe(1009);
});

test('Connection closes when the handshake takes too long, and admits nobody afterwards', async () => {
  const { promise, resolve } = Promise.withResolvers<Admission>();
  const { door } = openDoor({ auth: () => promise });
  const [silent, slow] = [new FakeSocket(), new FakeSocket()];
  door.opened(silent);
  door.opened(slow);
  void door.received(slow, connect);
  await pass(limits.handshakeMs);
  expect([silent.closed, slow.closed]).toEqual(Array(2).fill({ code: 1000, reason: 'handshake timeout' }));
  resolve(admissionOf());
  await settled();
  expect(slow.frames).toHaveLength(1);
  expect(door.audience.size).toBe(0);
});

test('Connection stays open after the handshake has had its time', async () => {
  const socket = await openDoor().enter();
  await pass(60_000);
  expect(socket.closed).toBeNull();
});

test('Connection answers frames that are not requests under the id they gave, and ignores what is not JSON', async () => {
  const { door, enter, served } = openDoor();
  const socket = await enter();
  const before = socket.sent.length;
  await door.received(socket, '{');
  expect(socket.sent).toHaveLength(before);
  await door.received(socket, '{"type":"req","id":"a"}');
  await door.received(socket, '{"type":"req","id":7,"method":"health"}');
  await door.received(socket, '[]');
  expect(socket.answers('a')[0]?.error?.message).toBe(
    "invalid request frame: at root: must have required property 'method'",
  );
  expect(socket.answers('invalid')).toHaveLength(2);
  await door.received(socket, request('b', 'connect'));
  expect(socket.answers('b')[0]?.error?.message).toBe('connect is only valid as the first request');
  expect([socket.closed, served]).toEqual([null, []]);
});

test('Connection closes on more than the largest payload', async () => {
  const { door, enter } = openDoor();
  const socket = await enter();
  await door.received(socket, 'x'.repeat(limits.maxPayload + 1));
  expect(socket.closed?.code).toBe(1009);
});

test('Connection takes so many requests at once and asks for patience beyond them', async () => {
  const gates: (() => void)[] = [];
  const serve = () => new Promise<Answer>((resolve) => gates.push(() => resolve({ result: {} })));
  const { door, enter } = openDoor({ serve });
  const socket = await enter();
  for (let count = 0; count < limits.maxInFlight; count += 1) void door.received(socket, request(`${count}`, 'slow'));
  await door.received(socket, request('more', 'slow'));
  expect(socket.answers('more')[0]?.error).toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 100 });
  for (const open of gates.splice(0)) open();
  await settled();
  void door.received(socket, request('again', 'slow'));
  for (const open of gates) open();
  await settled();
  expect(socket.answers('again')).toMatchObject([{ ok: true }]);
});

test('Connection gives a second answer under the same id, or says that it failed', async () => {
  const later = async () => ({ status: 'ok' });
  const refused = async () => Promise.reject(new GatewayError('UNAVAILABLE', 'No disk'));
  const { door, enter } = openDoor({
    serve: async (_caller, method) => ({
      result: { status: 'accepted' },
      later: method === 'good' ? later() : refused(),
    }),
  });
  const socket = await enter();
  await door.received(socket, request('a', 'good'));
  await door.received(socket, request('b', 'bad'));
  expect(socket.answers('a').map(({ payload }) => payload)).toEqual([{ status: 'accepted' }, { status: 'ok' }]);
  expect(socket.answers('b')).toMatchObject([{ ok: true }, { ok: false, error: { code: 'UNAVAILABLE' } }]);
});

test('Connection.follow() follows no more sessions than its seat can hold', async () => {
  const { door, enter } = openDoor();
  await enter();
  const [connection] = door.audience;
  for (let count = 0; count < limits.maxFollows; count += 1) connection?.follow(`key ${count}`, true);
  connection?.follow('key 1', true);
  expect(() => connection?.follow('one more', true)).toThrow('Cannot follow more than');
  connection?.follow('key 0', false);
  connection?.follow('one more', true);
  expect(connection?.socket.seat.follows).toHaveLength(limits.maxFollows);
});

test('Connection says nothing after its socket is gone', async () => {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const left: string[] = [];
  const { door, enter } = openDoor({ serve: () => promise, left: ({ connId }) => left.push(connId) });
  const socket = await enter();
  void door.received(socket, request('a', 'slow'));
  door.closed(socket);
  door.closed(socket);
  const before = socket.sent.length;
  resolve({ result: {} });
  await settled();
  expect(socket.sent).toHaveLength(before);
  expect(left).toEqual([socket.seat.connId]);
  expect(door.empty).toBe(true);
});
