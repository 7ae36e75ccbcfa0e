// Who may wait to be let in: so many from one place, so many in all, and always somebody from the own machine.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Antechamber, type Arrival, tooManySockets } from '../../actors/antechamber.ts';
import { limits } from '../../actors/limits.ts';

const room = { fromOnePlace: 2, fromOwnMachine: 3, fromElsewhere: 5 };
const elsewhere = (from: string): Arrival => ({ from, local: false });
const here = (from: string): Arrival => ({ from, local: true });

function fill(antechamber: Antechamber, arrival: Arrival, times: number) {
  return Array.from({ length: times }, () => antechamber.enter(arrival));
}

test('Antechamber.enter() lets so many wait from one place, and one more for each that leaves', () => {
  const antechamber = new Antechamber(room);
  const [first] = fill(antechamber, elsewhere('a'), 2);
  expect(antechamber.enter(elsewhere('a'))).toEqual({ full: 'place', most: 2 });
  expect(antechamber.enter(elsewhere('b'))).toHaveProperty('leave');
  if (first && 'leave' in first) first.leave();
  expect(antechamber.enter(elsewhere('a'))).toHaveProperty('leave');
  expect(antechamber.enter(elsewhere('a'))).toHaveProperty('full');
});

test('Antechamber.enter() lets so many wait in all, and those of the own machine besides', () => {
  const antechamber = new Antechamber(room);
  for (const from of ['a', 'b', 'c', 'd', 'e']) antechamber.enter(elsewhere(from));
  expect(antechamber.enter(elsewhere('f'))).toEqual({ full: 'room', most: 5 });
  expect(fill(antechamber, here('127.0.0.1'), 4)).toMatchObject([...Array(3).fill({}), { full: 'place', most: 3 }]);
  expect(antechamber.enter(here('http://evil.example'))).toHaveProperty('leave');
});

test('Whoever leaves twice has left once', () => {
  const antechamber = new Antechamber(room);
  const [first] = fill(antechamber, elsewhere('a'), 2);
  if (!first || !('leave' in first)) throw new Error('There was room');
  first.leave();
  first.leave();
  fill(antechamber, elsewhere('a'), 1);
  expect(antechamber.enter(elsewhere('a'))).toHaveProperty('full');
});

test('Antechamber remembers nobody who has left', () => {
  const antechamber = new Antechamber(room);
  for (let count = 0; count < 1000; count += 1) {
    const stay = antechamber.enter(elsewhere(`${count}`));
    if ('leave' in stay) stay.leave();
  }
  expect(antechamber.places).toBe(0);
});

test('Antechamber agrees with whoever counts all that are there, in whatever order they come and go', () => {
  const places = [elsewhere('a'), elsewhere('b'), elsewhere('c'), elsewhere('d'), here('a'), here('own')];
  const step = fc.oneof(
    fc.record({ come: fc.nat({ max: places.length - 1 }) }),
    fc.record({ go: fc.nat({ max: 40 }), twice: fc.boolean() }),
  );
  const property = fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
    const antechamber = new Antechamber(room);
    const waiting: { arrival: Arrival; leave: () => void }[] = [];
    for (const step of steps) {
      if ('go' in step) {
        const [gone] = waiting.splice(step.go % (waiting.length || 1), 1);
        gone?.leave();
        if (step.twice) gone?.leave();
        continue;
      }
      const arrival = places[step.come] ?? here('own');
      const beside = waiting.filter((one) => one.arrival.from === arrival.from).length;
      const outside = waiting.filter((one) => !one.arrival.local).length;
      const fits = arrival.local
        ? beside < room.fromOwnMachine
        : beside < room.fromOnePlace && outside < room.fromElsewhere;
      const stay = antechamber.enter(arrival);
      expect('leave' in stay).toBe(fits);
      if ('leave' in stay) waiting.push({ arrival, leave: stay.leave });
    }
    expect(antechamber.places).toBe(new Set(waiting.map(({ arrival }) => arrival.from)).size);
  });
  fc.assert(property);
});

test('tooManySockets() says what is full, when to come again, and what to do', () => {
  const ofOne = tooManySockets({ full: 'place', most: limits.sockets.fromOnePlace });
  const ofAll = tooManySockets({ full: 'room', most: limits.sockets.fromElsewhere });
  expect([ofOne.status, ofAll.status]).toEqual([429, 503]);
  for (const error of [ofOne, ofAll]) {
    expect(error.shape()).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/^Cannot open a socket: (32|512) of .* have not signed in yet \(connect again /),
      details: { code: 'TOO_MANY_SOCKETS', rule: expect.any(String), next: expect.any(String) },
      retryAfterMs: 1000,
    });
  }
});
