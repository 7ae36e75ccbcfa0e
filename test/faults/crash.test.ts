// kill -9 at the worst moments: what was acknowledged is there, once, in order; what was cut is not run again.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../fixtures/client.ts';
import { endGateways, type Gateway, startGateway } from '../fixtures/gateway.ts';
import { connect, history, lines, send } from '../fixtures/greeting.ts';
import { type Model, modelSettings, startModel } from '../fixtures/model.ts';
import { deno, node } from '../fixtures/runtimes.ts';

let model: Model;
beforeAll(async () => {
  model = await startModel();
});
afterEach(endGateways);
afterAll(() => model.close());

/** Until the database says so. The gateway is asked something between, so that it gets on with its work. */
async function stored(client: Client, gateway: Gateway, question: string, answer: number): Promise<void> {
  const database = new DatabaseSync(join(gateway.stateDirectory, 'pincer.db'), { readOnly: true });
  const ask = database.prepare(question);
  while (Object.values(ask.get() ?? {})[0] !== answer) await client.request('last-heartbeat');
  database.close();
}

function times(all: readonly string[], one: string): number {
  return all.filter((line) => line === one).length;
}

async function settled(client: Client, sessionKey: string, runId: string): Promise<unknown> {
  return client.request('agent.wait', { sessionKey, runId });
}

// Each starts several gateways one after the other, which takes a while on a machine that is busy.
describe.each([node, deno])('kill -9 on $name', { timeout: 60_000 }, (runtime) => {
  test('fifty sends and ten notes over five sessions: what was acknowledged is there, once and in order', async () => {
    const gateway = await startGateway(runtime, { settings: modelSettings(model) });
    const client = await connect(gateway);
    const keys = Array.from({ length: 5 }, (_, index) => `agent:main:crash-${runtime.name}-${index}`);
    const heads = new Map<string, string>();
    for (const key of keys) {
      const gate = model.gates(`head of ${key}`);
      const { runId } = await send(client, key, `head of ${key}`);
      gate.release(`so far in ${key}`);
      await client.heard(runId, 1);
      heads.set(key, runId);
    }
    await stored(client, gateway, `select count(*) from runs where state = 'running' and text like 'so far in %'`, 5);

    const acknowledged = new Map<string, { key: string; words: string; run: string | null }>();
    const wishes = keys.flatMap((key) =>
      Array.from({ length: 9 }, (_, index) => ({ key, words: `${index} for ${key}` })),
    );
    const enough = Promise.withResolvers<void>();
    const note = (key: string, words: string, run: string | null) => {
      acknowledged.set(words, { key, words, run });
      if (acknowledged.size === 20) enough.resolve();
    };
    const asked = wishes.map(async ({ key, words }) => note(key, words, (await send(client, key, words)).runId));
    const noted = keys.flatMap((key) =>
      [1, 2].map(async (index) => {
        await client.request('chat.inject', { sessionKey: key, message: `note ${index} in ${key}` });
        note(key, `note ${index} in ${key}`, null);
      }),
    );
    const all = Promise.allSettled([...asked, ...noted]);
    await enough.promise;
    expect((await gateway.kill()).code).toBeNull();
    await all;

    await gateway.restart();
    const after = await connect(gateway);
    for (const { key, run } of acknowledged.values()) {
      if (run) expect(await settled(after, key, run)).toMatchObject({ status: 'ok' });
    }
    const told = new Map<string, string[]>();
    for (const key of keys) {
      const page = await history(after, key);
      const shown = lines(page);
      told.set(key, shown);
      expect(page.pendingInputs.total).toBe(0);
      expect(shown.slice(0, 1)).toEqual([`user: head of ${key}`]);
      expect(times(shown, `assistant: so far in ${key}`)).toBe(1);
      const cut = page.messages.find(
        ({ role, __openclaw }) => role === 'assistant' && __openclaw.runId === heads.get(key),
      );
      expect(cut).toMatchObject({ openclawAbort: { aborted: true, origin: 'restart' }, stopReason: 'interrupted' });
      expect(model.asked(`head of ${key}`)).toBe(1);

      const sent = wishes.filter((wish) => wish.key === key);
      for (const { words } of sent) {
        const count = times(shown, `user: ${words}`);
        if (acknowledged.has(words)) expect(count, words).toBe(1);
        else expect(count, words).toBeLessThanOrEqual(1);
        expect(model.asked(words), words).toBe(count);
        expect(times(shown, `assistant: You said: ${words}`), words).toBe(count);
      }
      const order = shown.filter((line) => line.startsWith('user: ')).slice(1);
      expect(order).toEqual(sent.map(({ words }) => `user: ${words}`).filter((line) => order.includes(line)));
      for (const { words, run } of acknowledged.values()) {
        if (run === null && words.endsWith(key)) expect(times(shown, `assistant: ${words}`), words).toBe(1);
      }
    }

    // Nothing of it depends on how the process before ended.
    for (const end of ['kill', 'stop'] as const) {
      await gateway[end]();
      await gateway.restart();
      const again = await connect(gateway);
      for (const key of keys) expect(lines(await history(again, key))).toEqual(told.get(key));
    }
    for (const { words } of wishes) expect(model.asked(words)).toBeLessThanOrEqual(1);
  });

  test('a repeated send after a crash is still the same send', async () => {
    const gateway = await startGateway(runtime, { settings: modelSettings(model) });
    const key = `agent:main:repeat-${runtime.name}`;
    const said = `only once on ${runtime.name}`;
    const wish = { idempotencyKey: crypto.randomUUID() };
    const client = await connect(gateway);
    await send(client, key, said, wish);
    await client.ended(wish.idempotencyKey);
    await gateway.kill();
    await gateway.restart();
    const again = await connect(gateway);
    expect(await send(again, key, said, wish)).toEqual({ runId: wish.idempotencyKey, status: 'ok' });
    expect(await again.refusal('chat.send', { sessionKey: key, message: 'other', ...wish })).toMatchObject({
      details: { reason: 'chat-request-conflict' },
    });
    expect(lines(await history(again, key))).toHaveLength(2);
    expect(model.asked(said)).toBe(1);
  });

  test('crash after crash while a queue drains: every input stands once, in order, and runs at most once', async () => {
    const gateway = await startGateway(runtime, { settings: modelSettings(model) });
    const key = `agent:main:drain-${runtime.name}`;
    const words = Array.from({ length: 12 }, (_, index) => `${index} in line on ${runtime.name}`);
    let client = await connect(gateway);
    const runs: string[] = [];
    for (const one of words) runs.push((await send(client, key, one)).runId);
    for (const run of [runs[2], runs[5], runs[8]]) {
      await settled(client, key, run ?? '');
      await gateway.kill();
      await gateway.restart();
      client = await connect(gateway);
    }
    for (const run of runs) await settled(client, key, run);
    const shown = lines(await history(client, key));
    expect(shown.filter((line) => line.startsWith('user: '))).toEqual(words.map((one) => `user: ${one}`));
    for (const one of words) expect(model.asked(one), one).toBeLessThanOrEqual(1);
    expect(shown.filter((line) => line.startsWith('assistant: ')).length).toBeGreaterThanOrEqual(words.length - 3);
  });

  test('watchers who reconnect after a crash are not left with a run that never ends', async () => {
    const gateway = await startGateway(runtime, { settings: modelSettings(model) });
    const key = `agent:main:cut-${runtime.name}`;
    const said = `cut off on ${runtime.name}`;
    model.gates(said);
    const first = await connect(gateway);
    const { runId } = await send(first, key, said);
    await first.event('agent', (payload) => JSON.stringify(payload).includes(runId));
    await gateway.kill();
    await gateway.restart();
    const client = await connect(gateway);
    const page = await history(client, key);
    expect(page).toMatchObject({ sessionInfo: { hasActiveRun: false, status: 'killed', abortedLastRun: true } });
    expect(page.inFlightRun).toBeUndefined();
    expect(await settled(client, key, runId)).toMatchObject({ status: 'error', stopReason: 'restart' });
    await send(client, key, 'go on');
  });
});
