// A session actor on a real server: what a client sees of a commit that nobody heard of.
import { expect, test } from 'vitest';
import { SessionActor } from '../../actors/session.ts';
import { terms } from '../actors/fixture.ts';
import { ScriptedAgent } from '../actors/scripted-agent.ts';
import { finding, openRemote, type Remote, useSqld } from './remote-fixture.ts';

const sqld = useSqld();
const sender = { id: 'cli', clientId: 'cli', clientMode: 'cli' };

function openActor({ transcript }: Remote) {
  const key = `agent:main:${crypto.randomUUID()}`;
  const agent = new ScriptedAgent();
  const deps = { key, transcript: transcript(key), agent: agent.run, terms: () => terms, now: Date.now };
  const actor = new SessionActor({ ...deps, watchers: { deliver: () => undefined } });
  return { actor, agent, key };
}

test.each(['made unheard', 'never sent', 'delivered late'] as const)(
  'chat.send that was %s is UNAVAILABLE, and the same send again is stored once and runs once',
  async (what) => {
    const remote = await openRemote(sqld());
    const { proxy, transcript } = remote;
    const { actor, agent, key } = openActor(remote);
    const send = { type: 'send', runId: 'one', message: 'hello', sender } as const;
    const held = what === 'delivered late' ? proxy.hold() : null;
    if (!held) void (what === 'made unheard' ? proxy.loseAnswer() : proxy.loseRequest());
    for (let count = 0; count < 4; count += 1) void proxy.loseRequest(finding);
    await expect(actor.call(send)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 2000 });
    await held?.deliver();
    const again = await actor.call(send).catch(() => actor.call(send));
    expect(again).toMatchObject({ runId: 'one' });
    const ended = actor.call({ type: 'wait', runId: 'one', timeoutMs: 10_000 });
    await expect.poll(() => agent.turns.length, { interval: 1 }).toBe(1);
    agent.turn.finish('hello yourself');
    expect(await ended).toMatchObject({ status: 'ok' });
    expect(agent.turns).toHaveLength(1);
    const loaded = await transcript(key).load();
    expect(loaded?.runs).toEqual([]);
    const page = await transcript(key).page(loaded?.session.id ?? '', { branch: 0, after: 0, upTo: 9 }, 9);
    expect(page.map(({ role }) => role)).toEqual(['assistant', 'user']);
  },
);

test('a run streams on while its server is away, and its answer is stored when it is back', async () => {
  const remote = await openRemote(sqld());
  const { proxy, transcript } = remote;
  const { actor, agent, key } = openActor(remote);
  await actor.call({ type: 'send', runId: 'one', message: 'hello', sender });
  await expect.poll(() => agent.turns.length, { interval: 1 }).toBe(1);
  await proxy.refuse();
  await expect(actor.call({ type: 'inject', message: 'lost' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  agent.turn.finish('hello yourself');
  await expect(actor.call({ type: 'inject', message: 'lost too' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await proxy.heal();
  await expect.poll(() => actor.idle, { interval: 10, timeout: 10_000 }).toBe(true);
  const loaded = await transcript(key).load();
  const page = await transcript(key).page(loaded?.session.id ?? '', { branch: 0, after: 0, upTo: 9 }, 9);
  expect(page.map(({ role }) => role)).toEqual(['assistant', 'user']);
  expect(loaded?.session.status).toBe('done');
});
