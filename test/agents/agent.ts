// An agent for tests: real tools behind the real rules, keys as the settings have them, and waits that take no time.
import * as v from 'valibot';
import type { Toolbox } from '../../src/agent-seams.ts';
import { type AgentOptions, createAgent } from '../../src/agents/agent.ts';
import { getAgent } from '../../src/agents/catalog.ts';
import { Cooldown } from '../../src/agents/cooldown.ts';
import type { Secrets } from '../../src/agents/keys.ts';
import { createModels, type Way } from '../../src/agents/opened-models.ts';
import type { Settings } from '../../src/config/schema.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Agent } from '../../src/ports.ts';
import { clockIn } from '../../src/tools/clock.ts';
import { defineTool } from '../../src/tools/tool.ts';
import { createToolbox } from '../../src/tools/toolbox.ts';
import { makeSettings, NOW } from './turn.ts';

export function makeAgent(settings: () => Settings, options: Partial<AgentOptions> & Way = {}): Agent {
  const { fetch, patience = { random: () => 0.5, pause: async () => {} }, ...others } = options;
  return createAgent({
    settings,
    offers: () => [],
    settingsPath: '/settings.json',
    tools: makeTools(),
    instructions: async ({ agentId }) => `You are ${getAgent(settings(), agentId).name}, and today is 2026-09-01.`,
    secrets: noSecrets,
    cooldown: new Cooldown(() => NOW),
    models: createModels({ fetch, patience }),
    ...others,
  });
}

export const noSecrets: Secrets = {
  read: async ({ id }) => {
    throw new GatewayError('UNAVAILABLE', `Cannot read the secret "${id}": there is none`);
  },
  forget: () => {},
};

/** A clock that knows one time, and a tool that waits until it is ended. */
export function makeTools(): Toolbox {
  const settings = makeSettings();
  const clock = defineTool({
    name: 'clock',
    label: 'Clock',
    description: 'Tells the time.',
    group: 'sessions',
    input: v.object({ timeZone: v.optional(v.string()) }),
    run: async ({ timeZone }) => JSON.stringify(clockIn(NOW, timeZone)),
  });
  const status = defineTool({
    name: 'session_status',
    label: 'Session Status',
    description: 'Tells how it stands with the session.',
    group: 'sessions',
    input: v.object({}),
    run: async (_input, { sessionKey }) => JSON.stringify({ ...clockIn(NOW), session: sessionKey, entries: 1 }),
  });
  const wait = defineTool({
    name: 'wait',
    label: 'Wait',
    description: 'Waits until it is ended.',
    group: 'sessions',
    input: v.object({}),
    run: (_input, _scene, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  });
  return createToolbox({ settings: () => settings, tools: [status, clock, wait], servers: [] });
}
