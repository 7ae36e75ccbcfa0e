// A commit of an object that is no more: it may still come, after another of the same name has gone on without it.
import { expect, test } from 'vitest';
import { history, inject, lines, talk } from '../fixtures/greeting.ts';
import { away, insist, wishOf } from '../fixtures/insistence.ts';
import { writing } from '../fixtures/lossy-proxy.ts';
import type { Response } from '../fixtures/wire.ts';
import { openHouse } from './house.ts';
import { objectOf } from './watched.ts';

const house = openHouse({ proxied: true });

const saying = (words: string) => (body: string) => writing(body) && body.includes(words);
const lookingUp = (body: string) => body.includes('json_each');

/** Breaks the session's object off while one of its commits is on its way, and nobody knows what becomes of that. */
async function breakOffDuring(key: string, words: string, ask: () => Promise<Response>) {
  const held = house.proxy.hold(saying(words));
  const unknown = house.proxy.delay(lookingUp);
  const asked = ask();
  await held.arrived;
  await unknown.arrived;
  await house.gateway.breakOff(objectOf(key));
  unknown.go();
  expect((await asked).error).toMatchObject(away);
  return { arrives: held.deliver };
}

test('A change that comes late takes nothing back that was said after its object was broken off', async () => {
  const key = house.key();
  const client = await house.enter();
  await inject(client, key, 'before');
  const patch = { key, label: `label of ${key}` };
  const late = await breakOffDuring(key, patch.label, () => client.answer('sessions.patch', patch));
  await inject(client, key, 'meanwhile');
  expect(await late.arrives()).toContain('the session is at another version');
  // Whoever is made anew sees what is stored.
  await house.gateway.evict(objectOf(key));
  const page = await history(client, key);
  expect(lines(page)).toEqual(['before', 'meanwhile'].map((words) => `assistant: ${words}`));
  expect(JSON.stringify(page.sessionInfo)).not.toContain('label of');
});

test('A message that comes late and was repeated meanwhile stands once, and runs once', async () => {
  const key = house.key();
  const client = await house.enter();
  await talk(client, key, 'before');
  const wish = wishOf(key, `late words for ${key}`);
  const late = await breakOffDuring(key, wish.message, () => client.answer('chat.send', wish));
  await insist(client, wish);
  expect(await late.arrives()).toContain('the session is at another version');
  expect(await client.ended(wish.idempotencyKey)).toMatchObject({ state: 'final' });
  await talk(client, key, 'after');
  const said = ['before', wish.message, 'after'];
  expect(lines(await history(client, key))).toEqual(
    said.flatMap((words) => [`user: ${words}`, `assistant: You said: ${words}`]),
  );
  expect(house.model.asked(wish.message)).toBe(1);
});

test('A commit whose answer is lost is looked up, and is not made twice', async () => {
  const key = house.key();
  const client = await house.enter();
  const wish = wishOf(key, `unanswered words for ${key}`);
  const lost = house.proxy.loseAnswer(saying(wish.message));
  expect(await client.answer('chat.send', wish)).toMatchObject({ ok: true });
  await lost;
  expect(await client.ended(wish.idempotencyKey)).toMatchObject({ state: 'final' });
  await inject(client, key, 'after');
  const shown = [`user: ${wish.message}`, `assistant: You said: ${wish.message}`, 'assistant: after'];
  expect(lines(await history(client, key))).toEqual(shown);
  expect(house.model.asked(wish.message)).toBe(1);
});
