// A session that begins with a part of another, in a real database.
import { expect, test, vi } from 'vitest';
import { SessionActor } from '../../actors/session.ts';
import type { SessionEvent } from '../../src/commands.ts';
import type { Transcript } from '../../src/ports.ts';
import { openStore } from '../store/fixture.ts';
import { eventsIn, key, linesOf, openSession, settled, terms } from './fixture.ts';
import { ScriptedAgent } from './scripted-agent.ts';
import { branchesOf, checkpointsOf, compact, exchange, rewind } from './tree.ts';

const copy = 'agent:main:dashboard:copy';

async function openWorld() {
  const store = await openStore();
  const open = (at: string, transcript: Transcript = store.transcript(at)) => {
    const agent = new ScriptedAgent();
    const heard: SessionEvent[] = [];
    const watchers = {
      deliver: (_watcher: string, _key: string, events: SessionEvent[]) => void heard.push(...events),
    };
    let time = 1000;
    const actor = new SessionActor({
      key: at,
      transcript,
      agent: agent.run,
      terms: () => terms,
      now: () => (time += 1),
      watchers,
    });
    actor.watch('someone');
    return { ...openSession(), actor, agent, heard };
  };
  return { ...store, open, source: open(key) };
}

const said = async (world: { actor: SessionActor }, at: string) => {
  const history = await world.actor.call({
    type: 'history',
    params: { sessionKey: at, limit: 1000, offset: 0 },
    maxChars: 8000,
  });
  return 'messages' in history
    ? history.messages.map((one) => JSON.stringify('content' in one ? one.content : ''))
    : [];
};

test('A fork has what was said before the message, and goes on by itself', async () => {
  const { source, open } = await openWorld();
  await exchange(source, 'one');
  const [two] = await exchange(source, 'two');
  await rewind(source, two);
  await exchange(source, 'better');
  const [three] = await exchange(source, 'three');
  const trunk = await source.actor.call({ type: 'trunk', before: { message: three } });
  expect(trunk).toMatchObject({ editorText: 'three', position: 4, agentId: 'main' });
  const fork = open(copy);
  const session = await fork.actor.call({ type: 'graft', trunk: structuredClone(trunk), label: null, reason: 'fork' });
  expect(session).toMatchObject({
    key: copy,
    parentKey: key,
    forkSource: { sessionKey: key, sessionId: trunk.sessionId, entryId: three },
    title: 'one',
    preview: 'answer to better',
    position: 4,
  });
  await settled();
  expect(eventsIn(fork.heard, 'sessions.changed').at(-1)?.payload).toMatchObject({
    reason: 'fork',
    session: { parentSessionKey: key, forkedFromParent: true },
  });
  expect(await said(fork, copy)).toEqual((await said(source, key)).slice(0, 4));
  await fork.actor.call({ type: 'inject', message: 'here only' });
  expect(await said(fork, copy)).toHaveLength(5);
  expect(await linesOf(source)).toHaveLength(6);
  expect(await branchesOf(fork)).toMatchObject([{ headline: 'here only', messageCount: 5, active: true }]);
});

test('A fork before the first message is an empty session that knows where it is from', async () => {
  const { source, open } = await openWorld();
  const [one] = await exchange(source, 'one');
  const trunk = await source.actor.call({ type: 'trunk', before: { message: one } });
  const fork = open(copy);
  const session = await fork.actor.call({ type: 'graft', trunk, label: null, reason: 'fork' });
  expect(session).toMatchObject({ position: 0, leafId: null, title: null, parentKey: key });
  expect(await said(fork, copy)).toEqual([]);
  await fork.actor.call({ type: 'inject', message: 'first' });
  expect(await said(fork, copy)).toHaveLength(1);
});

test('A fork after a summary reads the summary, and has its checkpoint', async () => {
  const { source, open } = await openWorld();
  await exchange(source, 'one');
  await compact(source, 'summed up');
  await exchange(source, 'two');
  const [three] = await exchange(source, 'three');
  const trunk = await source.actor.call({ type: 'trunk', before: { message: three } });
  const fork = open(copy);
  await fork.actor.call({ type: 'graft', trunk, label: 'mine', reason: 'fork' });
  await fork.actor.call({
    type: 'send',
    runId: 'r',
    message: 'four',
    sender: { id: 'a', clientId: 'a', clientMode: 'cli' },
  });
  await vi.waitUntil(() => fork.agent.turns.length > 0);
  const read = fork.agent.turn.turn.entries.map(({ content }) =>
    typeof content === 'string'
      ? content
      : content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join(''),
  );
  expect(read).toEqual(['summed up', 'two', 'answer to two', 'four']);
  const [checkpoint] = await checkpointsOf(fork);
  expect(checkpoint).toMatchObject({ sessionKey: copy, summary: 'summed up' });
  const before = await fork.actor.call({ type: 'trunk', before: { checkpoint: checkpoint?.checkpointId ?? '' } });
  expect(before).toMatchObject({ position: 2, checkpoint: { summary: 'summed up' } });
});

test('A large fork is copied in parts, and nothing of it is seen before the last', async () => {
  const { source, open, transcript, writer } = await openWorld();
  await Promise.all(
    Array.from({ length: 5200 }, (_, index) => source.actor.call({ type: 'inject', message: `note ${index}` })),
  );
  const [last] = await exchange(source, 'last');
  const trunk = await source.actor.call({ type: 'trunk', before: { message: last } });
  const real = transcript(copy);
  const commits: number[] = [];
  const versions: (number | null)[][] = [];
  const failing: Transcript = {
    ...real,
    commit: (change) => {
      commits.push(change.session.position);
      versions.push([change.base, change.session.version]);
      return commits.length === 2 ? Promise.reject(new Error('cut')) : writer.commit(change);
    },
  };
  await expect(open(copy, failing).actor.call({ type: 'graft', trunk, label: null, reason: 'fork' })).rejects.toThrow(
    'cut',
  );
  expect(commits).toEqual([0, 5200]);
  expect(versions).toEqual([
    [null, expect.any(Number)],
    [versions[0]?.[1], expect.any(Number)],
  ]);
  const cut = open(copy);
  expect(await said(cut, copy)).toEqual([]);
  await cut.actor.call({ type: 'inject', message: 'still good' });
  expect(await said(cut, copy)).toHaveLength(1);

  const other = 'agent:main:dashboard:other';
  const whole = open(other);
  await whole.actor.call({ type: 'graft', trunk, label: null, reason: 'fork' });
  expect(await said(whole, other)).toHaveLength(1000);
  await expect(whole.actor.call({ type: 'graft', trunk, label: null, reason: 'fork' })).rejects.toThrow(
    'is there already',
  );
}, 30_000);
