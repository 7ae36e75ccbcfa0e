import { expect, test } from 'vitest';
import { Mailbox } from '../../actors/mailbox.ts';
import { Outbox } from '../../actors/outbox.ts';
import type { SessionEvent } from '../../src/commands.ts';
import { settled } from './fixture.ts';

/** A handler that works on one handful of letters at a time, until it is told to go on. */
function gated(together?: (letter: string) => boolean, most?: number) {
  const handled: string[][] = [];
  const gates: { resolve(): void; reject(error: Error): void }[] = [];
  const mailbox = new Mailbox<string>(
    async (letters) => {
      handled.push([...letters]);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      gates.push({ resolve, reject });
      await promise;
    },
    together,
    most,
  );
  const goOn = async (error?: Error) => {
    const gate = gates.shift();
    if (error) gate?.reject(error);
    else gate?.resolve();
    await settled();
  };
  return { mailbox, handled, goOn };
}

test('Mailbox.post() has letters handled one at a time, in order', async () => {
  const { mailbox, handled, goOn } = gated();
  for (const letter of ['a', 'b', 'c']) mailbox.post(letter);
  await settled();
  expect(handled).toEqual([['a']]);
  expect(mailbox.waiting).toBe(2);
  await goOn();
  expect(handled).toEqual([['a'], ['b']]);
  await goOn();
  await goOn();
  expect(handled).toEqual([['a'], ['b'], ['c']]);
  expect(mailbox.idle).toBe(true);
});

test('Mailbox.post() goes on after a handler that failed', async () => {
  const { mailbox, handled, goOn } = gated();
  mailbox.post('a');
  mailbox.post('b');
  await settled();
  await goOn(new Error('a failed'));
  expect(handled).toEqual([['a'], ['b']]);
  await goOn();
  mailbox.post('c');
  await settled();
  expect(handled.at(-1)).toEqual(['c']);
});

test('Mailbox.post() hands over together what stands together and may be, and no more than the most', async () => {
  const { mailbox, handled, goOn } = gated((letter) => letter.startsWith('w'), 3);
  for (const letter of ['r1', 'w1', 'w2', 'r2', 'w3', 'w4', 'w5', 'w6']) mailbox.post(letter);
  await settled();
  for (let count = 0; count < 5; count += 1) await goOn();
  expect(handled).toEqual([['r1'], ['w1', 'w2'], ['r2'], ['w3', 'w4', 'w5'], ['w6']]);
});

test('Mailbox.post() hands over together what arrived in one turn of the event loop', async () => {
  const { mailbox, handled } = gated(() => true);
  for (const letter of ['a', 'b', 'c']) mailbox.post(letter);
  expect(mailbox.idle).toBe(false);
  await settled();
  expect(handled).toEqual([['a', 'b', 'c']]);
});

function delta(text: string): SessionEvent {
  return { event: 'delta', runId: 'one', agentId: 'main', seq: 1, text, at: 0 };
}

test('Outbox.say() delivers once a turn, in order, after whoever is answered in that turn', async () => {
  const told: string[] = [];
  const outbox = new Outbox((events) =>
    told.push(events.map((event) => ('text' in event ? event.text : '')).join('+')),
  );
  outbox.say(delta('a'));
  outbox.say(delta('b'), delta('c'));
  outbox.say();
  await Promise.resolve().then(() => told.push('answer'));
  expect(told).toEqual(['answer']);
  await settled();
  expect(told).toEqual(['answer', 'a+b+c']);
  outbox.say(delta('d'));
  await settled();
  expect(told).toEqual(['answer', 'a+b+c', 'd']);
});

test('Outbox.flush() delivers at once, and nothing twice', async () => {
  const told: number[] = [];
  const outbox = new Outbox((events) => told.push(events.length));
  outbox.say(delta('a'));
  outbox.flush();
  outbox.flush();
  expect(told).toEqual([1]);
  await settled();
  expect(told).toEqual([1]);
});
