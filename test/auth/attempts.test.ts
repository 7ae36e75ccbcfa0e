// How often somebody may guess: from where, at what, and for how long it is over then.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Attempt, Attempts, type Guesser, MOST_REMEMBERED, rateLimited } from '../../src/auth/attempts.ts';
import type { RateLimit } from '../../src/config/schema.ts';
import { GatewayError } from '../../src/errors.ts';

const usual: RateLimit = { maxAttempts: 3, windowMs: 60_000, lockoutMs: 300_000, exemptLoopback: true };
const stranger: Guesser = { kind: 'secret', address: '192.0.2.7', origin: null, local: false };
const owner: Guesser = { kind: 'secret', address: '127.0.0.1', origin: null, local: true };

function openDoor(changes: Partial<RateLimit> = {}) {
  const clock = { now: 1_000_000 };
  const limits = { ...usual, ...changes };
  const attempts = new Attempts({ limits: () => limits, now: () => clock.now });
  const fail = (who: Guesser, times = 1) => {
    for (let count = 0; count < times; count += 1) attempts.begin(who).failed();
  };
  const locked = (who: Guesser) => attempts.begin(who).locked;
  return { attempts, clock, limits, fail, locked };
}

function refusal(work: () => void): GatewayError | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

/** As many addresses as are asked for. */
function one(index: number): Guesser {
  return { ...stranger, address: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` };
}

test('Attempts.begin() locks an address after as many failures as are allowed, for as long as is set', () => {
  const { clock, fail, locked } = openDoor();
  fail(stranger, 2);
  expect(locked(stranger)).toBeNull();
  fail(stranger);
  expect(locked(stranger)).toBe(300_000);
  clock.now += 299_999;
  expect(locked(stranger)).toBe(1);
  clock.now += 1;
  expect(locked(stranger)).toBeNull();
});

test('Attempts.begin() counts only what failed within the window', () => {
  const { clock, fail, locked } = openDoor();
  fail(stranger);
  clock.now += 59_999;
  fail(stranger);
  clock.now += 1;
  fail(stranger);
  expect(locked(stranger)).toBeNull();
  clock.now += 59_998;
  fail(stranger);
  expect(locked(stranger)).not.toBeNull();
});

test('Attempt.succeeded() is refused while its address is locked, though its secret is right', () => {
  const { attempts, fail } = openDoor();
  const right = attempts.begin(stranger);
  fail(stranger, 3);
  expect(refusal(() => right.succeeded())).toMatchObject({ retryAfterMs: 300_000, status: 429 });
  expect(attempts.begin(stranger).locked).toBe(300_000);
});

test('PR oc#57647: of a thousand guesses side by side no more are told apart than one after the other', () => {
  const { attempts } = openDoor();
  const guesses = Array.from({ length: 1000 }, () => attempts.begin(stranger));
  const told = guesses.map((guess, index) => refusal(() => (index === 500 ? guess.succeeded() : guess.failed())));
  expect(told.filter((error) => error === null)).toHaveLength(3);
  expect(told[500]?.message).toBe(told[999]?.message);
});

test('Attempts.begin() lets a crowd with the right secret in from one address, all at once', () => {
  const { attempts } = openDoor();
  const crowd = Array.from({ length: 100 }, () => attempts.begin(stranger));
  expect(crowd.map(({ locked }) => locked)).toEqual(Array(100).fill(null));
  for (const attempt of crowd) attempt.succeeded();
});

test('An attempt of which nothing came, as the line was lost, counts for nothing', () => {
  const { attempts, locked } = openDoor();
  for (let count = 0; count < 100; count += 1) attempts.begin(stranger);
  expect(locked(stranger)).toBeNull();
  expect(attempts.remembered).toBe(0);
});

test('oc#70741: Attempt.succeeded() forgets what failed of its kind, and nothing of the other kinds', () => {
  const { attempts, fail, locked } = openDoor();
  const device: Guesser = { ...stranger, kind: 'device-token' };
  fail(stranger, 2);
  fail(device, 2);
  attempts.begin(device).succeeded();
  fail(device, 2);
  expect(locked(device)).toBeNull();
  fail(stranger);
  expect(locked(stranger)).not.toBeNull();
  expect(locked(device)).toBeNull();
  expect(locked({ ...stranger, kind: 'bootstrap-token' })).toBeNull();
});

test('GHSA-5847-rm3g-23mw: Attempts.begin() counts an address in each of its spellings, and IPv6 by its /64', () => {
  const { fail, locked } = openDoor();
  fail({ ...stranger, address: '::ffff:192.0.2.7' }, 3);
  expect(locked(stranger)).not.toBeNull();
  expect(locked({ ...stranger, address: '192.0.2.8' })).toBeNull();
  for (const address of ['2001:db8:0:1::1', '2001:db8:0:1:ffff::2', '2001:DB8::1:0:0:0:3']) {
    fail({ ...stranger, address });
  }
  expect(locked({ ...stranger, address: '2001:db8:0:1:abcd::' })).not.toBeNull();
  expect(locked({ ...stranger, address: '2001:db8:0:2::1' })).toBeNull();
});

test('Attempts.begin() never locks out the command line of the own machine, unless it is told to', () => {
  const page: Guesser = { ...owner, origin: 'http://evil.example' };
  const open = openDoor();
  open.fail(owner, 100);
  open.fail(page, 3);
  expect(open.locked(owner)).toBeNull();
  expect(open.attempts.remembered).toBe(1);
  const strict = openDoor({ exemptLoopback: false });
  strict.fail(owner, 3);
  expect(strict.locked({ ...owner, address: '127.0.0.2' })).not.toBeNull();
  expect(strict.locked(page)).toBeNull();
});

test('Attempts.begin() counts pages on the own machine each for itself', () => {
  const { fail, locked } = openDoor();
  const page = (origin: string): Guesser => ({ ...owner, origin });
  fail(page('http://evil.example'), 3);
  expect(locked(page('http://evil.example'))).not.toBeNull();
  expect(locked(page('http://localhost:18789'))).toBeNull();
  expect(locked(owner)).toBeNull();
});

test('A page from elsewhere cannot get around the count of its address by another Origin', () => {
  const { fail, locked } = openDoor();
  for (const origin of ['http://one.example', 'http://two.example', null]) fail({ ...stranger, origin });
  expect(locked({ ...stranger, origin: 'http://three.example' })).not.toBeNull();
});

test('Attempts.begin() goes by the limits that are set now', () => {
  const { fail, limits, locked } = openDoor();
  fail(stranger, 3);
  limits.lockoutMs = 100_000;
  expect(locked(stranger)).toBe(100_000);
  limits.maxAttempts = 4;
  expect(locked(stranger)).toBeNull();
});

test('Attempts.begin() locks nobody for longer because the clock was set back', () => {
  const { clock, fail, locked } = openDoor();
  fail(stranger, 3);
  clock.now -= 3_600_000;
  expect(locked(stranger)).toBeNull();
});

test('Attempts remembers a bounded number of addresses, and forgets first who failed longest ago', () => {
  const { attempts, fail, locked } = openDoor();
  fail(one(0), 2);
  fail(one(1), 2);
  for (let index = 2; index < MOST_REMEMBERED; index += 1) fail(one(index));
  fail(one(MOST_REMEMBERED));
  expect(attempts.remembered).toBe(MOST_REMEMBERED);
  fail(one(1));
  expect(locked(one(1))).not.toBeNull();
  fail(one(0));
  expect(locked(one(0))).toBeNull();
});

test('Whoever is locked out cannot push his lock out by failing from everywhere else', () => {
  const { attempts, clock, fail, locked } = openDoor();
  for (let index = 0; index < MOST_REMEMBERED; index += 1) fail(one(index), 3);
  expect(locked(one(MOST_REMEMBERED))).toBeNull();
  // Those who come on top are counted together.
  for (let index = 0; index < 3; index += 1) fail(one(MOST_REMEMBERED + index));
  expect(locked(one(MOST_REMEMBERED + 9))).not.toBeNull();
  expect(locked({ ...one(MOST_REMEMBERED), kind: 'device-token' })).toBeNull();
  expect(locked(one(0))).not.toBeNull();
  expect(attempts.remembered).toBe(MOST_REMEMBERED);
  clock.now += 300_000;
  expect(locked(one(MOST_REMEMBERED + 9))).toBeNull();
  fail(one(MOST_REMEMBERED + 9));
  expect(attempts.remembered).toBe(1);
});

test('rateLimited() says how long to wait, as official clients know it', () => {
  const error = rateLimited(1500);
  expect(error.shape()).toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringMatching(/^unauthorized: too many failed authentication attempts \(retry in 2 s, /),
    details: {
      code: 'AUTH_RATE_LIMITED',
      rule: 'rate_limited',
      authReason: 'rate_limited',
      recommendedNextStep: 'wait_then_retry',
      canRetryWithDeviceToken: false,
    },
    retryable: true,
    retryAfterMs: 1500,
  });
  expect([error.status, error.closeCode]).toEqual([429, 1008]);
});

type Step = { at: 'begin'; who: number } | { at: 'settle'; which: number; right: boolean } | { at: 'pass'; ms: number };

const who = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ at: fc.constant('begin' as const), who }) },
  {
    weight: 6,
    arbitrary: fc.record({
      at: fc.constant('settle' as const),
      which: fc.nat({ max: 30 }),
      right: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ at: fc.constant('pass' as const), ms: fc.nat({ max: 8 }).map((some) => some * 50) }),
  },
);

const guessers: Guesser[] = [stranger, { ...stranger, kind: 'device-token' }, { ...stranger, address: '192.0.2.8' }];

/** The rules once more, as naively as they can be written down: from all that somebody was ever told. */
class Told {
  readonly wrong: number[] = [];

  lock({ maxAttempts, windowMs, lockoutMs }: RateLimit, now: number): number {
    const ends = this.wrong.map((first, index) => {
      const last = this.wrong[index + maxAttempts - 1];
      if (last === undefined || last >= first + windowMs) return 0;
      return Math.max(last + lockoutMs, first + windowMs);
    });
    return Math.max(0, ...ends.map((end) => end - now));
  }
}

test('However attempts interleave, nobody is told of more wrong guesses in a window, or of anything in a lockout', () => {
  const limits = fc.record({
    maxAttempts: fc.integer({ min: 1, max: 4 }),
    windowMs: fc.integer({ min: 1, max: 5 }).map((some) => some * 100),
    lockoutMs: fc.integer({ min: 1, max: 10 }).map((some) => some * 100),
  });
  const property = fc.property(limits, fc.array(step, { maxLength: 80 }), (changes, steps) => {
    const { attempts, clock, limits } = openDoor(changes);
    const told = guessers.map(() => new Told());
    const begun: { who: number; attempt: Attempt }[] = [];
    for (const step of steps) {
      if (step.at === 'pass') clock.now += step.ms;
      if (step.at === 'begin') {
        const guesser = guessers[step.who] ?? stranger;
        const attempt = attempts.begin(guesser);
        expect(attempt.locked ?? 0).toBe(told[step.who]?.lock(limits, clock.now));
        if (attempt.locked === null) begun.push({ who: step.who, attempt });
      }
      const [settled] = step.at === 'settle' ? begun.splice(step.which % (begun.length || 1), 1) : [];
      if (step.at !== 'settle' || !settled) continue;
      const known = told[settled.who] ?? new Told();
      const lock = known.lock(limits, clock.now);
      const error = refusal(() => (step.right ? settled.attempt.succeeded() : settled.attempt.failed()));
      expect(error?.retryAfterMs ?? 0).toBe(lock);
      if (error) continue;
      if (step.right) known.wrong.length = 0;
      else known.wrong.push(clock.now);
      const recent = known.wrong.filter((at) => clock.now - at < limits.windowMs);
      expect(recent.length).toBeLessThanOrEqual(limits.maxAttempts);
    }
  });
  fc.assert(property, { numRuns: 300 });
});
