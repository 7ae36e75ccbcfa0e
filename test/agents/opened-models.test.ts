import { expect, test } from 'vitest';
import { createModels } from '../../src/agents/opened-models.ts';

const one = {
  api: 'openai-completions' as const,
  provider: 'local',
  model: 'one',
  baseUrl: 'http://localhost:1/v1',
  key: 'key',
  headers: {},
};

test('createModels() opens a model once, and another for whatever differs', async () => {
  const open = createModels();
  const first = await open(one);
  expect(await open({ ...one })).toBe(first);
  const others = [{ key: 'other' }, { model: 'two' }, { baseUrl: 'http://localhost:2/v1' }, { headers: { a: 'b' } }];
  for (const other of others) expect(await open({ ...one, ...other })).not.toBe(first);
  expect(await open(one)).toBe(first);
});

test('createModels() forgets those that were not asked for longest', async () => {
  const open = createModels();
  const [first, second] = [await open(one), await open({ ...one, key: 'second' })];
  for (let count = 0; count < 15; count += 1) {
    await open({ ...one, key: `key ${count}` });
    expect(await open(one)).toBe(first);
  }
  expect(await open({ ...one, key: 'second' })).not.toBe(second);
});
