// Between a session and its gateway: one delivery at a time, and nobody who came meanwhile is forgotten.
import { expect, test } from 'vitest';
import { Courier } from '../../actors/courier.ts';
import type { SessionEvent } from '../../src/commands.ts';

function letter(text: string): SessionEvent {
  return { event: 'delta', runId: text, agentId: 'main', seq: 1, text, at: 0 };
}

function road() {
  const deliveries: { texts: string[]; answer(heard: boolean): void }[] = [];
  const courier = new Courier((events) => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    deliveries.push({ texts: events.flatMap((one) => ('text' in one ? [one.text] : [])), answer: resolve });
    return promise;
  });
  courier.want(true);
  return { courier, deliveries };
}

test('Courier.say() keeps what is said during a delivery for the next, in order', async () => {
  const { courier, deliveries } = road();
  for (const text of ['one', 'two', 'three']) courier.say([letter(text)]);
  const brought = courier.brought();
  deliveries[0]?.answer(true);
  await expect.poll(() => deliveries.length).toBe(2);
  deliveries[1]?.answer(true);
  await brought;
  expect(deliveries.map(({ texts }) => texts)).toEqual([['one'], ['two', 'three']]);
});

test('Courier.say() says nothing more once nobody hears it, until somebody does', async () => {
  const { courier, deliveries } = road();
  courier.say([letter('one')]);
  deliveries[0]?.answer(false);
  await courier.brought();
  courier.say([letter('unheard')]);
  courier.want(true);
  courier.say([letter('two')]);
  deliveries[1]?.answer(true);
  await courier.brought();
  expect(deliveries.map(({ texts }) => texts)).toEqual([['one'], ['two']]);
});

test('Courier.want() counts more than an answer that was on its way when it was called', async () => {
  const { courier, deliveries } = road();
  courier.say([letter('one')]);
  courier.want(true);
  deliveries[0]?.answer(false);
  await courier.brought();
  courier.say([letter('two')]);
  expect(deliveries.map(({ texts }) => texts)).toEqual([['one'], ['two']]);
});
