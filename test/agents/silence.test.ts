// A provider that falls silent, on a clock of the test's own.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { retrying } from '../../src/agents/retry.ts';
import { endingSilence } from '../../src/agents/silence.ts';
import { makeAgent } from './agent.ts';
import { collect, makeTurn, servedSettings } from './turn.ts';

const MINUTE = 60_000;
const URL = 'http://provider.test/';
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** As the platform's: an abort ends the wait for the answer, and an answer that has begun. */
function provider(answers: boolean) {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const writer = writable.getWriter();
  writer.closed.catch(() => undefined);
  let asked = 0;
  const fetch: typeof globalThis.fetch = (_, init) => {
    asked += 1;
    return new Promise((resolve, reject) => {
      init?.signal?.addEventListener('abort', () => {
        reject(init.signal?.reason);
        writer.abort(init.signal?.reason).catch(() => undefined);
      });
      if (answers) resolve(new Response(readable, { status: 201 }));
    });
  };
  const say = (words: string) => void writer.write(new TextEncoder().encode(words)).catch(() => undefined);
  return { fetch, say, end: () => writer.close(), asked: () => asked };
}

test('endingSilence() ends a request that is not answered, and nobody asks again', async () => {
  const { fetch, asked } = provider(false);
  const ask = retrying(endingSilence(fetch), 'local/one', { random: () => 0, pause: async () => {} });
  const answer = expect(ask(URL)).rejects.toMatchObject({ name: 'TimeoutError' });
  await vi.advanceTimersByTimeAsync(5 * MINUTE);
  await answer;
  expect(asked()).toBe(1);
});

test('createAgent() says of a model that stays silent that it took too long', async () => {
  const { fetch, asked } = provider(false);
  const settings = servedSettings(URL);
  const run = makeAgent(() => settings, { fetch })(makeTurn('hi'), new AbortController().signal);
  const end = expect(collect(run)).rejects.toThrow('Cannot get an answer from local/one: it took too long; try again');
  await vi.waitFor(() => expect(asked()).toBe(1), 10_000);
  await vi.advanceTimersByTimeAsync(5 * MINUTE);
  await end;
  expect(asked()).toBe(1);
});

test('endingSilence() ends an answer that stops in the middle, and not one that is only slow', async () => {
  const { fetch, say } = provider(true);
  const response = await endingSilence(fetch)(URL);
  expect(response.status).toBe(201);
  const reader = response.body?.getReader() ?? expect.fail('no body');
  for (const word of ['one', 'two', 'three']) {
    const heard = reader.read();
    await vi.advanceTimersByTimeAsync(4 * MINUTE);
    say(word);
    expect(new TextDecoder().decode((await heard).value)).toBe(word);
  }
  const end = expect(reader.read()).rejects.toMatchObject({ name: 'TimeoutError' });
  await vi.advanceTimersByTimeAsync(5 * MINUTE);
  await end;
});

test('endingSilence() leaves no clock running behind an answer, however it ends', async () => {
  const whole = provider(true);
  const response = await endingSilence(whole.fetch)(URL);
  whole.say('words');
  void whole.end();
  expect(await response.text()).toBe('words');
  const left = await endingSilence(provider(true).fetch)(URL);
  await left.body?.cancel();
  expect(vi.getTimerCount()).toBe(0);
});
