// A thousand sessions that only their own visitors hear cost the gateway nothing; whoever comes to it hears them all.
import { describe, expect, test } from 'vitest';
import type { Client } from '../fixtures/client.ts';
import { history, lines, talk } from '../fixtures/greeting.ts';
import { insist, wishOf } from '../fixtures/insistence.ts';
import { doorOf, GATEWAY, openHouse } from './house.ts';

const SESSIONS = 1000;
/** So few that the one server which writes for all of them refuses hardly anybody. */
const TOGETHER = 10;

const house = openHouse();

async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += TOGETHER) {
    results.push(...(await Promise.all(items.slice(start, start + TOGETHER).map(work))));
  }
  return results;
}

test('A session stops to call the gateway when the last one has left it', async () => {
  const { gateway } = house;
  const key = house.key();
  const own = await house.enter({ path: doorOf(key) });
  const listener = await house.enter();
  await talk(own, key, 'somebody hears it');
  listener.terminate();
  while ((await gateway.count(GATEWAY, 'webSocketClose')) === 0) await own.request('chat.history', { sessionKey: key });
  // One delivery finds out that nobody is there; what is said after it stays where it is.
  await talk(own, key, 'nobody hears it');
  const before = await gateway.count(GATEWAY, 'deliver');
  for (const words of ['nor this', 'nor that']) await talk(own, key, words);
  expect(await gateway.count(GATEWAY, 'deliver')).toBe(before);
});

describe(`${SESSIONS} sessions on sockets of their own`, { timeout: 240_000 }, () => {
  test('speak with nobody at the gateway, and it is not called once; whoever comes hears those that speak from then on', async () => {
    const { gateway } = house;
    const before = await gateway.counts(`${GATEWAY} `);
    const keys = Array.from({ length: SESSIONS }, (_, index) => `agent:main:s-${index}`);
    const clients = await inBatches(keys, (key) => house.enter({ path: doorOf(key) }));
    const pairs = keys.map((key, index): [string, Client] => [key, clients[index] ?? expect.fail()]);
    const talks = await inBatches(pairs, async ([key, client]) => {
      const wish = wishOf(key, `hello ${key}`);
      await insist(client, wish);
      return client.ended(wish.idempotencyKey);
    });
    for (const { state } of talks) expect(state).toBe('final');
    expect(await gateway.counts(`${GATEWAY} `)).toEqual(before);

    const listener = await house.enter();
    const later = pairs.filter((_, index) => index % 20 === 0);
    const wishes = later.map(([key]) => wishOf(key, `again ${key}`));
    await inBatches(wishes, (wish) => insist(new Map(pairs).get(wish.sessionKey) ?? expect.fail(), wish));
    for (const { idempotencyKey: run } of wishes) expect(await listener.ended(run)).toMatchObject({ state: 'final' });
    const heard = new Set(listener.chat().map(({ sessionKey }) => sessionKey));
    expect([...heard].toSorted()).toEqual(later.map(([key]) => key).toSorted());
    expect(await gateway.count(GATEWAY, 'fetch')).toBe((before[`${GATEWAY} fetch`] ?? 0) + 1);
    expect(await gateway.count(GATEWAY, 'visit')).toBe(0);

    // Some were out of memory meanwhile, and on the same socket all the same.
    const [key, client] = pairs[1] ?? expect.fail();
    expect(lines(await history(client, key))).toEqual([`user: hello ${key}`, `assistant: You said: hello ${key}`]);
  });
});
