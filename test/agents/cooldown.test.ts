import { expect, test } from 'vitest';
import { Cooldown } from '../../src/agents/cooldown.ts';

const MINUTE = 60_000;
const one = { provider: 'local', id: 'one' };
const two = { provider: 'local', id: 'two' };

function clocked() {
  const clock = { now: 1_000_000 };
  return { clock, cooldown: new Cooldown(() => clock.now) };
}

test('Cooldown.limited() leaves a model alone for 1, 5, 25 and 60 minutes, the longer the more often it fails', () => {
  const { clock, cooldown } = clocked();
  for (const minutes of [1, 5, 25, 60, 60]) {
    cooldown.limited(one, null);
    expect(cooldown.of(one)).toEqual({ reason: 'cooldown', until: clock.now + minutes * MINUTE });
    expect(cooldown.of(two)).toBeNull();
    clock.now += minutes * MINUTE - 1;
    expect(cooldown.of(one)).not.toBeNull();
    clock.now += 1;
    expect(cooldown.of(one)).toBeNull();
  }
});

test('Cooldown.limited() believes what the provider says itself', () => {
  const { clock, cooldown } = clocked();
  cooldown.limited(one, 7000);
  expect(cooldown.of(one)?.until).toBe(clock.now + 7000);
});

test('Cooldown.limited() counts turns that fail together once', () => {
  const { clock, cooldown } = clocked();
  for (let turn = 0; turn < 32; turn += 1) cooldown.limited(one, null);
  expect(cooldown.of(one)?.until).toBe(clock.now + MINUTE);
  clock.now += MINUTE;
  cooldown.limited(one, null);
  expect(cooldown.of(one)?.until).toBe(clock.now + 5 * MINUTE);
});

test('Cooldown.refused() leaves every model of the provider alone for 5 minutes', () => {
  const { clock, cooldown } = clocked();
  cooldown.refused(one);
  expect(cooldown.of(two)).toEqual({ reason: 'auth-failed', until: clock.now + 5 * MINUTE });
  expect(cooldown.of({ provider: 'other', id: 'one' })).toBeNull();
});

test('Cooldown.answered() ends it, and the next failure is the first again', () => {
  const { clock, cooldown } = clocked();
  cooldown.limited(one, null);
  clock.now += MINUTE;
  cooldown.limited(one, null);
  cooldown.refused(one);
  cooldown.answered(one);
  expect([cooldown.of(one), cooldown.of(two)]).toEqual([null, null]);
  cooldown.limited(one, null);
  expect(cooldown.of(one)?.until).toBe(clock.now + MINUTE);
});
