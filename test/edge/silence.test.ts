// The platform's own patience: after ten seconds of silence it puts an object out of memory, and nobody has told it to.
import { setTimeout as silence } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { history, inject, lines, send } from '../fixtures/greeting.ts';
import { doorOf, GATEWAY, openHouse, told } from './house.ts';
import { objectOf } from './watched.ts';

/** Nothing tells that an object has gone, and whoever asks wakes it: this is to be waited for. */
const SILENCE_MS = 12_000;

const house = openHouse();

test('a silence in the middle of a run puts all out of memory but the session that waits for its model', async () => {
  const { gateway, model } = house;
  const [live, idle] = [house.key(), house.key()];
  const there = await house.enter();
  const [own, still] = [await house.enter({ path: doorOf(live) }), await house.enter({ path: doorOf(idle) })];
  const gate = model.gates(`silent in ${live}`);
  const { runId } = await send(there, live, `silent in ${live}`);
  gate.release('before');
  await Promise.all([there, own].map((client) => client.heard(runId, 1)));
  await silence(SILENCE_MS);

  gate.release(', and after');
  gate.end();
  for (const client of [there, own]) {
    expect(await client.ended(runId)).toMatchObject({ state: 'final' });
    const pieces = client.chat(runId).flatMap((event) => (event.state === 'delta' ? [event.deltaText] : []));
    expect(pieces).toEqual(['before', ', and after']);
  }
  await inject(still, idle, 'still here');
  for (const client of [there, still]) {
    await client.event('chat', (payload) => JSON.stringify(payload).includes('still here'));
    expect(told(client, 'chat', 'still here')).toBe(1);
  }
  expect(lines(await history(own, live))).toEqual([`user: silent in ${live}`, 'assistant: before, and after']);
  expect(await gateway.count(objectOf(live), 'constructed')).toBe(1);
  expect(await gateway.count(objectOf(idle), 'constructed')).toBe(2);
  expect(await gateway.count(GATEWAY, 'constructed')).toBe(2);
});
