// The rules about tools: which layers of the settings speak of a place, and which of their rules decides about a tool.
import type { ToolNotice, ToolScene } from '../agent-seams.ts';
import type { Profile, Settings, ToolRule, ToolRules } from '../config/schema.ts';
import { readSessionKey } from '../protocol/session-key.ts';
import { anyMeans, means, profiles, type Standing } from './groups.ts';

export type PolicySettings = Pick<Settings, 'tools' | 'agents' | 'channels'>;

/** A refusal names the setting that refused, and says in words what to change there. */
export type Verdict = { allowed: true } | { allowed: false; rule: string; reason: string };

export type Policy = {
  profile: Profile;
  judge(tool: Standing): Verdict;
  /** Names in the rules of this place that mean none of these tools. */
  strays(tools: readonly Standing[]): ToolNotice[];
};

type Layer = { path: string; rule: ToolRule };
/** The profile that a chain of layers ends up with: the innermost, with the innermost additions to it. */
type Fence = { path: string; profile: Profile; also: readonly string[]; home: string };

export const DEFAULT_CHANNEL = 'webchat';

/** A tool may be used when no layer denies it, every profile has it, and every list of what is allowed names it. */
export function policyAt(settings: PolicySettings, scene: Omit<ToolScene, 'runId'>): Policy {
  const { own, ofProvider, ofChannels } = layersAt(settings, scene);
  const layers = [...own, ...ofProvider, ...ofChannels];
  const base = fenceOf(own);
  const fences = [base, fenceOf(ofProvider), ...ofChannels.map((layer) => fenceOf([layer]))];
  return {
    profile: base?.profile ?? 'full',
    judge(tool) {
      for (const { path, rule } of layers) {
        const denied = rule.deny?.find((name) => means(name, tool));
        if (denied !== undefined) {
          return refused(`${path}.deny`, `${path}.deny has "${denied}"; take it out of there to use the tool`);
        }
      }
      for (const fence of fences) {
        if (!fence || anyMeans([...profiles[fence.profile].allow, ...fence.also], tool)) continue;
        const { path, profile, home } = fence;
        return refused(path, `the profile "${profile}" of ${path} does not have it; add it to ${home}.alsoAllow`);
      }
      for (const { path, rule } of layers) {
        if (rule.allow && !anyMeans(rule.allow, tool)) {
          return refused(`${path}.allow`, `${path}.allow does not name it; add it there`);
        }
      }
      return { allowed: true };
    },
    strays: (tools) => layers.flatMap((layer) => straysOf(layer, tools)),
  };
}

/** The word before the first colon of the key, where the settings have a channel of that name. */
export function channelOf(sessionKey: string, channels: PolicySettings['channels']): string {
  const word = readSessionKey(sessionKey).rest.split(':', 1)[0]?.toLowerCase();
  return Object.keys(channels).find((name) => name.toLowerCase() === word) ?? DEFAULT_CHANNEL;
}

function layersAt(settings: PolicySettings, scene: Omit<ToolScene, 'runId'>) {
  const agent = settings.agents.list.find(({ id }) => id === scene.agentId)?.tools;
  const rules: [path: string, rules: ToolRules][] = [['tools', settings.tools]];
  if (agent) rules.push([`agents.list[${scene.agentId}].tools`, agent]);
  const own: Layer[] = rules.map(([path, rule]) => ({ path, rule }));
  const ofProvider = rules.flatMap(([path, { byProvider }]) =>
    providerNames(scene.model).flatMap((name) => entry(`${path}.byProvider`, byProvider, name)),
  );
  const names = new Set([channelOf(scene.sessionKey, settings.channels), scene.channel?.toLowerCase()]);
  const ofChannels = [...names].flatMap((name) => {
    const [found] = name === undefined ? [] : entry('channels', settings.channels, name);
    return found?.rule.tools ? [{ path: `${found.path}.tools`, rule: found.rule.tools }] : [];
  });
  return { own, ofProvider, ofChannels };
}

/** "provider", then "provider/model": the narrower one is the inner one. */
function providerNames(model: string | null): string[] {
  if (model === null) return [];
  const provider = model.split('/', 1)[0] ?? model;
  return provider === model ? [model] : [provider, model];
}

function entry<Rule>(path: string, rules: Record<string, Rule>, wanted: string): { path: string; rule: Rule }[] {
  const found = Object.entries(rules).find(([name]) => name.toLowerCase() === wanted.toLowerCase());
  return found ? [{ path: `${path}.${found[0]}`, rule: found[1] }] : [];
}

function fenceOf(layers: readonly Layer[]): Fence | null {
  const inner = layers.findLast(({ rule }) => rule.profile !== undefined);
  if (inner?.rule.profile === undefined) return null;
  const added = layers.findLast(({ rule }) => rule.alsoAllow !== undefined);
  return {
    path: `${inner.path}.profile`,
    profile: inner.rule.profile,
    also: added?.rule.alsoAllow ?? [],
    home: (added ?? inner).path,
  };
}

function refused(rule: string, reason: string): Verdict {
  return { allowed: false, rule, reason };
}

function straysOf({ path, rule }: Layer, tools: readonly Standing[]): ToolNotice[] {
  const lists = [
    { list: 'allow', names: rule.allow, severity: 'warning' },
    { list: 'alsoAllow', names: rule.alsoAllow, severity: 'warning' },
    { list: 'deny', names: rule.deny, severity: 'info' },
  ] as const;
  return lists.flatMap(({ list, names, severity }): ToolNotice[] => {
    if (!names) return [];
    const strays = names.filter((name) => name.trim() !== '*' && !tools.some((tool) => means(name, tool)));
    const nothing = list === 'allow' && strays.length === names.length ? ', so it allows nothing' : '';
    if (strays.length === 0 && nothing === '') return [];
    const shown = strays.slice(0, 5).map((name) => `"${name.slice(0, 80)}"`);
    const more = strays.length > 5 ? ` and ${strays.length - 5} more` : '';
    const what = strays.length === 0 ? 'is empty' : `has ${shown.join(', ')}${more}, which no tool goes by`;
    return [{ id: `${path}.${list}`, severity, message: `${path}.${list} ${what}${nothing}` }];
  });
}
