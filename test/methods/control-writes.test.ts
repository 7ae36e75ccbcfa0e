// Changes of the gateway itself: so many a minute for each who makes them, and nothing else is counted.
import { expect, test } from 'vitest';
import { ControlWrites, MOST_WRITES } from '../../src/methods/control-writes.ts';
import type { Principal } from '../../src/ports.ts';
import { callerWith } from '../auth/ledger.ts';
import { openMethods } from './surroundings.ts';

const device = (deviceId: string | null, method: Principal['method'] = 'device-token', user: string | null = null) => {
  return { deviceId, method, user };
};

function openLimit() {
  const clock = { now: 1_000_000 };
  const writes = new ControlWrites(() => clock.now);
  const allowed = (writer: ReturnType<typeof device>) => {
    try {
      writes.count(writer);
      return true;
    } catch {
      return false;
    }
  };
  const spend = (writer: ReturnType<typeof device>, most = MOST_WRITES) => {
    let count = 0;
    while (count <= most && allowed(writer)) count += 1;
    return count;
  };
  return { clock, writes, allowed, spend };
}

test('ControlWrites.count() lets sixty through in any minute, and says how long to wait and what to do', () => {
  const { clock, writes, spend, allowed } = openLimit();
  expect(spend(device('a'), 30)).toBe(31);
  clock.now += 30_000;
  expect(spend(device('a'))).toBe(29);
  expect(() => writes.count(device('a'))).toThrow(
    expect.objectContaining({
      code: 'UNAVAILABLE',
      message:
        'Cannot change the gateway: it was changed 60 times from here within a minute ' +
        '(try again in 30 s, and let a program that does this do it less often)',
      retryAfterMs: 30_000,
      details: expect.objectContaining({ code: 'CONTROL_WRITES_LIMITED', rule: 'control_writes_limited' }),
    }),
  );
  clock.now += 29_999;
  expect(allowed(device('a'))).toBe(false);
  clock.now += 1;
  expect(spend(device('a'))).toBe(31);
});

test('ControlWrites.count() counts a device, a user and a way in each for itself', () => {
  const { spend } = openLimit();
  const all = [
    device('a'),
    device('b'),
    device(null, 'token'),
    device(null, 'password'),
    device(null, 'trusted-proxy', 'one'),
    device(null, 'trusted-proxy', 'two'),
  ];
  expect(all.map((writer) => spend(writer))).toEqual(all.map(() => MOST_WRITES));
  expect(spend(device('a', 'token', 'another'))).toBe(0);
});

test('ControlWrites.count() waits no longer than a minute when the clock was set back', () => {
  const { clock, spend } = openLimit();
  spend(device('a'));
  clock.now -= 3_600_000;
  expect(spend(device('a'))).toBe(MOST_WRITES);
});

test('ControlWrites.count() remembers a thousand writers, lets the others share one count, and forgets', () => {
  const { clock, writes, allowed, spend } = openLimit();
  for (let number = 0; number < 1000; number += 1) allowed(device(`device ${number}`));
  expect(spend(device('late'))).toBe(MOST_WRITES);
  for (let number = 0; number < 5000; number += 1) expect(allowed(device(`later ${number}`))).toBe(false);
  expect(writes.writers).toBe(1001);
  expect(spend(device('device 7'))).toBe(MOST_WRITES - 1);
  clock.now += 60_000;
  expect(spend(device('late'))).toBe(MOST_WRITES);
  expect(writes.writers).toBe(1);
});

test('createServe() limits control writes, and neither what is read nor what is said', async () => {
  const { around, serve } = openMethods();
  const clock = { now: 0 };
  around.controlWrites = new ControlWrites(() => clock.now);
  const caller = callerWith(['operator.admin'], 'mine');
  const event = () => serve(caller, 'system-event', { text: 'hello' });
  const limited = { code: 'UNAVAILABLE', details: { code: 'CONTROL_WRITES_LIMITED' }, retryAfterMs: 60_000 };

  const stranger = serve(callerWith(['operator.write'], 'mine'), 'system-event', { text: 'hello' });
  await expect(stranger).rejects.toMatchObject({ code: 'FORBIDDEN' });
  for (let count = 0; count < MOST_WRITES; count += 1) await event();
  await expect(event()).rejects.toMatchObject(limited);
  const removal = serve(caller, 'device.pair.remove', { deviceId: 'other' });
  await expect(removal).rejects.toMatchObject(limited);
  const own = serve(caller, 'device.token.rotate', { deviceId: 'mine', role: 'operator' });
  await expect(own).rejects.toMatchObject(limited);

  await serve(caller, 'health', {});
  const send = (message: string) =>
    serve(caller, 'chat.send', { sessionKey: 'main', message, idempotencyKey: message });
  for (let count = 0; count < MOST_WRITES; count += 1) await send(`hello ${count}`);
  await send('/reset');
  await serve(callerWith(['operator.admin'], 'another'), 'system-event', { text: 'hello' });
  clock.now += 60_000;
  await event();
});
