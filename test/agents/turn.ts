// Turns, entries and settings for the tests of the agent.
import * as v from 'valibot';
import { Settings } from '../../src/config/schema.ts';
import type { AgentEvent, Turn } from '../../src/ports.ts';
import type { Content, Entry, EntryMeta, Role } from '../../src/records.ts';

export const NOW = Date.parse('2026-09-01T12:34:56Z');

let written = 0;

export function makeEntry(role: Role, content: Content, meta: EntryMeta = {}): Entry {
  written += 1;
  return {
    id: `entry-${written}`,
    sessionId: 'session-1',
    seq: written,
    branch: 0,
    position: written,
    parentId: null,
    role,
    content,
    meta,
    at: NOW,
  };
}

export function makeTurn(said: string, overrides: Partial<Turn> = {}): Turn {
  return {
    sessionKey: 'agent:main:main',
    agentId: 'main',
    runId: 'run-1',
    purpose: 'answer',
    entries: [makeEntry('user', said)],
    model: null,
    thinking: null,
    instructions: null,
    steer: async () => [],
    ...overrides,
  };
}

export function makeSettings(input: object = {}): Settings {
  return v.parse(Settings, input);
}

/** One provider at this address, with two models. */
export function servedSettings(url: string, provider: object = {}): Settings {
  return makeSettings({
    models: {
      providers: {
        local: { baseUrl: url, apiKey: 'key-4f9a7c21d0', models: [{ id: 'one' }, { id: 'two' }], ...provider },
      },
    },
    agents: { defaults: { model: 'local/one' }, list: [{ id: 'main', name: 'Ada' }] },
  });
}

export async function collect(events: AsyncIterable<AgentEvent>): Promise<AgentEvent[]> {
  const collected: AgentEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

export function textIn(events: readonly AgentEvent[]): string {
  return events.flatMap((event) => (event.type === 'text' ? [event.delta] : [])).join('');
}
