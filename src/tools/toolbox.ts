// The toolbox: the gateway's own tools and those of servers, offered and called as far as the rules allow.
import type { Toolbox, ToolCatalogue, ToolFacts, ToolNotice, ToolScene, ToolServer } from '../agent-seams.ts';
import { orEnded } from '../ended.ts';
import { GatewayError, invalidRequest } from '../errors.ts';
import { MOST_TOOLS } from '../protocol/tools.ts';
import { callBounded } from './bounded-call.ts';
import { anyMeans, groupLabels, profiles } from './groups.ts';
import { type PolicySettings, policyAt } from './policy.ts';
import { ServerTools } from './server-tools.ts';
import { invalidInput, type Tool } from './tool.ts';

const OWN_TIMEOUT_MS = 60_000;
const SERVER_TIMEOUT_MS = 120_000;

export type ToolboxOptions = {
  settings: () => PolicySettings;
  tools: readonly Tool[];
  servers: readonly ToolServer[];
};

type Known = {
  facts: ToolFacts;
  timeoutMs: number;
  run(input: unknown, scene: ToolScene, signal: AbortSignal): Promise<{ text: string; isError: boolean }>;
};

export function createToolbox({ settings, tools, servers }: ToolboxOptions): Toolbox {
  const own = new Map(tools.map((tool) => [tool.facts.name, ownTool(tool)]));
  const others = servers.map((server) => new ServerTools(server));

  async function everything(when: 'inTime' | 'whole'): Promise<{ known: Map<string, Known>; notices: ToolNotice[] }> {
    const known = new Map(own);
    const notices: ToolNotice[] = [];
    const listed = await Promise.all(others.map(async (one) => ({ server: one.server, list: await one[when]() })));
    for (const { server, list } of listed) {
      notices.push(...list.notices);
      for (const facts of list.tools) {
        if (known.has(facts.name)) notices.push(twice(facts.name, server.name));
        else known.set(facts.name, serverTool(server, facts));
      }
    }
    return { known, notices };
  }

  return {
    async all(): Promise<ToolCatalogue> {
      const { known, notices } = await everything('inTime');
      const facts = inOrder(known.values());
      const ids = [...new Set(facts.map(({ group }) => group))];
      return {
        tools: facts,
        groups: ids.map((id) => ({ id, label: groupLabels[id] ?? id })),
        profiles: (['minimal', 'coding', 'messaging', 'full'] as const).map((id) => {
          const { label, allow } = profiles[id];
          return { id, label, tools: facts.filter((tool) => anyMeans(allow, tool)).map(({ name }) => name) };
        }),
        notices,
      };
    },

    async offered(scene) {
      const { known, notices } = await everything('inTime');
      const policy = policyAt(settings(), scene);
      const facts = inOrder(known.values());
      const allowed = facts.filter((tool) => policy.judge(tool).allowed);
      const odd = [...policy.strays(facts), ...(allowed.length > MOST_TOOLS ? [tooMany(allowed.length)] : [])];
      return {
        profile: policy.profile,
        tools: allowed.slice(0, MOST_TOOLS),
        notices: [...notices, ...odd],
      };
    },

    async call(name, input, scene, signal) {
      signal.throwIfAborted();
      // A server that cannot be reached keeps nobody from the gateway's own tools.
      const tool =
        own.get(name) ??
        (await orEnded(everything('inTime'), signal)).known.get(name) ??
        (await orEnded(everything('whole'), signal)).known.get(name);
      if (!tool) {
        const words = `Cannot use "${name.slice(0, 100)}": there is no tool of that name; tools.effective lists those that there are`;
        throw invalidRequest(words, { code: 'TOOL_NOT_FOUND' });
      }
      const verdict = policyAt(settings(), scene).judge(tool.facts);
      if (!verdict.allowed) {
        throw new GatewayError('FORBIDDEN', `Cannot use "${name}" here: ${verdict.reason}`, {
          details: { code: 'TOOL_NOT_ALLOWED', tool: name, rule: verdict.rule },
        });
      }
      return callBounded(name, (ends) => tool.run(input, scene, ends), tool.timeoutMs, signal);
    },
  };
}

function ownTool({ facts, timeoutMs = OWN_TIMEOUT_MS, run }: Tool): Known {
  return {
    facts,
    timeoutMs,
    run: async (input, scene, signal) => ({ text: await run(input, scene, signal), isError: false }),
  };
}

function serverTool(server: ToolServer, facts: ToolFacts): Known {
  return {
    facts,
    timeoutMs: SERVER_TIMEOUT_MS,
    async run(input, _scene, signal) {
      const given = input ?? {};
      if (!isRecord(given)) throw invalidInput(`Cannot use "${facts.name}": its input must be an object`);
      return server.call(facts.name, given, signal);
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** By group, groups that have a label of their own first; within one, as they were given. */
function inOrder(known: Iterable<Known>): ToolFacts[] {
  const order = Object.keys(groupLabels);
  const place = ({ group }: ToolFacts) => (order.includes(group) ? order.indexOf(group) : order.length);
  return [...known].map(({ facts }) => facts).sort((one, other) => place(one) - place(other));
}

function tooMany(count: number): ToolNotice {
  const message = `Only the first ${MOST_TOOLS} of ${count} tools are offered, as models take no more: deny those that are not needed`;
  return { id: 'tools-too-many', severity: 'warning', message };
}

function twice(name: string, server: string): ToolNotice {
  const message = `The tool "${name}" of "${server}" is left out: another tool has that name already`;
  return { id: `tool-twice:${server}:${name}`, severity: 'warning', message, servers: [server] };
}
