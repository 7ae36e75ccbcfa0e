// A session whose agent answers at once and sums up on request: what the tests of its tree and its summaries need.
import { vi } from 'vitest';
import type { Checkpoint } from '../../src/protocol/compaction.ts';
import { historyOf, openSession, send, textOf, type World } from './fixture.ts';

/** Sends, has it answered, and gives the ids of both entries. */
export async function exchange(world: World, words: string, answer = `answer to ${words}`): Promise<[string, string]> {
  const asked = () => world.agent.turns.findLast(({ turn }) => turn.runId === words);
  await world.actor.call(send(words, words));
  await vi.waitUntil(asked, { interval: 0 });
  asked()?.finish(answer);
  await world.actor.call({ type: 'wait', runId: words, timeoutMs: 10_000 });
  const [question, said] = (await historyOf(world)).messages.slice(-2);
  return [question?.__openclaw.id ?? '', said?.__openclaw.id ?? ''];
}

export async function conversation(...words: string[]): Promise<World & { ids: [string, string][] }> {
  const world = openSession();
  const ids: [string, string][] = [];
  for (const one of words) ids.push(await exchange(world, one));
  return { ...world, ids };
}

export async function linesIn(world: World): Promise<string[]> {
  return (await historyOf(world)).messages.map(textOf);
}

export function rewind(world: World, entryId: string | undefined) {
  return world.actor.call({ type: 'rewind', entryId: entryId ?? '' });
}

export function switchTo(world: World, leafId: string | undefined) {
  return world.actor.call({ type: 'switch', leafId: leafId ?? '' });
}

export async function branchesOf(world: World) {
  return (await world.actor.call({ type: 'branches' })).branches;
}

/** Asks for a summary, and has the model write this one. */
export async function compact(world: World, summary = 'the summary') {
  const before = world.agent.turns.length;
  const done = world.actor.call({ type: 'compact' });
  done.catch(() => undefined);
  const asked = () => world.agent.turns.slice(before).find(({ turn }) => turn.purpose === 'summary');
  // There may be nothing to ask for.
  await Promise.race([done.catch(() => undefined), vi.waitUntil(asked, { interval: 0 }).catch(() => undefined)]);
  asked()?.finish(summary);
  return done;
}

export function checkpointsOf(world: World): Promise<Checkpoint[]> {
  return world.actor.call({ type: 'checkpoints' });
}
