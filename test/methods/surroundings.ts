// What methods stand in: one session for every key, each an actor with a disk of its own, and a caller with scopes.
import * as v from 'valibot';
import { SessionActor } from '../../actors/session.ts';
import type { ToolServer, Workspaces } from '../../src/agent-seams.ts';
import type { Command, Results } from '../../src/commands.ts';
import { Settings } from '../../src/config/schema.ts';
import { openWorkspaces } from '../../src/machine/workspace.ts';
import { ControlWrites } from '../../src/methods/control-writes.ts';
import { createServe } from '../../src/methods/dispatch.ts';
import type { Surroundings } from '../../src/methods/method.ts';
import { gatewayTables } from '../../src/methods/tables.ts';
import type { Caller, Devices, Principal, SessionQuery } from '../../src/ports.ts';
import type { Scope } from '../../src/protocol/scopes.ts';
import type { SessionRecord } from '../../src/records.ts';
import type { SessionSide } from '../../src/tools/session-side.ts';
import { sessionTools } from '../../src/tools/session-tools.ts';
import { createToolbox } from '../../src/tools/toolbox.ts';
import { Disk } from '../actors/disk.ts';
import { terms } from '../actors/fixture.ts';
import { ScriptedAgent } from '../actors/scripted-agent.ts';
import { admissionOf } from '../actors/visitor.ts';
import { openLedger } from '../auth/ledger.ts';

const models = [
  { id: 'small', name: 'Small', provider: 'demo', available: true, contextWindow: 1000, reasoning: false },
];

/** Nobody has a folder yet. */
const noWorkspaces = openWorkspaces({
  settings: () => v.parse(Settings, {}),
  stateDirectory: '/no/such/place',
  settingsFile: '/no/such/place/openclaw.json',
  home: '/no/such/place',
});

export function openMethods(
  given: {
    mainKey?: string;
    defaultAgent?: string;
    tables?: typeof gatewayTables;
    bound?: string;
    workspaces?: Workspaces;
    /** Settings of tools, agents and channels. */
    rules?: v.InferInput<typeof Settings>;
    servers?: ToolServer[];
    devices?: Devices;
  } = {},
) {
  const { mainKey = 'main', defaultAgent = 'main', tables = gatewayTables, bound, workspaces = noWorkspaces } = given;
  const { rules = {}, servers = [] } = given;
  const agent = new ScriptedAgent();
  const actors = new Map<string, { actor: SessionActor; disk: Disk }>();
  const asked: SessionQuery[] = [];
  const called: string[] = [];
  const settings = { ...terms, mainKey };
  const open = (key: string) => {
    const disk = new Disk();
    const deps = {
      key,
      transcript: disk.open(),
      agent: agent.run,
      terms: () => settings,
      now: () => 1,
      watchers: { deliver() {} },
    };
    return { actor: new SessionActor(deps), disk };
  };
  const at = (key: string) => {
    const found = actors.get(key) ?? open(key);
    actors.set(key, found);
    return found;
  };
  const stored = (): SessionRecord[] => [...actors.values()].flatMap(({ disk }) => disk.session ?? []);
  const health = { ok: true as const, ts: 1, durationMs: 0, channels: {}, channelOrder: [], channelLabels: {} };
  const around: Surroundings = {
    sessions: {
      call<C extends Command>(_principal: Principal, key: string, command: C): Promise<Results[C['type']]> {
        called.push(`${key} ${command.type}`);
        return at(key).actor.call(command);
      },
      watch: async () => undefined,
      unwatch: async () => undefined,
    },
    index: {
      async list(query) {
        asked.push(query);
        const sessions = stored();
        return { sessions: sessions.slice(query.offset, query.offset + query.limit), total: sessions.length };
      },
      find: async (by) =>
        stored().filter((one) =>
          'key' in by ? one.key === by.key : 'id' in by ? one.id === by.id : 'label' in by && one.label === by.label,
        ),
      async run(id) {
        for (const [key, { disk }] of actors) {
          const run = disk.runs.get(id);
          if (run) return { key, run };
        }
        return null;
      },
      unfinished: async () => [],
    },
    search: async () => ({ hits: [], truncated: false }),
    groups: {
      read: async () => ({ groups: [], sections: [] }),
      change: async (edit) => edit({ groups: [], sections: [] }),
      members: async () => [],
    },
    usage: async () => [],
    media: async () => null,
    uploadPass: async () => ({ ticket: 'ticket', expiresAt: 1, maxBytes: 2, maxImageBytes: 1 }),
    workspaces,
    devices: given.devices ?? openLedger().ledger,
    controlWrites: new ControlWrites(() => 1),
    intake: { receive: async () => [], upload: async () => Promise.reject(new Error('Nothing is uploaded here')) },
    get tools() {
      return tools;
    },
    terms: () => settings,
    agents: () => [{ id: defaultAgent, isDefault: true, model: 'demo/small', fallbacks: [] }],
    models: () => models,
    authStatus: () => [],
    readable: async (_format, heading) => heading.key,
    config: async () => ({ path: 'here', exists: false, raw: null, parsed: {}, valid: true, hash: null, issues: [] }),
    logs: async () => ({ file: 'here', cursor: 0, size: 0, lines: [] }),
    gateway: {
      connections: 1,
      presence: () => [],
      health: async () => ({
        ...health,
        defaultAgentId: 'main',
        agents: [],
        sessions: { path: 'here', count: 0, recent: [] },
      }),
      systemEvent: () => undefined,
    },
    vitals: async () => ({ database: { kind: 'file', bytes: 1 }, memoryBytes: 2 }),
    version: '1',
    startedAt: 0,
    now: () => 1,
  };
  const side: SessionSide = {
    sessions: () => around.sessions,
    index: around.index,
    terms: () => settings,
    principal: admissionOf(['operator.write']).principal,
    now: () => Date.parse('2026-09-01T12:34:56Z'),
  };
  const tools = createToolbox({ settings: () => v.parse(Settings, rules), tools: sessionTools(side), servers });
  const serve = createServe(tables, around, bound);
  const follows = new Map<string, boolean>();
  const callerWith = (scopes: Scope[], locale: string | null): Caller => ({
    principal: admissionOf(scopes).principal,
    locale,
    connId: 'here',
    follow: (key, on) => void follows.set(key, on),
    roster: (on) => void follows.set('roster', on),
  });
  const call = (method: string, params?: unknown, scopes: Scope[] = ['operator.admin'], locale: string | null = null) =>
    serve(callerWith(scopes, locale), method, params);
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what its method answers
  const result = async (method: string, params?: unknown): Promise<any> => (await call(method, params)).result;
  return { around, agent, actors, asked, called, follows, serve, call, result };
}
