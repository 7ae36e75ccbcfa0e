// The rules about tools, read a second time in the plainest way: every set of names is written out, and sets are cut.
import type { Settings, ToolRule } from '../../src/config/schema.ts';
import type { Standing } from '../../src/tools/groups.ts';

type Scene = { agentId: string; sessionKey: string; model: string | null; channel?: string | undefined };
const nobody: ToolRule = {};

export function allowedNaively(settings: Settings, scene: Scene, tool: Standing): boolean {
  const mine = settings.agents.list.find(({ id }) => id === scene.agentId)?.tools;
  const [provider] = (scene.model ?? '').split('/');
  const chain = (from: Record<string, ToolRule> | undefined) =>
    scene.model === null ? [] : [from?.[provider ?? ''] ?? nobody, from?.[scene.model] ?? nobody];
  const general = [settings.tools, mine ?? nobody];
  const providers = [...chain(settings.tools.byProvider), ...chain(mine?.byProvider)];
  const channel = scene.sessionKey.includes('telegram') && settings.channels.telegram ? 'telegram' : 'webchat';
  const channels = [channel, scene.channel ?? channel].map((one) => settings.channels[one]?.tools ?? nobody);
  const everything = [...general, ...providers, ...channels];

  if (everything.some(({ deny }) => deny?.some((name) => names(name, tool)))) return false;
  if (everything.some(({ allow }) => allow && !allow.some((name) => names(name, tool)))) return false;
  return [general, providers, ...channels.map((one) => [one])].every((rules) => inProfile(rules, tool));
}

function inProfile(rules: readonly ToolRule[], tool: Standing): boolean {
  const profile = rules.map((rule) => rule.profile).reduce((outer, inner) => inner ?? outer, undefined);
  const also = rules.map((rule) => rule.alsoAllow).reduce((outer, inner) => inner ?? outer, undefined) ?? [];
  if (profile === undefined || profile === 'full') return true;
  if (also.some((name) => names(name, tool))) return true;
  if (profile === 'minimal') return tool.name === 'session_status';
  if (profile === 'messaging') return tool.group === 'sessions';
  return ['fs', 'sessions', 'web', 'mcp'].includes(tool.group);
}

function names(name: string, tool: Standing): boolean {
  if (name === '*') return true;
  if (name === 'group:openclaw') return tool.source === 'core';
  if (name === 'group:mcp') return tool.source === 'mcp';
  if (name === 'group:web') return tool.group === 'web';
  if (name === 'session*') return tool.name.startsWith('session');
  return name.toLowerCase() === tool.name;
}
