// Files of a session: held in the commit that takes their message, whatever becomes of it.
import { expect, test } from 'vitest';
import type { Attached } from '../../src/records.ts';
import { abort, historyOf, openSession, running, send, settled } from './fixture.ts';

const file = (id: string, digest = `digest of ${id}`): Attached => ({
  id,
  name: `${id}.png`,
  type: 'image/png',
  kind: 'image',
  size: 12,
  digest,
});

test('Session.call() holds the files of a send in the commit that accepts it, also while it waits', async () => {
  const { actor, disk } = await running('one');
  const before = disk.made.length;
  await actor.call({ ...send('two', ''), attachments: [file('a'), file('b')] });
  const [change] = disk.made.slice(before);
  expect(change?.media).toEqual(['a', 'b']);
  expect(change?.runs[0]?.input.attachments).toEqual([file('a'), file('b')]);
  expect(change?.entries).toEqual([]);
  const { pendingInputs } = await historyOf({ actor });
  expect(pendingInputs.items[0]?.message).toMatchObject({
    content: '',
    __openclaw: { media: [{ id: 'a' }, { id: 'b' }] },
  });
});

test('Session.call() gives the files to the entry when its turn comes', async () => {
  const { actor, disk, agent } = openSession();
  await actor.call({ ...send('one', ' '), attachments: [file('a')] });
  await settled();
  expect(disk.entries[0]).toMatchObject({ role: 'user', content: ' ', meta: { media: [file('a')] } });
  expect(disk.session).toMatchObject({ title: 'a.png', preview: 'a.png' });
  expect(agent.turns[0]?.turn.entries[0]?.meta.media).toEqual([file('a')]);
});

test('Session.call() takes a repeated send with the same bytes for the same send, and holds nothing more', async () => {
  const { actor, disk } = openSession();
  await actor.call({ ...send('one'), attachments: [file('a')] });
  await settled();
  const before = disk.made.length;
  const again = { ...send('one'), attachments: [file('other', 'digest of a')] };
  expect(await actor.call(again)).toMatchObject({ runId: 'one', status: 'in_flight' });
  for (const attachments of [[file('b')], [], [file('a'), file('a')]]) {
    await expect(actor.call({ ...send('one'), attachments })).rejects.toMatchObject({
      details: { reason: 'chat-request-conflict' },
    });
  }
  expect(disk.made.slice(before)).toEqual([]);
  await actor.call(abort());
});

test('Session.call() holds the files of what was said elsewhere', async () => {
  const { actor, disk } = openSession();
  const earlier = [{ role: 'user' as const, content: 'look', meta: { media: [file('a')] } }];
  await actor.call({ type: 'create', patch: {}, earlier });
  expect(disk.made[0]?.media).toEqual(['a']);
});
