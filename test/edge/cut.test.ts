// Objects that are given up in the middle of a run: what was read stays, what waited runs by itself, and nothing twice.
import { describe, expect, test } from 'vitest';
import { edgeLimits } from '../../actors/limits.ts';
import { history, lines, send } from '../fixtures/greeting.ts';
import { insist, wishOf } from '../fixtures/insistence.ts';
import { sized } from '../fixtures/sized.ts';
import { doorOf, GATEWAY, openHouse, told } from './house.ts';
import { stored } from './stored.ts';
import { objectOf } from './watched.ts';

const BROKEN_OFF = sized(30, 300);
const house = openHouse();

/** A run that streams, what was read of it so far stored, and others behind it. */
async function streaming(key: string, path = '/') {
  const head = `head of ${key}`;
  const words = [0, 1, 2].map((index) => `${index} behind ${key}`);
  const gate = house.model.gates(head);
  const sender = await house.enter({ path });
  const { runId } = await send(sender, key, head);
  gate.release(`so far in ${key}`);
  await sender.heard(runId, 1);
  const waiting: string[] = [];
  for (const one of words) waiting.push((await send(sender, key, one)).runId);
  await stored(house.server, `select count(*) from runs where state = 'running' and text = 'so far in ${key}'`, 1);
  return { head, words, gate, sender, runId, waiting };
}

/** What is in the history of such a session in the end. */
function expected(key: string, { head, words }: { head: string; words: readonly string[] }): string[] {
  const answered = words.flatMap((one) => [`user: ${one}`, `assistant: You said: ${one}`]);
  return [`user: ${head}`, `assistant: so far in ${key}`, ...answered];
}

const unfinished = (key: string) => `select count(*) from runs join sessions on sessions.id = runs.session_id
  where sessions.key = '${key}' and runs.state in ('queued', 'running')`;

describe('a session object that is broken off while it streams', () => {
  test('goes on by itself when its alarm rings, with nobody there: what waited runs once, in order', async () => {
    const key = house.key();
    const { gateway, model, server } = house;
    const cut = await streaming(key, doorOf(key));
    await gateway.breakOff(objectOf(key));
    expect((await cut.sender.closed).code).toBe(1006);
    const rings = await gateway.ring(objectOf(key));
    expect(rings).toBeLessThanOrEqual(Date.now() + edgeLimits.busyMs);
    await stored(server, unfinished(key), 0);

    const client = await house.enter();
    const page = await history(client, key);
    expect(lines(page)).toEqual(expected(key, cut));
    const answer = page.messages.find(({ role, __openclaw }) => role === 'assistant' && __openclaw.runId === cut.runId);
    expect(answer).toMatchObject({
      openclawAbort: { aborted: true, origin: 'restart' },
      stopReason: 'interrupted',
    });
    expect(page.inFlightRun).toBeUndefined();
    for (const one of [cut.head, ...cut.words]) expect(model.asked(one), one).toBe(1);
    // And it rests when there is nothing left to do.
    for (let at = await gateway.ring(objectOf(key)); at !== null; at = await gateway.ring(objectOf(key)));
    expect(await gateway.stored(objectOf(key))).toEqual([]);
  });

  test('tells those who listen at the gateway how the run ended, and of what comes after it', async () => {
    const key = house.key();
    const { gateway, model } = house;
    const listener = await house.enter();
    const cut = await streaming(key);
    const asked = cut.sender.refusal('agent.wait', { sessionKey: key, runId: cut.runId });
    await cut.sender.request('last-heartbeat');
    await gateway.breakOff(objectOf(key));
    expect(await asked).toMatchObject({ code: 'UNAVAILABLE', retryable: true, retryAfterMs: expect.any(Number) });
    await gateway.ring(objectOf(key));
    for (const client of [listener, cut.sender]) {
      for (const run of cut.waiting) expect(await client.ended(run)).toMatchObject({ state: 'final' });
      expect(await client.ended(cut.runId)).toMatchObject({ state: 'aborted', stopReason: 'restart' });
      for (const run of [cut.runId, ...cut.waiting]) {
        expect(client.chat(run).filter(({ state }) => state !== 'delta')).toHaveLength(1);
      }
    }
    expect(lines(await history(listener, key))).toEqual(expected(key, cut));
    expect(model.asked(cut.head)).toBe(1);
  });

  test('goes on when somebody comes before its alarm rings', async () => {
    const key = house.key();
    const cut = await streaming(key, doorOf(key));
    await house.gateway.breakOff(objectOf(key));
    await cut.sender.closed;
    const client = await house.enter({ path: doorOf(key) });
    const first = await history(client, key);
    expect(lines(first).slice(0, 2)).toEqual([`user: ${cut.head}`, `assistant: so far in ${key}`]);
    for (const run of cut.waiting) {
      expect(await client.request('agent.wait', { sessionKey: key, runId: run })).toMatchObject({ status: 'ok' });
    }
    expect(lines(await history(client, key))).toEqual(expected(key, cut));
    for (const one of [cut.head, ...cut.words]) expect(house.model.asked(one), one).toBe(1);
  });

  test('again and again while people send: each that is repeated stands once, in order, and runs once at most', async () => {
    const key = house.key();
    const { gateway, model } = house;
    const client = await house.enter();
    const wishes = Array.from({ length: BROKEN_OFF }, (_, index) => wishOf(key, `${index} while ${key} breaks`));
    for (const wish of wishes) {
      // Side by side: it breaks off before, within or after the commit.
      await Promise.all([insist(client, wish), gateway.breakOff(objectOf(key))]);
    }
    for (const { idempotencyKey: runId } of wishes) await client.request('agent.wait', { sessionKey: key, runId });
    const shown = lines(await history(client, key));
    expect(shown.filter((line) => line.startsWith('user: '))).toEqual(wishes.map(({ message }) => `user: ${message}`));
    for (const { message } of wishes) {
      expect(model.asked(message), message).toBeLessThanOrEqual(1);
      expect(shown.filter((line) => line === `assistant: You said: ${message}`).length).toBeLessThanOrEqual(1);
    }
  });
});

describe('the gateway object that is broken off while a session streams', () => {
  test('cuts those at its own door; they come back, and miss nothing after history', async () => {
    const key = house.key();
    const { gateway } = house;
    const [there, own] = [await house.enter(), await house.enter({ path: doorOf(key) })];
    const cut = await streaming(key);
    await there.heard(cut.runId, 1);
    await gateway.breakOff(GATEWAY);
    for (const client of [there, cut.sender]) expect((await client.closed).code).toBe(1006);
    cut.gate.release(', unheard');
    await own.heard(cut.runId, `so far in ${key}, unheard`.length);

    const back = await house.enter();
    const { inFlightRun } = await history(back, key);
    expect(inFlightRun).toMatchObject({ runId: cut.runId, text: `so far in ${key}, unheard` });
    for (const token of [', and', ' more']) {
      cut.gate.release(token);
      await own.heard(cut.runId, `so far in ${key}, unheard${token}`.length);
    }
    cut.gate.end();
    await Promise.all([back, own].flatMap((client) => [cut.runId, ...cut.waiting].map((run) => client.ended(run))));
    const heard = (client: typeof back) =>
      client.chat(cut.runId).flatMap((event) => (event.state === 'delta' ? [event.deltaText] : []));
    expect(heard(back).join('')).toBe(', and more');
    expect(heard(own).join('')).toBe(`so far in ${key}, unheard, and more`);
    for (const one of cut.words)
      expect(told(back, 'chat', `You said: ${one}`)).toBe(told(own, 'chat', `You said: ${one}`));
    expect(lines(await history(back, key))[1]).toBe(`assistant: so far in ${key}, unheard, and more`);
  });
});

describe('the gateway object that is put out of memory while a session streams', () => {
  test('tells the next piece from where it was, to each from his own place', async () => {
    const key = house.key();
    const early = await house.enter();
    const cut = await streaming(key);
    const late = await house.enter();
    await history(late, key);
    for (const token of [', then', ', and then', ', at last']) {
      const before = await house.gateway.count(GATEWAY, 'constructed');
      await house.gateway.evict(GATEWAY);
      cut.gate.release(token);
      const pieces = [early, late, cut.sender].map((client) =>
        client.event('chat', (payload) => JSON.stringify(payload).includes(`${token}"`)),
      );
      for (const { payload } of await Promise.all(pieces)) expect(payload).toMatchObject({ deltaText: token });
      expect(await house.gateway.count(GATEWAY, 'constructed')).toBe(before + 1);
    }
    cut.gate.end();
    await Promise.all([early, late].map((client) => client.ended(cut.runId)));
    const said = `so far in ${key}, then, and then, at last`;
    expect(lines(await history(early, key))[1]).toBe(`assistant: ${said}`);
  });
});
