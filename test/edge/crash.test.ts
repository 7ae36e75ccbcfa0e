// The program killed at bad moments, once with its database server and once without: what was acknowledged is there, once
// and in order; what waited runs once; what was cut is not run again.
import fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Client } from '../fixtures/client.ts';
import { endGateways, type Gateway, startGateway } from '../fixtures/gateway.ts';
import { connect, history, inject, lines } from '../fixtures/greeting.ts';
import { type Gate, type Model, modelSettings, startModel } from '../fixtures/model.ts';
import { workerd } from '../fixtures/runtimes.ts';
import { sized } from '../fixtures/sized.ts';
import { startMigrated } from './house.ts';

const ROUNDS = sized(2, 10);
const SESSIONS = 5;
const SENDS = 10;

type Wish = { sessionKey: string; message: string; idempotencyKey: string };
type Round = { keys: string[]; heads: Gate[]; wishes: Wish[]; notes: { sessionKey: string; message: string }[] };

afterAll(endGateways);

/** Acknowledgements before the first crash, and ends of runs before the second. */
const moments = fc.sample(fc.record({ taken: fc.integer({ min: 1, max: 58 }), done: fc.nat(40) }), ROUNDS);

function planned(name: string, model: Model): Round {
  const keys = Array.from({ length: SESSIONS }, (_, index) => `agent:main:${name}-${index}`);
  const wishes = keys.flatMap((sessionKey) =>
    Array.from({ length: SENDS }, (_, index) => {
      return { sessionKey, message: `${index} for ${sessionKey}`, idempotencyKey: crypto.randomUUID() };
    }),
  );
  const notes = keys.flatMap((sessionKey) =>
    [1, 2].map((index) => ({ sessionKey, message: `note ${index} in ${sessionKey}` })),
  );
  // The first of each streams and does not end: the others wait behind it until the crash.
  const heads = keys.map((sessionKey) => model.gates(`0 for ${sessionKey}`));
  return { keys, heads, wishes, notes };
}

/** Everything at once; what was acknowledged before the crash that comes after so many. */
async function crashWhileSending(
  gateway: Gateway,
  { heads, wishes, notes }: Round,
  count: number,
): Promise<Set<string>> {
  const client = await connect(gateway);
  const taken = new Set<string>();
  const enough = Promise.withResolvers<void>();
  const take = (message: string) => {
    taken.add(message);
    for (const head of heads) head.release('more ');
    if (taken.size === count) enough.resolve();
  };
  const all = Promise.allSettled([
    ...wishes.map((wish) => client.request('chat.send', wish).then(() => take(wish.message))),
    ...notes.map(({ sessionKey, message }) => inject(client, sessionKey, message).then(() => take(message))),
  ]);
  await enough.promise;
  await gateway.kill();
  // One that had not begun begins after the crash.
  for (const head of heads) head.end();
  await all;
  expect(client.problems).toEqual([]);
  return taken;
}

const Waited = v.object({ status: v.string(), stopReason: v.optional(v.string()) });

async function waitedFor(client: Client, { sessionKey, idempotencyKey: runId }: Wish) {
  return v.parse(Waited, await client.request('agent.wait', { sessionKey, runId }));
}

async function crashWhileDraining(gateway: Gateway, { wishes }: Round, count: number): Promise<void> {
  const client = await connect(gateway);
  // Whoever heard no answer says the same again, and so does whoever did.
  for (const wish of wishes) await client.request('chat.send', wish);
  const enough = Promise.withResolvers<void>();
  let done = 0;
  const ended = wishes.map(async (wish) => {
    await waitedFor(client, wish);
    done += 1;
    if (done >= count) enough.resolve();
  });
  const all = Promise.allSettled(ended);
  await enough.promise;
  await gateway.kill();
  await all;
}

function times(all: readonly string[], one: string): number {
  return all.filter((line) => line === one).length;
}

async function expectWhole(client: Client, model: Model, { keys, wishes, notes }: Round, taken: ReadonlySet<string>) {
  const told: string[][] = [];
  for (const key of keys) {
    const own = wishes.filter(({ sessionKey }) => sessionKey === key);
    const cut: string[] = [];
    for (const wish of own) {
      const { status, stopReason } = await waitedFor(client, wish);
      if (status === 'ok') continue;
      expect(stopReason).toBe('restart');
      cut.push(wish.message);
    }
    // One for each crash at most: the one that was under way.
    expect(cut.length, key).toBeLessThanOrEqual(2);
    const page = await history(client, key);
    const shown = lines(page);
    told.push(shown);
    expect(page.pendingInputs.total).toBe(0);
    expect(shown.filter((line) => line.startsWith('user: '))).toEqual(own.map(({ message }) => `user: ${message}`));
    for (const [index, { message }] of own.entries()) {
      const answer = index === 0 ? /^assistant: (more )+$/ : new RegExp(`^assistant: You said: ${message}$`);
      const answers = shown.filter((line) => answer.test(line)).length;
      expect(answers, message).toBeLessThanOrEqual(1);
      expect(model.asked(message), message).toBeLessThanOrEqual(1);
      if (!cut.includes(message)) expect([answers, model.asked(message)], message).toEqual([1, 1]);
    }
    for (const { message } of notes.filter(({ sessionKey }) => sessionKey === key)) {
      const count = times(shown, `assistant: ${message}`);
      if (taken.has(message)) expect(count, message).toBe(1);
      else expect(count, message).toBeLessThanOrEqual(1);
    }
  }
  return told;
}

describe.each(['with its database server', 'alone'])('the Worker killed %s', { timeout: 300_000 }, (how) => {
  test(`${SESSIONS * SENDS} sends and ${SESSIONS * 2} notes over ${SESSIONS} streaming sessions, crash after crash`, async () => {
    const model = await startModel();
    onTestFinished(() => model.close());
    const server = how === 'alone' ? await startMigrated() : null;
    onTestFinished(() => server?.remove());
    const environment: Record<string, string> = server ? { PINCER_DATABASE_URL: server.url } : {};
    const gateway = await startGateway(workerd, { settings: modelSettings(model), environment });
    const before: { round: Round; told: string[][] }[] = [];
    for (const [index, { taken: count, done }] of moments.entries()) {
      const round = planned(`${how.split(' ')[0]}-${index}`, model);
      const taken = await crashWhileSending(gateway, round, count);
      await gateway.restart();
      await crashWhileDraining(gateway, round, done);
      await gateway.restart();
      const client = await connect(gateway);
      before.push({ round, told: await expectWhole(client, model, round, taken) });
      // Nothing of what is over is changed by the next crash.
      for (const { round, told } of before) {
        for (const [at, key] of round.keys.entries()) expect(lines(await history(client, key))).toEqual(told[at]);
      }
      expect(client.problems).toEqual([]);
    }
  });
});
