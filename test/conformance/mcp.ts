// Tools that come from servers: a program, an address, and one that is not there; and the end of the programs.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { textOf } from '../fixtures/client.ts';
import { type Gateway, makeDirectory } from '../fixtures/gateway.ts';
import { history, talk } from '../fixtures/greeting.ts';
import { startToolsSite } from '../fixtures/mcp-site.ts';
import { startSseSite } from '../fixtures/mcp-sse-site.ts';
import { modelSettings } from '../fixtures/model.ts';
import { isAlive, node, program, SECRET } from '../tools/mcp-program.ts';
import type { House } from './house.ts';

async function invoke(gateway: Gateway, tool: string, args: object = {}) {
  const response = await fetch(`${gateway.http}/tools/invoke`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ tool, args }),
  });
  return { status: response.status, text: await response.text() };
}

async function start(house: House) {
  const [site, oldSite] = await Promise.all([startToolsSite(), startSseSite()]);
  const diary = join(makeDirectory('mcp'), 'diary');
  const gateway = await house.start({
    settings: {
      ...modelSettings(house.model),
      mcp: {
        servers: {
          local: { command: node, args: [program], env: { DIARY: diary, TOOLS_SECRET: SECRET } },
          far: { url: site.url },
          old: { url: oldSite.url, transport: 'sse' },
          gone: { command: '/nowhere/no-such-program' },
        },
      },
    },
  });
  const pids = () =>
    existsSync(diary)
      ? [...readFileSync(diary, 'utf8').matchAll(/^started (\d+)$/gm)].map(([, pid]) => Number(pid))
      : [];
  const close = () => Promise.all([site.close(), oldSite.close()]);
  return { gateway, close, pids };
}

export function mcp(house: House): void {
  describe('MCP servers', () => {
    // Nothing can be started at the edge.
    test.skipIf(house.edge)(
      'bring tools when they are first asked for; one that is not there is a notice; all end with the gateway',
      async () => {
        const { gateway, close, pids } = await start(house);
        const client = await house.connect({ to: gateway });
        expect(pids()).toEqual([]);
        // On a machine that is busy, a program may be slow to start.
        const written = await vi.waitFor(async () => {
          const effective = JSON.stringify(await client.request('tools.effective', { sessionKey: 'main' }));
          expect(effective).not.toContain('is still starting');
          return effective;
        }, 30_000);
        for (const name of ['local__echo', 'far__echo', 'old__echo', 'web_fetch', 'session_status'])
          expect(written).toContain(`"${name}"`);
        expect(written).toContain('check mcp.servers.gone.command');
        expect(written + JSON.stringify(await client.request('tools.catalog'))).not.toContain(SECRET);
        expect(pids()).toHaveLength(1);

        const said = 'say something near and far';
        house.model.acts(said, [
          {
            type: 'tools',
            calls: [
              { id: 'near', name: 'local__echo', arguments: '{"text":"near"}' },
              { id: 'far', name: 'far__echo', arguments: '{"text":"far"}' },
              { id: 'old', name: 'old__echo', arguments: '{"text":"old"}' },
              { id: 'dies', name: 'local__die', arguments: '{}' },
            ],
          },
          { type: 'text', text: 'They said it.' },
        ]);
        await talk(client, 'main', said);
        const { messages } = await history(client, 'main');
        const results = messages.filter(({ role }) => role === 'toolResult');
        expect(results.map(({ content }) => textOf(content))).toEqual([
          'You said: near',
          'You said: far',
          'You said: old',
          'Cannot ask the MCP server "local": it ended before it answered; the next call starts it again',
        ]);
        expect(textOf(messages.at(-1)?.content)).toBe('They said it.');

        expect(await invoke(gateway, 'local__echo', { text: 'again' })).toMatchObject({
          status: 200,
          text: expect.stringContaining('You said: again'),
        });
        expect(pids().map(isAlive)).toEqual([false, true]);
        await gateway.stop();
        expect(pids().map(isAlive)).toEqual([false, false]);
        await close();
      },
    );

    test.runIf(house.edge)(
      'at the edge those with an address bring theirs, and a program is a notice that says why',
      async () => {
        const { gateway, close } = await start(house);
        const client = await house.connect({ to: gateway });
        const written = JSON.stringify(await client.request('tools.effective', { sessionKey: 'main' }));
        for (const name of ['far__echo', 'old__echo']) expect(written).toContain(`"${name}"`);
        expect(written).toContain('nothing can be started here; give mcp.servers.local a url instead of a command');
        expect(await invoke(gateway, 'far__echo', { text: 'hello' })).toMatchObject({
          status: 200,
          text: expect.stringContaining('You said: hello'),
        });
        await gateway.stop();
        await close();
      },
    );

    test.skipIf(house.edge)('end when the gateway is killed', async () => {
      const { gateway, close, pids } = await start(house);
      expect((await invoke(gateway, 'local__echo', { text: 'hello' })).status).toBe(200);
      expect(pids().map(isAlive)).toEqual([true]);
      await gateway.kill();
      // Whoever inherits the orphan takes its time to notice the end.
      await vi.waitFor(() => expect(pids().map(isAlive)).toEqual([false]), 10_000);
      await close();
    });

    test('web_fetch does not reach the gateway itself', async () => {
      const answer = await invoke(house.gateway, 'web_fetch', { url: `${house.gateway.http}/health` });
      expect(answer.text).toContain('is not on the public internet, and nothing else is fetched');
    });
  });
}
