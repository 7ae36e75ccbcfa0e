// How much one connection may ask for before it has answers.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InFlight } from '../../actors/in-flight.ts';
import { limits } from '../../actors/limits.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Answer } from '../../src/ports.ts';
import { settled, stopTheClock } from './fixture.ts';
import { openDoor, request } from './visitor.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

const half = limits.maxInFlightSize / 2;

const tooMuch = 'Cannot take more than 64 MiB of requests at once on one connection: wait for answers';

test('InFlight.take() takes so much at once, and asks for patience beyond it', () => {
  const inFlight = new InFlight();
  const [one] = [inFlight.take(half), inFlight.take(half)];
  const more = () => inFlight.take(1);
  expect(more).toThrow(expect.objectContaining({ code: 'UNAVAILABLE', message: tooMuch, retryAfterMs: 100 }));
  one?.over();
  inFlight.take(half);
  expect(more).toThrow(tooMuch);
});

test('InFlight.take() takes whatever a frame may hold when nothing else is under way', () => {
  const inFlight = new InFlight();
  inFlight.take(limits.maxInFlightSize * 2).over();
  inFlight.take(limits.maxInFlightSize * 2);
  expect(() => inFlight.take(1)).toThrow(tooMuch);
});

test('What a request weighs is over with its first answer, and only once', () => {
  const inFlight = new InFlight();
  const waiting = [inFlight.take(half), inFlight.take(half)];
  for (const { answered } of waiting) answered();
  waiting[0]?.answered();
  const heavy = [inFlight.take(half), inFlight.take(half)];
  expect(() => inFlight.take(1)).toThrow(tooMuch);
  for (const { over } of [...waiting, ...heavy]) over();
  inFlight.take(half);
  inFlight.take(half);
  expect(() => inFlight.take(1)).toThrow(tooMuch);
});

test('A request that fails is over, whatever it was refused for', async () => {
  const { door, enter } = openDoor({ serve: async () => Promise.reject(new GatewayError('UNAVAILABLE', 'No disk')) });
  const socket = await enter();
  const large = { text: 'x'.repeat(limits.maxPayload - 200) };
  for (let count = 0; count < limits.maxInFlight + 1; count += 1) {
    await door.received(socket, request(`${count}`, count % 2 === 0 ? 'slow' : 'connect', count < 4 ? large : {}));
    expect(socket.answers(`${count}`)[0]?.error?.message).toBe(
      count % 2 === 0 ? 'No disk' : 'connect is only valid as the first request',
    );
  }
});

test('Connection refuses a request id that is too long, and does not send it back', async () => {
  const { door, enter, served } = openDoor();
  const socket = await enter();
  await door.received(socket, request('x'.repeat(256), 'health'));
  await door.received(socket, request('y'.repeat(257), 'health'));
  await door.received(socket, request('a', 'm'.repeat(257)));
  expect(served).toEqual(['health']);
  expect(socket.answers('invalid')[0]?.error?.message).toBe(
    'invalid request frame: at /id: must not be longer than 256',
  );
  expect(socket.answers('a')[0]?.error?.message).toBe('invalid request frame: at /method: must not be longer than 256');
  expect(socket.sent.join('')).not.toContain('yyy');
});

test('Connection answers what it takes in while what it cannot take is refused', async () => {
  const gate = Promise.withResolvers<Answer>();
  const { door, enter } = openDoor({ serve: () => gate.promise });
  const socket = await enter();
  const large = { text: 'x'.repeat(limits.maxPayload - 200) };
  for (const id of ['one', 'two', 'three']) void door.received(socket, request(id, 'slow', large));
  await settled();
  expect(socket.answers('three')[0]?.error).toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 100 });
  gate.resolve({ result: {} });
  await settled();
  expect([...socket.answers('one'), ...socket.answers('two')]).toMatchObject([{ ok: true }, { ok: true }]);
});
