// Servers of tools that start slowly, on a clock of the test's own.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ToolFacts, ToolServer } from '../../src/agent-seams.ts';
import { createToolbox } from '../../src/tools/toolbox.ts';
import { makeSettings } from '../agents/turn.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const scene = { agentId: 'main', sessionKey: 'agent:main:main', model: null, runId: null };
const { signal } = new AbortController();
const started = (name: string) => ({ tools: [factsOf(`${name}__look`)], notices: [] });

function factsOf(name: string): ToolFacts {
  return { name, label: name, description: name, parameters: {}, source: 'mcp', group: 'mcp' };
}

/** Each time that it is asked, it answers when it is told to. */
function slowServer(name: string) {
  let starts = Promise.withResolvers<void>();
  let asked = 0;
  const server: ToolServer = {
    name,
    async tools() {
      asked += 1;
      await starts.promise;
      return started(name);
    },
    call: async (tool) => ({ text: `${tool} was called`, isError: false }),
  };
  return {
    server,
    asked: () => asked,
    start: () => starts.resolve(),
    slowAgain: () => {
      starts = Promise.withResolvers();
    },
  };
}

function open(...servers: ToolServer[]) {
  return createToolbox({ settings: () => makeSettings(), tools: [], servers });
}

const names = ({ tools }: { tools: ToolFacts[] }) => tools.map(({ name }) => name);

test('offered() and all() wait three seconds for a server that starts slowly, and say that its tools come later', async () => {
  const slow = slowServer('slow');
  const quick: ToolServer = { ...slowServer('quick').server, tools: async () => started('quick') };
  const toolbox = open(slow.server, quick);
  const asking = [toolbox.offered(scene), toolbox.all()];
  await vi.advanceTimersByTimeAsync(3000);
  for (const answer of await Promise.all(asking)) {
    expect(names(answer)).toEqual(['quick__look']);
    expect(answer.notices).toEqual([
      {
        id: 'mcp-server-starting:slow',
        severity: 'info',
        message: 'The MCP server "slow" is still starting; its tools come with a later turn',
        servers: ['slow'],
      },
    ]);
  }
  // Whoever comes later does not wait for it any more, and it is not asked anew.
  expect(names(await toolbox.offered(scene))).toEqual(['quick__look']);
  expect(slow.asked()).toBe(1);

  slow.start();
  await vi.waitFor(async () => expect(names(await toolbox.offered(scene))).toEqual(['slow__look', 'quick__look']));
  expect((await toolbox.offered(scene)).notices).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('offered() waits again for a server that was there and starts anew', async () => {
  const { server, start, slowAgain } = slowServer('slow');
  const toolbox = open(server);
  start();
  expect(names(await toolbox.offered(scene))).toEqual(['slow__look']);
  slowAgain();
  const asking = toolbox.offered(scene);
  await vi.advanceTimersByTimeAsync(2999);
  start();
  expect(names(await asking)).toEqual(['slow__look']);
});

test('call() waits for a server as long as it takes to start', async () => {
  const { server, start } = slowServer('slow');
  const call = open(server).call('slow__look', {}, scene, signal);
  await vi.advanceTimersByTimeAsync(60_000);
  start();
  expect(await call).toEqual({ text: 'slow__look was called', isError: false });
});

test('call() reaches one server while another has still not started', async () => {
  const quick: ToolServer = { ...slowServer('quick').server, tools: async () => started('quick') };
  const call = open(slowServer('slow').server, quick).call('quick__look', {}, scene, signal);
  await vi.advanceTimersByTimeAsync(3000);
  expect(await call).toEqual({ text: 'quick__look was called', isError: false });
});
