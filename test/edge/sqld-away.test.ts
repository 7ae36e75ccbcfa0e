// A database server that is away, seen from objects: whoever sends is told in words, whoever wakes can be spoken to, and
// all goes on by itself.
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { history, inject, lines, send } from '../fixtures/greeting.ts';
import { away, expectOnce, insist, type Wish, wishOf } from '../fixtures/insistence.ts';
import { doorOf, GATEWAY, openHouse } from './house.ts';
import { objectOf } from './watched.ts';

/** Longer than every patience of an object. */
const AWAY_MS = 10_000;

const house = openHouse();

describe('objects whose database server is away', { timeout: 90_000 }, () => {
  test('for ten seconds: sends are refused in words, runs end well, and all goes on by itself', async () => {
    const { model, server } = house;
    const [early, late, idle, fresh] = [house.key(), house.key(), house.key(), house.key()];
    const client = await house.enter();
    const own = await house.enter({ path: doorOf(late) });
    await inject(client, idle, 'before');
    const gates = [early, late].map((key) => model.gates(`live in ${key}`));
    const runs = await Promise.all([early, late].map((key) => send(client, key, `live in ${key}`)));
    for (const [index, gate] of gates.entries()) {
      gate.release('first ');
      await client.heard(runs[index]?.runId ?? '', 1);
    }

    await server.stop();
    const passed = new AbortController();
    const back = setTimeout(AWAY_MS).then(() => passed.abort());
    gates[0]?.release('last');
    gates[0]?.end();
    const refused: Wish[] = [];
    while (!passed.signal.aborted) {
      const wishes = [late, idle, fresh].map((key) => wishOf(key, `${refused.length} for ${key}`));
      const asked = wishes.map((wish) => (wish.sessionKey === late ? own : client).refusal('chat.send', wish));
      for (const refusal of await Promise.all(asked)) {
        expect(refusal).toMatchObject(away);
        expect(refusal.message).toMatch(/: the database server cannot be reached/);
      }
      refused.push(...wishes);
      gates[1]?.release('more ');
    }
    await back;
    for (const { idempotencyKey } of refused) expect(client.chat(idempotencyKey)).toEqual([]);

    await server.restart();
    expect(await client.ended(runs[0]?.runId ?? '')).toMatchObject({ state: 'final' });
    gates[1]?.release('last');
    gates[1]?.end();
    for (const one of [client, own]) expect(await one.ended(runs[1]?.runId ?? '')).toMatchObject({ state: 'final' });
    expect(lines(await history(client, early))).toEqual([`user: live in ${early}`, 'assistant: first last']);
    expect(lines(await history(client, idle))).toEqual(['assistant: before']);

    for (const wish of refused) await insist(client, wish);
    for (const wish of refused) await insist(client, wish);
    const [question, answer = ''] = lines(await history(client, late));
    expect([question, answer]).toEqual([
      `user: live in ${late}`,
      expect.stringMatching(/^assistant: first (more )+last$/),
    ]);
    await expectOnce(client, house.model, refused, {
      [idle]: ['assistant: before'],
      [late]: [`user: live in ${late}`, answer],
    });
  });

  test('one that wakes meanwhile answers in words, and is itself again when the server is', async () => {
    const { gateway, server } = house;
    const [known, fresh] = [house.key(), house.key()];
    const [client, own] = [await house.enter(), await house.enter({ path: doorOf(known) })];
    await inject(own, known, 'before');
    await server.stop();
    for (const name of [GATEWAY, objectOf(known)]) await gateway.evict(name);
    const wishes = [wishOf(known, 'to one that woke'), wishOf(fresh, 'to one that was never there')];
    for (const wish of wishes) expect(await client.refusal('chat.send', wish)).toMatchObject(away);
    expect(await own.refusal('chat.send', wishes[0])).toMatchObject(away);
    for (const one of [client, own]) {
      expect(await one.refusal('chat.history', { sessionKey: known })).toMatchObject(away);
      expect(await one.request('last-heartbeat').catch(() => 'not at this door')).toBeDefined();
    }
    // Nor does an alarm that rings in vain forget that there is work to do.
    const rung = await gateway.count(objectOf(known), 'alarm');
    expect(await gateway.ring(objectOf(known))).not.toBeNull();
    while ((await gateway.count(objectOf(known), 'alarm')) === rung);
    expect(await gateway.stored(objectOf(known))).toEqual(['busy']);

    await server.restart();
    for (const wish of wishes) await insist(client, wish);
    await expectOnce(client, house.model, wishes, { [known]: ['assistant: before'] });
    const visitor = await house.enter({ path: doorOf(known) });
    expect(lines(await history(visitor, known))).toHaveLength(3);
  });

  test('killed in the middle of thirty sends: each that is repeated stands once and runs once', async () => {
    const { server } = house;
    const keys = Array.from({ length: 5 }, () => house.key());
    const wishes = Array.from({ length: 30 }, (_, index) => wishOf(keys[index % 5] ?? '', `${index} of thirty`));
    const client = await house.enter();
    const [enough, refused] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let taken = 0;
    const all = keys.map(async (key) => {
      for (const wish of wishes.filter(({ sessionKey }) => sessionKey === key)) {
        const { ok, error } = await client.answer('chat.send', wish);
        if (ok) taken += 1;
        else refused.resolve();
        if (!ok) expect(error).toMatchObject(away);
        if (taken === 10) enough.resolve();
      }
    });
    await enough.promise;
    await server.kill();
    await refused.promise;
    await server.restart();
    await Promise.all(all);
    expect(taken).toBeLessThan(wishes.length);
    for (const key of keys) for (const wish of wishes) if (wish.sessionKey === key) await insist(client, wish);
    await expectOnce(client, house.model, wishes);
  });
});
