// tools.catalog and tools.effective: their shape, the rules of a session, and who may be asked about.
import { expect, test } from 'vitest';
import type { ToolFacts, ToolServer } from '../../src/agent-seams.ts';
import { admissionOf } from '../actors/visitor.ts';
import { officialProblem } from '../fixtures/official.ts';
import { openMethods } from './surroundings.ts';

const look: ToolFacts = {
  name: 'one__look',
  label: 'Look',
  description: `Looks at things. ${'More of it. '.repeat(20)}\nAnd what nobody needs to know.`,
  parameters: {},
  source: 'mcp',
  group: 'mcp',
};
const notice = { id: 'mcp:two', severity: 'warning' as const, message: 'Cannot reach "two"', servers: ['two'] };
const server: ToolServer = {
  name: 'one',
  tools: async () => ({ tools: [look], notices: [notice] }),
  call: async () => ({ text: '', isError: false }),
};
const names = (answer: { groups: { tools: { id: string }[] }[] }) =>
  answer.groups.flatMap(({ tools }) => tools.map(({ id }) => id));

test('tools.catalog has every tool with its group and its profiles, whatever the rules say', async () => {
  const { result } = openMethods({ servers: [server], rules: { tools: { deny: ['*'] } } });
  const catalog = await result('tools.catalog');
  expect(officialProblem('res:tools.catalog', catalog)).toBe(null);
  expect(catalog).toMatchObject({
    agentId: 'main',
    profiles: [
      { id: 'minimal', label: 'Minimal' },
      { id: 'coding', label: 'Coding' },
      { id: 'messaging', label: 'Messaging' },
      { id: 'full', label: 'Full' },
    ],
    groups: [
      { id: 'sessions', label: 'Sessions', source: 'core' },
      { id: 'mcp', label: 'MCP servers', source: 'plugin', pluginId: 'bundle-mcp' },
    ],
  });
  expect(names(catalog)).toEqual(['session_status', 'sessions_list', 'sessions_history', 'sessions_send', 'one__look']);
  expect(catalog.groups[0].tools[0]).toMatchObject({
    label: 'Session Status',
    source: 'core',
    defaultProfiles: ['minimal', 'coding', 'messaging'],
  });
  expect(catalog.groups[1].tools[0]).toMatchObject({ source: 'plugin', defaultProfiles: ['coding'] });
  expect(names(await result('tools.catalog', { includePlugins: false }))).not.toContain('one__look');
});

test('tools.catalog knows only agents that there are', async () => {
  await expect(openMethods().call('tools.catalog', { agentId: 'nobody' })).rejects.toThrow('unknown agent id "nobody"');
});

test('tools.effective tells what a session may use, in the words of the tool and in fewer', async () => {
  const { result } = openMethods({
    servers: [server],
    rules: { tools: { profile: 'coding', deny: ['sessions_send'] } },
  });
  const effective = await result('tools.effective', { sessionKey: 'main' });
  expect(officialProblem('res:tools.effective', effective)).toBe(null);
  expect(effective).toMatchObject({ agentId: 'main', profile: 'coding', notices: [notice] });
  expect(effective.groups.map(({ id, label, source }: Record<string, string>) => [id, label, source])).toEqual([
    ['core', 'Built-in tools', 'core'],
    ['mcp', 'MCP servers', 'mcp'],
  ]);
  expect(names(effective)).toEqual(['session_status', 'sessions_list', 'sessions_history', 'one__look']);
  const [tool] = effective.groups[1].tools;
  expect(tool).toMatchObject({ id: 'one__look', label: 'Look', rawDescription: look.description, source: 'mcp' });
  expect(tool.description).toMatch(/^Looks at things\. More of it\. .*\.\.\.$/);
  expect(tool.description.length).toBeLessThan(125);
});

test('tools.effective has no notices where there is nothing to notice', async () => {
  expect(await openMethods().result('tools.effective', { sessionKey: 'new' })).not.toHaveProperty('notices');
});

test('tools.effective goes by the model of the session, else by that of its agent', async () => {
  const byProvider = { demo: { deny: ['sessions_list'] }, 'demo/small': { deny: ['sessions_send'] } };
  const { result, around } = openMethods({ rules: { tools: { byProvider } } });
  const { principal } = admissionOf(['operator.write']);
  const [small] = around.models();
  around.models = () => (small ? [{ ...small, name: 'A small one' }] : []);
  const both = ['session_status', 'sessions_history'];
  expect(names(await result('tools.effective', { sessionKey: 'never-written' }))).toEqual(both);
  for (const [key, model, left] of [
    ['agent:main:short', 'small', both],
    ['agent:main:name', 'a SMALL one', both],
    ['agent:main:elsewhere', 'local/other', [...both, 'sessions_list', 'sessions_send']],
  ] as const) {
    await around.sessions.call(principal, key, { type: 'create', patch: { model } });
    expect(names(await result('tools.effective', { sessionKey: key })).toSorted()).toEqual(left.toSorted());
  }
});

test('tools.effective refuses a session of another agent than is named', async () => {
  await expect(
    openMethods().call('tools.effective', { sessionKey: 'agent:work:main', agentId: 'main' }),
  ).rejects.toThrow('the session "agent:work:main" is not one of agent "main"');
});

test.each(['tools.catalog', 'tools.effective'])('%s is for whoever may read', async (method) => {
  const { call } = openMethods();
  const params = { sessionKey: 'main' };
  await expect(call(method, params, ['operator.read'])).resolves.toBeDefined();
  await expect(call(method, params, ['operator.pairing'])).rejects.toThrow('missing scope: operator.read');
});
