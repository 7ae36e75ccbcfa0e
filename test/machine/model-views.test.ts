import { expect, test } from 'vitest';
import { Cooldown } from '../../src/agents/cooldown.ts';
import { modelViews } from '../../src/assembly/model-views.ts';
import { makeSettings, NOW } from '../agents/turn.ts';

const settings = makeSettings({
  models: {
    providers: {
      local: { baseUrl: 'http://127.0.0.1:1/v1', models: [{ id: 'small', input: ['text', 'image', 'smell'] }] },
      hosted: {
        baseUrl: 'https://api.example.com',
        api: 'anthropic-messages',
        apiKey: { source: 'exec', id: 'pass' },
        models: [{ id: 'large', reasoning: true }],
      },
      keyless: { baseUrl: 'https://api.example.org/v1', models: [{ id: 'none' }] },
    },
  },
  agents: {
    defaults: { model: 'local/small', thinkingDefault: 'low' },
    list: [{ id: 'main' }, { id: 'writer', model: 'hosted/large' }],
  },
});

function views() {
  const clock = { now: NOW };
  const cooldown = new Cooldown(() => clock.now);
  return { clock, cooldown, ...modelViews(settings, cooldown) };
}

test("modelViews() tells which model is an agent's own, what it reads and how it can think", () => {
  const { models } = views();
  expect(models()).toMatchObject([
    { id: 'small', available: true, tags: ['default'], input: ['text', 'image'], thinkingDefault: 'off' },
    { id: 'large', available: true, thinkingDefault: 'low' },
    { id: 'none', available: false, unavailableReason: 'missing-auth' },
  ]);
  expect(models()[0]?.thinkingLevels).toEqual([{ id: 'off', label: 'off' }]);
  expect(models()[1]?.thinkingLevels?.map(({ id }) => id)).toEqual([
    'off',
    'minimal',
    'low',
    'medium',
    'high',
    'xhigh',
  ]);
  expect(models('writer').map(({ tags }) => tags)).toEqual([undefined, ['default'], undefined]);
});

test('modelViews() tells why a model is left alone and until when, as long as it is', () => {
  const { models, cooldown, clock } = views();
  cooldown.limited({ provider: 'local', id: 'small' }, 7000);
  cooldown.refused({ provider: 'hosted', id: 'large' });
  expect(models()).toMatchObject([
    { available: false, unavailableReason: 'cooldown', unavailableUntil: NOW + 7000 },
    { available: false, unavailableReason: 'auth-failed', unavailableUntil: NOW + 300_000 },
    { unavailableReason: 'missing-auth' },
  ]);
  clock.now += 7000;
  expect(models()[0]).toMatchObject({ available: true });
  expect(models()[0]).not.toHaveProperty('unavailableReason');
});

test('modelViews() tells where keys come from, and nothing of them', () => {
  expect(views().authStatus()).toEqual([
    { provider: 'local', authProvider: 'local', displayName: 'local', status: 'static', profiles: [] },
    {
      provider: 'hosted',
      authProvider: 'hosted',
      displayName: 'hosted',
      status: 'static',
      profiles: [],
      apiKey: { source: 'exec' },
    },
    { provider: 'keyless', authProvider: 'keyless', displayName: 'keyless', status: 'missing', profiles: [] },
  ]);
});
