import { describe, expect, test } from 'vitest';
import {
  chooseModel,
  chooseModels,
  defaultAgentId,
  demoModel,
  findModel,
  getAgent,
  listAgents,
  listModels,
  referenceOf,
} from '../../src/agents/catalog.ts';
import { GatewayError } from '../../src/errors.ts';
import { makeSettings } from './turn.ts';

const settings = makeSettings({
  models: {
    providers: {
      local: {
        baseUrl: 'http://127.0.0.1:1/v1',
        models: [{ id: 'small', name: 'The Small One', contextWindow: 4096, reasoning: true, maxTokens: 512 }],
      },
      router: { baseUrl: 'http://127.0.0.1:2/v1', models: [{ id: 'meta/llama' }] },
      other: { baseUrl: 'https://api.example.com', api: 'anthropic-messages', models: [{ id: 'claude' }] },
    },
  },
  agents: {
    defaults: { model: { primary: 'router/meta/llama' }, fallbacks: [] },
    list: [{ id: 'main' }, { id: 'writer', name: 'Writer', default: true, model: 'small' }],
  },
});

describe('with nothing configured', () => {
  test('listModels() has only the demo', () => {
    expect(listModels(makeSettings())).toEqual([demoModel]);
  });

  test('listAgents() has "main" with the demo as its model', () => {
    expect(listAgents(makeSettings())).toEqual([
      { id: 'main', name: 'main', model: 'demo/pincer-demo', fallbacks: [] },
    ]);
  });

  test('chooseModel() chooses the demo, which is served nowhere', () => {
    expect(chooseModel(makeSettings(), 'main', null)).toEqual({ model: demoModel, endpoint: null });
  });
});

describe('with providers configured', () => {
  test('listModels() has what the providers list, and tells which lack a key', () => {
    expect(listModels(settings).map((model) => [referenceOf(model), model.available])).toEqual([
      ['local/small', true],
      ['router/meta/llama', true],
      ['other/claude', false],
    ]);
    expect(listModels(settings)[0]).toMatchObject({ name: 'The Small One', contextWindow: 4096, reasoning: true });
  });

  test('listModels() shows a primary that no provider offers as not available', () => {
    const missing = makeSettings({ agents: { defaults: { model: 'anthropic/claude-opus' } } });
    expect(listModels(missing)).toMatchObject([{ provider: 'anthropic', id: 'claude-opus', available: false }]);
  });

  test('listAgents() gives each agent its own model, or the defaults', () => {
    expect(listAgents(settings)).toEqual([
      { id: 'main', name: 'main', model: 'router/meta/llama', fallbacks: [] },
      { id: 'writer', name: 'Writer', model: 'local/small', fallbacks: [] },
    ]);
  });

  test('getAgent() gives the defaults to an agent that is not in the list', () => {
    expect(getAgent(settings, 'gone')).toMatchObject({ id: 'gone', model: 'router/meta/llama' });
  });

  test('getAgent() takes the first listed model when no primary is set', () => {
    const { models } = settings;
    expect(getAgent({ ...makeSettings(), models }, 'main').model).toBe('local/small');
  });

  test('defaultAgentId() is the marked agent, else the first, else "main"', () => {
    expect(defaultAgentId(settings)).toBe('writer');
    expect(defaultAgentId(makeSettings({ agents: { list: [{ id: 'a' }, { id: 'b' }] } }))).toBe('a');
    expect(defaultAgentId(makeSettings())).toBe('main');
  });

  test.each([
    ['local/small', 'local/small'],
    ['small', 'local/small'],
    ['the small one', 'local/small'],
    ['meta/llama', 'router/meta/llama'],
    ['local/not-listed', 'local/not-listed'],
    ['demo/pincer-demo', 'demo/pincer-demo'],
  ])('findModel() reads %s as %s', (reference, expected) => {
    const choice = findModel(settings, reference);
    expect(choice && referenceOf(choice.model)).toBe(expected);
  });

  test.each(['nothing', 'local/', 'constructor/x', '__proto__/x', ''])('findModel() finds nothing for "%s"', (name) => {
    expect(findModel(settings, name)).toBeNull();
  });

  test("chooseModel() prefers the session's own model, with its limits", () => {
    expect(chooseModel(settings, 'main', null).model.id).toBe('meta/llama');
    expect(chooseModel(settings, 'main', 'small')).toMatchObject({ model: { id: 'small' }, maxTokens: 512 });
  });

  test('chooseModel() refuses a model that nobody offers, and names those that are', () => {
    const choose = () => chooseModel(settings, 'main', 'gone/away');
    expect(choose).toThrow(GatewayError);
    expect(choose).toThrow(
      'Cannot use model "gone/away": no provider in models.providers offers it (available: local/small, router/meta/llama)',
    );
  });

  test('chooseModels() has the model for a turn first, then those that stand in for it, each once', () => {
    const model = { primary: 'local/small', fallbacks: ['router/meta/llama', 'gone/away', 'small', 'other/claude'] };
    const list = [
      { id: 'main' },
      { id: 'own', model: { fallbacks: ['other/claude'] } },
      { id: 'alone', model: { fallbacks: [] } },
    ];
    const { models } = settings;
    const falling = { ...makeSettings({ agents: { defaults: { model }, list } }), models };
    const chosen = (agent: string, override: string | null = null) =>
      chooseModels(falling, agent, override).map((choice) => referenceOf(choice.model));
    expect(chosen('main')).toEqual(['local/small', 'router/meta/llama', 'other/claude']);
    expect(chosen('main', 'other/claude')).toEqual(['other/claude', 'router/meta/llama', 'local/small']);
    expect(chosen('own')).toEqual(['local/small', 'other/claude']);
    expect(chosen('alone')).toEqual(['local/small']);
    expect(() => chosen('main', 'gone/away')).toThrow('Cannot use model "gone/away"');
  });
});
