// A database server that is away: whoever sends is told in words, what runs ends well, and what is repeated stands once.
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { endGateways, startGateway } from '../fixtures/gateway.ts';
import { connect, history, inject, lines, send } from '../fixtures/greeting.ts';
import { expectOnce, insist, type Wish, wishOf } from '../fixtures/insistence.ts';
import { type Model, modelSettings, startModel } from '../fixtures/model.ts';
import { deno, node, type Runtime } from '../fixtures/runtimes.ts';
import { startSqld } from '../fixtures/sqld.ts';

/** Longer than every patience of the gateway, and shorter than its hold on the database lasts. */
const AWAY_MS = 10_000;

let model: Model;
beforeAll(async () => {
  model = await startModel();
});
afterEach(endGateways);
afterAll(() => model.close());

async function house(runtime: Runtime) {
  const server = await startSqld();
  onTestFinished(() => server.remove());
  const environment = { PINCER_DATABASE_URL: server.url };
  const gateway = await startGateway(runtime, { settings: modelSettings(model), environment });
  return { server, gateway, client: await connect(gateway) };
}

describe.each([node, deno])('a database server that is away, on $name', { timeout: 60_000 }, (runtime) => {
  const name = (what: string) => `agent:main:${what}-${runtime.name}`;

  test('for ten seconds: sends are refused in words, runs end well, and all goes on by itself', async () => {
    const { server, gateway, client } = await house(runtime);
    const [early, late, idle] = [name('early'), name('late'), name('idle')];
    await inject(client, idle, 'before');
    const gates = [early, late].map((key) => model.gates(`live in ${key}`));
    const runs = await Promise.all([early, late].map((key) => send(client, key, `live in ${key}`)));
    for (const [index, gate] of gates.entries()) {
      gate.release('first ');
      await client.heard(runs[index]?.runId ?? '', 1);
    }

    await server.stop();
    const passed = new AbortController();
    const away = setTimeout(AWAY_MS).then(() => passed.abort());
    gates[0]?.release('last');
    gates[0]?.end();
    const refused: Wish[] = [];
    while (!passed.signal.aborted) {
      const wishes = [late, idle, name('new')].map((key) => wishOf(key, `${refused.length} for ${key}`));
      for (const refusal of await Promise.all(wishes.map((wish) => client.refusal('chat.send', wish)))) {
        expect(refusal).toMatchObject({ code: 'UNAVAILABLE', retryable: true, retryAfterMs: expect.any(Number) });
        expect(refusal.message).toMatch(/: the database server cannot be reached; check its address /);
      }
      refused.push(...wishes);
      gates[1]?.release('more ');
    }
    await away;
    for (const { idempotencyKey } of refused) expect(client.chat(idempotencyKey)).toEqual([]);

    await server.restart();
    expect(await client.ended(runs[0]?.runId ?? '')).toMatchObject({ state: 'final' });
    gates[1]?.release('last');
    gates[1]?.end();
    expect(await client.ended(runs[1]?.runId ?? '')).toMatchObject({ state: 'final' });
    expect(lines(await history(client, early))).toEqual([`user: live in ${early}`, 'assistant: first last']);
    expect(lines(await history(client, idle))).toEqual(['assistant: before']);

    for (const wish of refused) await insist(client, wish);
    const [question, answer = ''] = lines(await history(client, late));
    expect(question).toBe(`user: live in ${late}`);
    expect(answer).toMatch(/^assistant: first (more )+last$/);
    const besides = { [idle]: ['assistant: before'], [late]: [`user: live in ${late}`, answer] };
    await expectOnce(client, model, refused, besides);
    expect(client.problems).toEqual([]);

    await gateway.stop();
    await gateway.restart();
    await expectOnce(await connect(gateway), model, refused, besides);
  });

  test('killed in the middle of thirty sends: each that is repeated stands once and runs once', async () => {
    const { server, gateway, client } = await house(runtime);
    const keys = Array.from({ length: 5 }, (_, index) => name(`killed-${index}`));
    const wishes = Array.from({ length: 30 }, (_, index) => {
      const key = keys[index % keys.length] ?? '';
      return wishOf(key, `${index} for ${key}`);
    });
    const [enough, refused] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let taken = 0;
    const askInTurn = async (own: readonly Wish[]) => {
      for (const wish of own) {
        const { ok, error } = await client.answer('chat.send', wish);
        if (ok) taken += 1;
        else refused.resolve();
        if (!ok) expect(error).toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: expect.any(Number) });
        if (taken === 10) enough.resolve();
      }
    };
    const all = keys.map((key) => askInTurn(wishes.filter(({ sessionKey }) => sessionKey === key)));
    await enough.promise;
    await server.kill();
    await refused.promise;
    await server.restart();
    await Promise.all(all);
    expect(taken).toBeLessThan(wishes.length);
    await Promise.all(wishes.map((wish) => insist(client, wish)));
    await expectOnce(client, model, wishes);
    expect(client.problems).toEqual([]);
    await gateway.kill();
    await gateway.restart();
    await expectOnce(await connect(gateway), model, wishes);
  });
});
