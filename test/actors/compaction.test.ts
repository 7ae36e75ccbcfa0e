// Summing up: what the model reads afterwards, what people still see, and that nothing changes when it goes wrong.
import { afterEach, expect, test, vi } from 'vitest';
import {
  endsIn,
  eventsIn,
  historyOf,
  inject,
  openSession,
  pass,
  send,
  settled,
  stopTheClock,
  textOf,
} from './fixture.ts';
import { checkpointsOf, compact, conversation, exchange, linesIn, rewind } from './tree.ts';

const long = (words: string) => `${words} ${'x'.repeat(400)}`;
const small = { contextWindow: () => 500 };

afterEach(() => void vi.useRealTimers());

test('sessions.compact replaces what the model reads, and history keeps the rows on both sides', async () => {
  const world = await conversation('one', 'two', 'three');
  const compacted = await compact(world, 'They counted.');
  expect(compacted).toMatchObject({
    compacted: true,
    result: { summary: 'They counted.', tokensBefore: 8, tokensAfter: 4 },
  });
  await exchange(world, 'four');
  expect(world.agent.turn.turn.entries.map(({ role, content }) => [role, content])).toEqual([
    ['system', [{ type: 'text', text: 'They counted.' }]],
    ['user', 'four'],
  ]);
  const { messages } = await historyOf(world);
  expect(messages.map(textOf)).toEqual([
    ...['one', 'answer to one', 'two', 'answer to two', 'three', 'answer to three'],
    ...['They counted.', 'four', 'answer to four'],
  ]);
  expect(messages[6]).toMatchObject({
    role: 'system',
    __openclaw: { kind: 'compaction', tokensBefore: 8, tokensAfter: 4, checkpointId: messages[6]?.__openclaw.id },
  });
});

test('The model is asked for the summary with all that it would have read, and keeps what was said last', async () => {
  const world = openSession();
  for (const words of ['one', 'two', 'three']) await exchange(world, long(words), long(`answer to ${words}`));
  await exchange(world, 'four', 'answer to four');
  world.disk.session = { ...(world.disk.session ?? fail()), contextTokens: 0 };
  const again = openSession({ disk: world.disk, agent: world.agent });
  await compact(again, 'short');
  const { turn } = world.agent.turn;
  expect(turn).toMatchObject({ purpose: 'summary', sessionKey: 'agent:main:main', thinking: null });
  expect(turn.entries.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user', 'assistant']);
  await exchange(again, 'five');
  const read = world.agent.turn.turn.entries.map(textOf_);
  expect(read).toEqual(['short', 'four', 'answer to four', 'five']);
  const kept = (await historyOf(again)).messages.find((message) => textOf(message) === 'four')?.__openclaw.id;
  expect(await checkpointsOf(again)).toMatchObject([{ firstKeptEntryId: kept }]);
});

test('A second summary stands for the first and for what came after it', async () => {
  const world = await conversation('one');
  await compact(world, 'first');
  await exchange(world, 'two');
  await compact(world, 'second');
  expect(world.agent.turn.turn.entries.map(textOf_)).toEqual(['first', 'two', 'answer to two']);
  await exchange(world, 'three');
  expect(world.agent.turn.turn.entries.map(textOf_)).toEqual(['second', 'three']);
});

test.each([
  ['is empty', (world: Awaited<ReturnType<typeof conversation>>) => world.agent.turn.finish('  \n')],
  ['fails', (world: Awaited<ReturnType<typeof conversation>>) => world.agent.turn.fail(new Error('/secret/place'))],
])('A summary that %s leaves everything as it was and says so', async (_what, end) => {
  const world = await conversation('one', 'two');
  const before = structuredClone([world.disk.session, world.disk.entries]);
  const done = world.actor.call({ type: 'compact' });
  const refused = expect(done).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.not.stringContaining('secret'),
  });
  await settled();
  end(world);
  await refused;
  await settled();
  expect([world.disk.session, world.disk.entries]).toEqual(before);
  const operations = eventsIn(world.heard, 'session.operation').map(({ payload }) => payload);
  expect(operations).toMatchObject([
    { phase: 'start' },
    { phase: 'end', completed: false, reason: expect.any(String) },
  ]);
  expect(operations[0]?.operationId).toBe(operations[1]?.operationId);
  await exchange(world, 'three');
});

test('sessions.compact says when there is nothing that a summary could stand for', async () => {
  const world = openSession();
  const nothing = { compacted: false, reason: expect.stringContaining('nothing') };
  expect(await compact(world)).toEqual(nothing);
  expect(world.disk.session).toBeNull();
  await exchange(world, 'one');
  await compact(world);
  expect(await compact(world)).toEqual(nothing);
  await settled();
  expect(eventsIn(world.heard, 'session.operation')).toHaveLength(2);
});

test('What is said while the model sums up waits, or is read beside the summary', async () => {
  const world = await conversation('one');
  const done = world.actor.call({ type: 'compact' });
  await settled();
  await world.actor.call(inject('noted meanwhile'));
  expect(await world.actor.call(send('two'))).toEqual({ runId: 'two', status: 'started' });
  await expect(world.actor.call({ type: 'compact' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await world.actor.wake();
  expect(world.actor.idle).toBe(false);
  expect(world.agent.turns).toHaveLength(2);
  world.agent.turn.finish('summary');
  expect(await done).toMatchObject({ result: { tokensAfter: 4 } });
  await settled();
  // The summary, what was noted and the question: four, four and three tokens.
  expect(world.disk.session?.contextTokens).toBe(11);
  expect(world.agent.turn.turn.entries.map(textOf_)).toEqual(['summary', 'noted meanwhile', 'words of two']);
  expect(await linesIn(world)).toEqual(['one', 'answer to one', 'noted meanwhile', 'summary', 'words of two']);
});

test('sessions.compact and going back wait for each other', async () => {
  const world = await conversation('one', 'two');
  const done = world.actor.call({ type: 'compact' });
  await settled();
  await expect(rewind(world, world.ids[1]?.[0])).rejects.toThrow('being summed up');
  world.agent.turn.finish('summary');
  await done;
  await world.actor.call(send('three'));
  await expect(world.actor.call({ type: 'compact' })).rejects.toThrow('while the agent is working');
});

test.each(['reset', 'abort', 'delete'] as const)('A %s stops the model that sums up', async (how) => {
  const world = await conversation('one');
  const done = world.actor.call({ type: 'compact' });
  const refused = expect(done).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await settled();
  const { signal } = world.agent.turn;
  if (how === 'abort') {
    const stopped = await world.actor.call({ type: 'abort', clearQueued: false, origin: 'rpc' });
    expect(stopped).toMatchObject({ aborted: true });
  } else await world.actor.call(how === 'reset' ? { type: 'reset' } : { type: 'delete', expected: {} });
  await refused;
  expect(signal.aborted).toBe(true);
  await settled();
  expect(world.disk.entries.filter(({ meta }) => meta.kind === 'compaction')).toEqual([]);
  const ends = eventsIn(world.heard, 'session.operation').filter(({ payload }) => payload.phase === 'end');
  expect(ends.map(({ payload }) => payload.reason)).toEqual(
    how === 'delete' ? [] : [how === 'abort' ? 'rpc' : 'reset'],
  );
  await exchange(world, 'next');
});

test('A model that never ends its summary is not waited for without end', async () => {
  const world = await conversation('one');
  stopTheClock();
  const agent = world.agent;
  agent.deaf = true;
  const done = world.actor.call({ type: 'compact' });
  const refused = expect(done).rejects.toThrow('it took too long');
  await settled();
  agent.turn.say('and then, and then');
  await pass(180_000);
  await refused;
  expect(world.disk.entries).toHaveLength(2);
});

test('A summary that cannot be stored changes nothing, and what waited goes on', async () => {
  const world = await conversation('one');
  const done = world.actor.call({ type: 'compact' });
  const refused = expect(done).rejects.toThrow('disk I/O error');
  await settled();
  await world.actor.call(send('two'));
  world.disk.refuse();
  world.agent.turn.finish('summary');
  await refused;
  await settled();
  expect(world.agent.turn.turn.entries.map(textOf_)).toEqual(['one', 'answer to one', 'words of two']);
  expect(eventsIn(world.heard, 'session.operation').at(-1)?.payload).toMatchObject({ completed: false });
});

test('A run for which the window is nearly full waits until there is room, and then reads the summary', async () => {
  const world = openSession({ terms: small });
  for (const words of ['one', 'two']) {
    await world.actor.call(send(words, long(words)));
    await settled();
    world.agent.turn.say(long('answer'));
    world.agent.turn.step('stop', { input: 0, output: 0 });
    world.agent.turn.end();
    await settled();
  }
  expect(await world.actor.call(send('three', 'and now?'))).toEqual({ runId: 'three', status: 'started' });
  await settled();
  expect(world.agent.turn.turn.purpose).toBe('summary');
  expect((await historyOf(world)).pendingInputs.total).toBe(1);
  for (let parts = 0; parts < 2; parts += 1) {
    world.agent.turn.finish('room');
    await settled();
  }
  expect(world.agent.turn.turn).toMatchObject({ purpose: 'answer', runId: 'three' });
  expect(world.agent.turn.turn.entries.map(textOf_)).toEqual(['room', 'and now?']);
  expect(await checkpointsOf(world)).toMatchObject([{ reason: 'auto-threshold', summary: 'room' }]);
  expect((await linesIn(world)).slice(-2)).toEqual(['room', 'and now?']);
});

test('A run for which no room can be made begins all the same', async () => {
  const world = openSession({ terms: small });
  await exchange(world, long('one'), 'x'.repeat(2000));
  world.disk.session = { ...(world.disk.session ?? fail()), contextTokens: 490 };
  const again = openSession({ disk: world.disk, agent: world.agent, terms: small });
  await again.actor.call(send('two'));
  await settled();
  world.agent.turn.fail(new Error('broken'));
  await settled();
  expect(world.agent.turn.turn).toMatchObject({ purpose: 'answer', runId: 'two' });
  world.agent.turn.finish('well');
  await settled();
  expect(endsIn(again.heard)).toEqual(['two final']);
});

test('A conversation that no window holds is summed up in parts', async () => {
  const world = await conversation('one');
  for (const words of ['two', 'three', 'four']) await world.actor.call(inject(long(words)));
  await world.actor.call(inject('y'.repeat(5000)));
  const again = openSession({ disk: world.disk, agent: world.agent, terms: small });
  const done = again.actor.call({ type: 'compact' });
  await settled();
  const parts: string[][] = [];
  while (world.agent.turn.turn.purpose === 'summary' && !(await Promise.race([done, settled()]))) {
    parts.push(world.agent.turn.turn.entries.map((entry) => textOf_(entry).slice(0, 8)));
    world.agent.turn.finish(`part ${parts.length}`);
    await settled();
  }
  expect(parts).toEqual([
    ['one', 'answer t', 'two xxxx', 'three xx', 'four xxx'],
    ['part 1', 'yyyyyyyy'],
  ]);
  expect(await done).toMatchObject({ result: { summary: 'part 2' } });
});

test('/compact as a message is told like a run, once under one name', async () => {
  const world = await conversation('one');
  const words = { compacted: 'From {before} to {after}.', notCompacted: 'Nothing.' };
  const asked = { runId: 'slash', message: '/compact', words };
  expect(await world.actor.call({ type: 'compact', asked })).toEqual({ runId: 'slash', status: 'started' });
  expect(await world.actor.call({ type: 'compact', asked })).toEqual({ runId: 'slash', status: 'in_flight' });
  await settled();
  world.agent.turn.finish('summary');
  await settled();
  expect(endsIn(world.heard).at(-1)).toBe('slash final');
  expect(eventsIn(world.heard, 'chat').at(-1)?.payload.message?.content).toEqual([
    { type: 'text', text: expect.stringMatching(/^From \d+ to \d+\.$/) },
  ]);
  expect(await world.actor.call({ type: 'compact', asked })).toEqual({ runId: 'slash', status: 'ok' });
  const again = openSession({ disk: world.disk });
  expect(await again.actor.call({ type: 'compact', asked })).toEqual({ runId: 'slash', status: 'ok' });
  await expect(again.actor.call(send('slash', 'other words'))).rejects.toMatchObject({
    details: { reason: 'chat-request-conflict' },
  });
});

test('A checkpoint leads back to before the summary, and the summary stays on its own line', async () => {
  const world = await conversation('one', 'two');
  await compact(world, 'summary');
  await exchange(world, 'three');
  const [checkpoint] = await checkpointsOf(world);
  expect(checkpoint).toMatchObject({
    sessionKey: 'agent:main:main',
    reason: 'manual',
    summary: 'summary',
    preCompaction: { leafId: world.ids[1]?.[1] },
    postCompaction: { entryId: checkpoint?.checkpointId },
  });
  const restored = await world.actor.call({ type: 'restore', checkpointId: checkpoint?.checkpointId ?? '' });
  expect(restored).toMatchObject({ checkpoint: { summary: 'summary' }, session: { leafId: world.ids[1]?.[1] } });
  expect(await linesIn(world)).toEqual(['one', 'answer to one', 'two', 'answer to two']);
  await exchange(world, 'other');
  expect(world.agent.turn.turn.entries.map(textOf_)).toEqual(['one', 'answer to one', 'two', 'answer to two', 'other']);
  expect(await checkpointsOf(world)).toHaveLength(1);
  await expect(world.actor.call({ type: 'restore', checkpointId: 'nobody' })).rejects.toThrow('checkpoint not found');
});

function textOf_({ content }: { content: string | { type: string; text?: string }[] }): string {
  return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('');
}

function fail(): never {
  throw new Error('There is a session');
}
