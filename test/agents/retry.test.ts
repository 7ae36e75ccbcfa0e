import { expect, test } from 'vitest';
import { retrying } from '../../src/agents/retry.ts';

type Outcome = { status: number; headers?: Record<string, string> } | Error;

/** Asks once where these outcomes come in turn; how often it was tried, and how long it waited in between. */
function asking(outcomes: Outcome[], random = 0.5) {
  const left = [...outcomes];
  const waits: number[] = [];
  let tries = 0;
  const fetch: typeof globalThis.fetch = async () => {
    tries += 1;
    const outcome = left.shift() ?? { status: 200 };
    if (outcome instanceof Error) throw outcome;
    return new Response('words', { status: outcome.status, ...(outcome.headers ? { headers: outcome.headers } : {}) });
  };
  const pause = async (milliseconds: number) => void waits.push(milliseconds);
  const ask = retrying(fetch, 'local/one', { random: () => random, pause });
  return { ask: (signal?: AbortSignal) => ask('http://local/', signal ? { signal } : {}), waits, tries: () => tries };
}

test.each([408, 429, 500, 502, 503, 504, 529])('retrying() asks again after %i, twice at most', async (status) => {
  const { ask, waits, tries } = asking(Array(9).fill({ status }));
  expect((await ask()).status).toBe(status);
  expect(tries()).toBe(3);
  expect(waits).toEqual([250, 500]);
});

test('retrying() asks again after an error of the connection, and throws the last one', async () => {
  const { ask, tries } = asking([new TypeError('one'), new TypeError('two'), new TypeError('three')]);
  await expect(ask()).rejects.toThrow('three');
  expect(tries()).toBe(3);
});

test.each([200, 400, 401, 403, 404, 413, 422])('retrying() gives back %i as it came', async (status) => {
  const { ask, tries } = asking([{ status }]);
  expect(await (await ask()).text()).toBe('words');
  expect(tries()).toBe(1);
});

test('retrying() waits anything between nothing and twice as long each time', async () => {
  for (const [random, expected] of [
    [0, [0, 0]],
    [1, [500, 1000]],
  ] as const) {
    const { ask, waits } = asking([{ status: 500 }, { status: 500 }], random);
    expect((await ask()).status).toBe(200);
    expect(waits).toEqual(expected);
  }
});

test('retrying() waits as long as it is told, in each of the three ways', async () => {
  const date = new Date(Date.now() + 2500).toUTCString();
  const { ask, waits } = asking([
    { status: 429, headers: { 'retry-after': '2' } },
    { status: 429, headers: { 'retry-after-ms': '1234', 'retry-after': '9' } },
  ]);
  await ask();
  expect(waits).toEqual([2000, 1234]);
  const dated = asking([{ status: 503, headers: { 'retry-after': date } }]);
  await dated.ask();
  expect(dated.waits[0]).toBeGreaterThan(0);
  expect(dated.waits[0]).toBeLessThanOrEqual(2500);
});

test('retrying() does not sit through more than five seconds', async () => {
  const { ask, waits, tries } = asking([{ status: 429, headers: { 'retry-after': '6' } }]);
  expect((await ask()).status).toBe(429);
  expect([tries(), waits]).toEqual([1, []]);
});

test('retrying() ends at once when it is aborted while it waits', async () => {
  const controller = new AbortController();
  const waiting = Promise.withResolvers<void>();
  let tries = 0;
  const fetch: typeof globalThis.fetch = async () => {
    tries += 1;
    return new Response('', { status: 500 });
  };
  const pause = (_milliseconds: number, signal: AbortSignal) => {
    waiting.resolve();
    return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  };
  const asked = retrying(fetch, 'local/one', { random: () => 1, pause })('http://local/', {
    signal: controller.signal,
  });
  await waiting.promise;
  controller.abort();
  await expect(asked).rejects.toThrow(/abort/i);
  expect(tries).toBe(1);
});
