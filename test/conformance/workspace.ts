// Workspaces, from outside: what the model is told of them, what it does in them, and what people read and write there.
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Gateway, GatewayOptions } from '../fixtures/gateway.ts';
import { history, lines, talk } from '../fixtures/greeting.ts';
import { type ChatRequest, type OpenAiServer, type Reply, startOpenAiServer } from '../fixtures/openai-server.ts';
import type { House } from './house.ts';

type Agents = Exclude<NonNullable<GatewayOptions['settings']>, string>['agents'];

export function workspace(house: House): void {
  const withGateway = async (
    agents: Agents,
    use: (around: {
      gateway: Gateway;
      model: OpenAiServer;
      put: (path: string, text: string) => Promise<void>;
      rootOf: (agentId: string, path: string) => string;
    }) => Promise<void>,
  ) => {
    const model = await startOpenAiServer();
    const providers = { test: { baseUrl: model.url, models: [{ id: 'one' }] } };
    const gateway = await house.start({ settings: { models: { providers }, ...(agents ? { agents } : {}) } });
    /** At the edge the folders of agents are in the database, and are written through the gateway. */
    const put = async (path: string, text: string) => {
      if (house.edge) {
        const [, work, name] = /(workspace-work|[^/]+)\/([^/]+)$/.exec(path) ?? [];
        const client = await house.connect({ to: gateway });
        const agentId = work === 'workspace-work' ? 'work' : 'main';
        await client.request('agents.files.set', { agentId, name, content: text });
        return;
      }
      mkdirSync(join(gateway.stateDirectory, path, '..'), { recursive: true });
      writeFileSync(join(gateway.stateDirectory, path), text);
    };
    const rootOf = (agentId: string, path: string) =>
      house.edge ? `workspace:${agentId}` : join(gateway.stateDirectory, path);
    await use({ gateway, model, put, rootOf });
    await gateway.stop();
    await model.close();
  };
  const told = (request: ChatRequest | undefined, role: string) =>
    request?.body.messages.filter((message) => message.role === role).map(({ content }) => content) ?? [];

  describe('workspaces', () => {
    test('the files stand in the system message, and the user’s message is exactly what was said', async () => {
      await withGateway(undefined, async ({ gateway, model, put }) => {
        await put('workspace/AGENTS.md', 'Rules of the house.');
        await put('workspace/SOUL.md', 'Warm and brief.');
        await put('workspace/BOOTSTRAP.md', 'Ask for a name first.');
        const client = await house.connect({ to: gateway });
        await talk(client, 'main', 'Hello');
        await talk(client, 'main', 'Again');
        await gateway.stop();
        await gateway.restart();
        await talk(await house.connect({ to: gateway }), 'main', 'And again');

        const [first, second, third] = model.requests;
        expect(told(first, 'user')).toEqual(['Hello']);
        expect(told(second, 'user')).toEqual(['Hello', 'Again']);
        for (const request of [first, second, third]) {
          expect(told(request, 'system')).toEqual([
            expect.stringMatching(/# Project Context\n\n## AGENTS.md\n\nRules of the house.\n\n## SOUL.md\n\nWarm/),
          ]);
        }
        const bootstrap = model.requests.map((request) => String(told(request, 'system')).includes('Ask for a name'));
        expect(bootstrap).toEqual([true, false, false]);
        if (!house.edge) expect(readdirSync(join(gateway.stateDirectory, 'workspace'))).toContain('BOOTSTRAP.done.md');
      });
    });

    test('agents.files.set changes the next turn, and list and get tell of it', async () => {
      await withGateway({ list: [{ id: 'main' }, { id: 'work' }] }, async ({ gateway, model, rootOf }) => {
        const client = await house.connect({ to: gateway });
        await talk(client, 'agent:main:main', 'Hello');
        expect(existsSync(join(gateway.stateDirectory, 'workspace'))).toBe(false);
        const before = await client.request('agents.files.list', { agentId: 'main' });
        const root = rootOf('main', 'workspace');
        expect(before).toMatchObject({ agentId: 'main', workspace: root, files: { length: 7 } });
        expect(before).toMatchObject({
          files: [
            { name: 'AGENTS.md', path: join(root, 'AGENTS.md'), missing: true, expectedAbsent: false },
            { name: 'SOUL.md', missing: true, expectedAbsent: true },
            {},
            {},
            {},
            {},
            { name: 'BOOTSTRAP.md' },
          ],
        });

        const content = 'Sign with a ship: ⛵';
        const file = { name: 'SOUL.md', path: join(root, 'SOUL.md'), missing: false, size: Buffer.byteLength(content) };
        const given = { agentId: 'main', name: 'SOUL.md' };
        expect(await client.request('agents.files.set', { ...given, content })).toMatchObject({
          ok: true,
          agentId: 'main',
          workspace: root,
          file: { ...file, updatedAtMs: expect.any(Number) },
        });
        expect(await client.request('agents.files.get', given)).toMatchObject({ file: { ...file, content } });
        expect(await client.request('agents.files.get', { ...given, name: 'USER.md' })).toMatchObject({
          file: { name: 'USER.md', missing: true },
        });
        await talk(client, 'agent:main:main', 'Again');
        await talk(client, 'agent:work:main', 'Hello');
        const systems = model.requests.map((request) => String(told(request, 'system')).includes(content));
        expect(systems).toEqual([false, true, false]);
      });
    });

    test('agents.files.* refuses other names, other agents and too much, and asks for the right scope', async () => {
      const client = await house.connect();
      const agentId = 'main';
      for (const name of ['openclaw.json', '../openclaw.json', 'notes.md', 'agents.md']) {
        for (const [method, more] of [['get', {}] as const, ['set', { content: 'x' }] as const]) {
          expect(await client.refusal(`agents.files.${method}`, { agentId, name, ...more })).toMatchObject({
            code: 'INVALID_REQUEST',
            message: expect.stringMatching(/at \/name: must be .*AGENTS\.md/),
          });
        }
      }
      expect(await client.refusal('agents.files.list', { agentId: 'nobody' })).toEqual({
        code: 'INVALID_REQUEST',
        message: 'Cannot find the agent "nobody": agents.list names those that there are',
      });
      const reader = await house.connect({ scopes: ['operator.read', 'operator.write'] });
      expect(await reader.request('agents.files.list', { agentId })).toMatchObject({ agentId });
      const file = { agentId, name: 'AGENTS.md', content: 'x' };
      expect(await reader.refusal('agents.files.set', file)).toMatchObject({ code: 'FORBIDDEN' });
      expect(await client.refusal('agents.files.set', { ...file, content: 'x'.repeat(2_100_000) })).toMatchObject({
        message: expect.stringContaining('2 MB at most'),
      });
      expect(existsSync(join(house.gateway.stateDirectory, 'workspace', 'AGENTS.md'))).toBe(false);
    });

    // A database has no links.
    test.skipIf(house.edge)('a file that is a link out of the workspace is shown to nobody', async () => {
      await withGateway(undefined, async ({ gateway, model, put }) => {
        await put('workspace/AGENTS.md', 'Rules of the house.');
        symlinkSync(gateway.settingsFile, join(gateway.stateDirectory, 'workspace', 'USER.md'));
        const client = await house.connect({ to: gateway });
        await talk(client, 'main', 'Hello');
        expect(told(model.requests[0], 'system')).toEqual([expect.stringContaining('Rules of the house.')]);
        expect(JSON.stringify(model.requests[0]?.body)).not.toContain(gateway.token);
        expect(await client.refusal('agents.files.get', { agentId: 'main', name: 'USER.md' })).toMatchObject({
          message: 'Cannot read "USER.md": it is outside of the workspace',
        });
      });
    });

    test('the model reads, writes and edits in its own workspace, and gets no further', async () => {
      await withGateway(undefined, async ({ gateway, model }) => {
        const client = await house.connect({ to: gateway });
        const call = (id: string, name: string, input: object): Reply => ({
          type: 'tools',
          calls: [{ id, name, arguments: JSON.stringify(input) }],
        });
        model.queue(
          call('a', 'write', { path: 'notes/list.md', content: 'milk\nbread\n' }),
          call('b', 'edit', { path: 'notes/list.md', oldText: 'bread', newText: 'salt' }),
          call('c', 'read', { path: 'notes/list.md' }),
          call('d', 'read', { path: '../openclaw.json' }),
          { type: 'text', text: 'Noted.' },
        );
        await talk(client, 'main', 'Note it');
        if (!house.edge)
          expect(readFileSync(join(gateway.stateDirectory, 'workspace/notes/list.md'), 'utf8')).toBe('milk\nsalt\n');
        const { messages } = await history(client, 'main');
        const results = lines({ messages: messages.filter(({ role }) => role === 'toolResult') });
        expect(results).toEqual([
          'toolResult: Wrote 11 bytes in 2 lines.',
          'toolResult: Made 1 edit; the file has 10 bytes now.',
          'toolResult: [Lines 1-2 of 2]\nmilk\nsalt\n',
          expect.stringContaining('Cannot read "../openclaw.json": it is outside of the workspace'),
        ]);
        expect(JSON.stringify(messages)).not.toContain(gateway.stateDirectory);
      });
    });

    test('an agent without a name in the settings has that of its IDENTITY.md', async () => {
      const list = [
        { id: 'main', workspace: '~/house' },
        { id: 'work', identity: { name: 'Worker' } },
      ];
      const defaults = { model: { primary: 'test/one', fallbacks: ['test/two'] }, thinkingDefault: 'low' };
      await withGateway({ defaults, list }, async ({ gateway, put, rootOf }) => {
        const identity = '# Who am I\n\n- **Name:** Clawd\n- **Creature:** _(pick one)_\n- **Emoji:** 🦞\n';
        await put('../house/IDENTITY.md', identity);
        await put('workspace-work/IDENTITY.md', '- **Name:**\n  _(pick something)_\n- Emoji: 🛠\n');
        const client = await house.connect({ to: gateway });
        expect(await client.request('agent.identity.get')).toEqual({
          agentId: 'main',
          name: 'Clawd',
          nameSource: 'workspace',
          emoji: '🦞',
          avatar: '🦞',
        });
        const model = { primary: 'test/one', fallbacks: ['test/two'] };
        const both = { kind: 'agent', model, thinkingDefault: 'low' };
        expect(await client.request('agents.list')).toMatchObject({
          agents: [
            {
              ...both,
              id: 'main',
              identity: { name: 'Clawd', emoji: '🦞' },
              workspace: rootOf('main', '../house'),
            },
            {
              ...both,
              id: 'work',
              identity: { name: 'Worker', emoji: '🛠' },
              workspace: rootOf('work', 'workspace-work'),
            },
          ],
        });
      });
    });
  });
}
