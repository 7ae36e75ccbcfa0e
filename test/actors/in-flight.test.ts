// How much one connection may ask for before it has answers.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InFlight } from '../../actors/in-flight.ts';
import { limits } from '../../actors/limits.ts';
import type { Answer } from '../../src/ports.ts';
import { settled, stopTheClock } from './fixture.ts';
import { openDoor, request } from './visitor.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

const half = limits.maxInFlightSize / 2;

function begin(inFlight: InFlight, size: number) {
  const gate = Promise.withResolvers<void>();
  let answer: () => void = () => undefined;
  const held = inFlight.hold(size, (answered) => {
    answer = answered;
    return gate.promise;
  });
  return { held, answered: () => answer(), end: gate.resolve };
}

test('InFlight.hold() takes so much at once, and asks for patience beyond it', async () => {
  const inFlight = new InFlight();
  const [one] = [begin(inFlight, half), begin(inFlight, half)];
  await expect(begin(inFlight, 1).held).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'Cannot take more than 64 MiB of requests at once on one connection: wait for answers',
    retryAfterMs: 100,
  });
  one.end();
  await one.held;
  const third = begin(inFlight, half);
  third.end();
  await third.held;
});

test('InFlight.hold() takes whatever a frame may hold when nothing else is under way', async () => {
  const only = begin(new InFlight(), limits.maxInFlightSize * 2);
  only.end();
  await expect(only.held).resolves.toBeUndefined();
});

test('What a request weighs is over with its first answer, and only once', async () => {
  const inFlight = new InFlight();
  const waiting = [begin(inFlight, half), begin(inFlight, half)];
  for (const { answered } of waiting) answered();
  waiting[0]?.answered();
  const heavy = [begin(inFlight, half), begin(inFlight, half)];
  await expect(begin(inFlight, 1).held).rejects.toThrow('64 MiB');
  for (const { end } of [...waiting, ...heavy]) end();
  await Promise.all([...waiting, ...heavy].map(({ held }) => held));
  await expect(inFlight.hold(half, async () => undefined)).resolves.toBeUndefined();
});

test('A request that fails weighs nothing afterwards', async () => {
  const inFlight = new InFlight();
  const broken = async () => Promise.reject(new Error('no'));
  for (let count = 0; count < limits.maxInFlight + 1; count += 1) {
    await expect(inFlight.hold(half + 1, broken)).rejects.toThrow('no');
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
