import { expect, test } from 'vitest';
import { createUsageLog, QUARTER_MS } from '../../src/store/usage.ts';
import { change, entry, openStore, session } from './fixture.ts';

const took = (input: number, output: number) => ({ input, output, totalTokens: input + output });

test('UsageLog adds up the answers of each session, model and quarter of an hour', async () => {
  const { db, writer } = await openStore();
  const usage = createUsageLog(db);
  const [one, two] = [session({ label: 'One' }), session({ agentId: 'other' })];
  const answer = (of: typeof one, position: number, at: number, model: string) =>
    entry(of, position, { role: 'assistant', at, meta: { provider: 'test', model, usage: took(10, position) } });
  await writer.commit(
    change(one, {
      entries: [
        entry(one, 1),
        answer(one, 2, 5, 'small'),
        answer(one, 3, 6, 'small'),
        answer(one, 4, QUARTER_MS, 'small'),
        answer(one, 5, 7, 'large'),
      ],
    }),
  );
  await writer.commit(change(two, { entries: [answer(two, 1, 8, 'small')] }));
  const all = await usage({ from: 0, to: 10 * QUARTER_MS });
  expect(
    all.map(({ agentId, quarter, model, input, output, total, answers }) => [
      agentId,
      quarter,
      model,
      input,
      output,
      total,
      answers,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['main', 0, 'small', 20, 5, 25, 2],
      ['main', 0, 'large', 10, 5, 15, 1],
      ['main', 1, 'small', 10, 4, 14, 1],
      ['other', 0, 'small', 10, 1, 11, 1],
    ]),
  );
  expect(all).toHaveLength(4);
  expect(all[0]).toMatchObject({ provider: 'test' });
  expect(await usage({ from: QUARTER_MS, to: 2 * QUARTER_MS })).toMatchObject([
    { key: one.key, sessionId: one.id, label: 'One', updatedAt: one.updatedAt },
  ]);
  expect(await usage({ from: 0, to: QUARTER_MS, key: one.key })).toHaveLength(2);
  expect(await usage({ from: 0, to: QUARTER_MS, agentId: 'other' })).toHaveLength(1);
  expect(await usage({ from: 0, to: QUARTER_MS, key: two.key })).toHaveLength(1);
});

test('UsageLog goes with its session', async () => {
  const { client, writer, transcript } = await openStore();
  const gone = session();
  await writer.commit(change(gone, { entries: [entry(gone, 1, { role: 'assistant', meta: { usage: took(1, 2) } })] }));
  await transcript(gone.key).erase(gone.id);
  expect((await client.execute('select count(*) from usage')).rows[0]?.[0]).toBe(0);
});
