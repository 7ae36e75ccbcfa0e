// Which rule decides about a tool: the matrix, one layer at a time, and against a second reading of the rules.
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { Settings } from '../../src/config/schema.ts';
import { means, type Standing } from '../../src/tools/groups.ts';
import { channelOf, policyAt } from '../../src/tools/policy.ts';
import { allowedNaively } from './naive-policy.ts';

const tools: Standing[] = [
  { name: 'session_status', group: 'sessions', source: 'core' },
  { name: 'sessions_send', group: 'sessions', source: 'core' },
  { name: 'read', group: 'fs', source: 'core' },
  { name: 'web_fetch', group: 'web', source: 'core' },
  { name: 'github__open_issue', group: 'mcp', source: 'mcp' },
];
const home = { agentId: 'main', sessionKey: 'agent:main:main', model: 'openai/gpt-5' };

function at(settings: v.InferInput<typeof Settings>, scene: Partial<typeof home & { channel: string }> = {}) {
  const policy = policyAt(v.parse(Settings, settings), { ...home, ...scene });
  return {
    policy,
    allowed: tools.filter((tool) => policy.judge(tool).allowed).map(({ name }) => name),
    rule: (name: string) => {
      const tool = tools.find((one) => one.name === name);
      const verdict = tool && policy.judge(tool);
      return verdict?.allowed === false ? verdict.rule : null;
    },
    notices: policy.strays(tools).map(({ severity, message }) => `${severity}: ${message}`),
  };
}

const all = tools.map(({ name }) => name);

describe('policyAt()', () => {
  test('allows everything where nothing is said', () => {
    expect(at({}).allowed).toEqual(all);
    expect(at({}).policy.profile).toBe('full');
  });

  test.each([
    ['minimal', ['session_status']],
    ['coding', all],
    ['messaging', ['session_status', 'sessions_send']],
    ['full', all],
  ] as const)('has what the profile %s has', (profile, allowed) => {
    expect(at({ tools: { profile } }).allowed).toEqual(allowed);
  });

  test.each([
    ['a name', ['read'], ['read']],
    ['a name in other letters, with spaces', [' READ '], ['read']],
    ['a group', ['group:web'], ['web_fetch']],
    ['the group of servers', ['group:mcp'], ['github__open_issue']],
    ["OpenClaw's name of it", ['bundle-mcp'], ['github__open_issue']],
    ['the group of what is built in', ['group:openclaw'], all.slice(0, 4)],
    ['a star', ['*'], all],
    ['a star behind', ['session*'], ['session_status', 'sessions_send']],
    ['stars around', ['*s*_s*'], ['session_status', 'sessions_send']],
    ['a star in a group', ['group:s*'], ['session_status', 'sessions_send']],
    ['a name that is only part of one', ['rea'], []],
    ['ends that overlap', ['rea*ad'], []],
  ])('allows by %s', (_, allow, allowed) => {
    expect(at({ tools: { allow } }).allowed).toEqual(allowed);
  });

  test('takes no time over many stars', () => {
    const tool: Standing = { name: 'a'.repeat(2000), group: 'fs', source: 'core' };
    const started = performance.now();
    expect(means(`${'a*'.repeat(500)}b`, tool)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('denies whatever else allows, and says which rule did', () => {
    const inner = { profile: 'full' as const, allow: ['*'], alsoAllow: ['read'] };
    const denied = at({ tools: { deny: ['group:fs'] }, agents: { list: [{ id: 'main', tools: inner }] } });
    expect(denied.allowed).not.toContain('read');
    expect(denied.rule('read')).toBe('tools.deny');
    const tool = tools.find(({ name }) => name === 'read');
    expect(tool && denied.policy.judge(tool)).toMatchObject({ reason: expect.stringContaining('"group:fs"') });
  });

  test('adds to a profile with alsoAllow, and never to a list or beside a deny', () => {
    expect(at({ tools: { profile: 'minimal', alsoAllow: ['read'] } }).allowed).toEqual(['session_status', 'read']);
    const narrowed = at({
      tools: { profile: 'minimal', alsoAllow: ['read', 'web_fetch'], allow: ['session*', 'web*'] },
    });
    expect(narrowed.allowed).toEqual(['session_status', 'web_fetch']);
    expect(at({ tools: { profile: 'minimal', alsoAllow: ['read'], deny: ['read'] } }).rule('read')).toBe('tools.deny');
  });

  test("replaces the profile of all agents by the agent's own", () => {
    const settings = {
      tools: { profile: 'minimal' as const, alsoAllow: ['read'] },
      agents: { list: [{ id: 'work', tools: { profile: 'messaging' as const } }] },
    };
    expect(at(settings, { agentId: 'work' }).allowed).toEqual(['session_status', 'sessions_send', 'read']);
    expect(at(settings, { agentId: 'work' }).policy.profile).toBe('messaging');
    expect(at(settings).allowed).toEqual(['session_status', 'read']);
    expect(at(settings, { agentId: 'work' }).rule('web_fetch')).toBe('agents.list[work].tools.profile');
  });

  test('narrows by provider, and further by model', () => {
    const byProvider = { OpenAI: { deny: ['group:mcp'] }, 'openai/gpt-5': { profile: 'messaging' as const } };
    expect(at({ tools: { byProvider } }).allowed).toEqual(['session_status', 'sessions_send']);
    expect(at({ tools: { byProvider } }, { model: 'openai/other' }).allowed).toEqual(all.slice(0, 4));
    expect(at({ tools: { byProvider } }, { model: 'local/gpt-5' }).allowed).toEqual(all);
    expect(at({ tools: { byProvider } }).rule('github__open_issue')).toBe('tools.byProvider.OpenAI.deny');
    const agent = [{ id: 'main', tools: { byProvider: { openai: { allow: ['read'] } } } }];
    expect(at({ agents: { list: agent } }).rule('web_fetch')).toBe('agents.list[main].tools.byProvider.openai.allow');
  });

  test("does not let an agent's profile lift what a provider may not have", () => {
    const settings = {
      tools: { byProvider: { openai: { profile: 'minimal' as const } } },
      agents: { list: [{ id: 'main', tools: { profile: 'full' as const } }] },
    };
    expect(at(settings).allowed).toEqual(['session_status']);
  });

  test('narrows by channel, which the key names where the settings know one of that name', () => {
    const channels = { telegram: { tools: { allow: ['read'] } }, webchat: { tools: { deny: ['read'] } } };
    expect(at({ channels }).rule('read')).toBe('channels.webchat.tools.deny');
    expect(at({ channels }, { sessionKey: 'agent:main:Telegram:direct:1' }).allowed).toEqual(['read']);
    expect(at({ channels }, { sessionKey: 'agent:main:plan: telegram' }).rule('read')).toBe(
      'channels.webchat.tools.deny',
    );
    expect(channelOf('agent:main:constructor:1', v.parse(Settings, {}).channels)).toBe('webchat');
  });

  test('adds the rules of a channel that somebody names, and takes none away', () => {
    const channels = {
      telegram: { tools: { profile: 'full' as const, allow: ['*'] } },
      webchat: { tools: { deny: ['read'] } },
      signal: { tools: { deny: ['web_fetch'] } },
    };
    expect(at({ channels }, { channel: 'telegram' }).allowed).not.toContain('read');
    expect(at({ channels }, { channel: 'SIGNAL' }).allowed).toEqual(
      all.filter((n) => n !== 'read' && n !== 'web_fetch'),
    );
    expect(at({ tools: { profile: 'minimal' }, channels }, { channel: 'telegram' }).allowed).toEqual([
      'session_status',
    ]);
  });

  test('allows nothing by a list that names nothing, and says so', () => {
    const unknown = at({ tools: { allow: ['exec', 'group:runtime'] } });
    expect(unknown.allowed).toEqual([]);
    expect(unknown.notices).toEqual([
      'warning: tools.allow has "exec", "group:runtime", which no tool goes by, so it allows nothing',
    ]);
    expect(at({ tools: { allow: [] } })).toMatchObject({
      allowed: [],
      notices: ['warning: tools.allow is empty, so it allows nothing'],
    });
    expect(at({ tools: { allow: ['read', 'reed'] } }).notices).toEqual([
      'warning: tools.allow has "reed", which no tool goes by',
    ]);
    expect(at({ tools: { allow: ['*'], deny: ['exec'] } }).notices).toEqual([
      'info: tools.deny has "exec", which no tool goes by',
    ]);
  });

  const name = fc.constantFrom('read', 'READ', 'session*', 'group:web', 'group:mcp', 'group:openclaw', '*', 'nothing');
  const names = fc.option(fc.array(name, { maxLength: 3 }), { nil: undefined });
  const profile = fc.option(fc.constantFrom('minimal', 'coding', 'messaging', 'full'), { nil: undefined });
  const rule = fc.record({ profile, allow: names, alsoAllow: names, deny: names });
  const maybe = fc.option(rule, { nil: undefined });
  const rules = fc.tuple(rule, maybe, maybe).map(([own, provider, model]) => ({
    ...own,
    byProvider: { ...(provider ? { openai: provider } : {}), ...(model ? { 'openai/gpt-5': model } : {}) },
  }));
  const world = fc.record({
    tools: rules,
    agent: fc.option(rules, { nil: undefined }),
    webchat: maybe,
    telegram: maybe,
    named: fc.option(fc.constantFrom('webchat', 'telegram', 'elsewhere'), { nil: undefined }),
    key: fc.constantFrom('agent:main:main', 'agent:main:telegram:1'),
    model: fc.constantFrom('openai/gpt-5', 'openai/other', 'local/one', null),
  });

  test('agrees with a second reading of the rules', () => {
    fc.assert(
      fc.property(world, ({ tools: own, agent, webchat, telegram, named, key, model }) => {
        const settings = v.parse(Settings, {
          tools: own,
          agents: { list: agent ? [{ id: 'main', tools: agent }] : [] },
          channels: {
            ...(webchat ? { webchat: { tools: webchat } } : {}),
            ...(telegram ? { telegram: { tools: telegram } } : {}),
          },
        });
        const scene = { agentId: 'main', sessionKey: key, model, channel: named };
        const policy = policyAt(settings, scene);
        for (const tool of tools) expect(policy.judge(tool).allowed).toBe(allowedNaively(settings, scene, tool));
      }),
      { numRuns: 2000 },
    );
  });
});
