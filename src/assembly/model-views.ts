// What people are told of models: which there are, whether they can be used now, and where their keys come from.
import { defaultAgentId, findModel, getAgent, listModels, referenceOf } from '../agents/catalog.ts';
import type { Cooldown } from '../agents/cooldown.ts';
import { lacksKey } from '../agents/keys.ts';
import type { Provider, Settings } from '../config/schema.ts';
import type { Surroundings } from '../methods/method.ts';
import { thinkingLevels } from '../protocol/models.ts';

const levels = thinkingLevels.map((id) => ({ id, label: id }));
const inputs = ['text', 'image', 'audio', 'video', 'document'] as const;

export function modelViews(settings: Settings, cooldown: Cooldown): Pick<Surroundings, 'models' | 'authStatus'> {
  const { thinkingDefault } = settings.agents.defaults;
  const listed = listModels(settings).map((model) => {
    const { input, ...rest } = model;
    const endpoint = findModel(settings, referenceOf(model))?.endpoint ?? null;
    return {
      ...rest,
      input: inputs.filter((kind) => input.includes(kind)),
      ...(endpoint && lacksKey(endpoint) ? { unavailableReason: 'missing-auth' as const } : {}),
      thinkingLevels: model.reasoning ? levels : levels.slice(0, 1),
      ...(model.reasoning ? {} : { thinkingDefault: 'off' }),
      ...(model.reasoning && thinkingDefault !== undefined ? { thinkingDefault } : {}),
    };
  });
  const providers = Object.entries(settings.models.providers).map(([provider, endpoint]) => ({
    provider,
    authProvider: provider,
    displayName: provider,
    status: lacksKey(endpoint) ? ('missing' as const) : ('static' as const),
    profiles: [],
    ...sourceOf(endpoint),
  }));

  return {
    models(agentId = defaultAgentId(settings)) {
      const first = getAgent(settings, agentId).model;
      return listed.map((model) => {
        const rest = cooldown.of(model);
        return {
          ...model,
          ...(referenceOf(model) === first ? { tags: ['default'] } : {}),
          ...(rest
            ? { available: false, unavailableReason: rest.reason, unavailableUntil: Math.ceil(rest.until) }
            : {}),
        };
      });
    },
    authStatus: () => providers,
  };
}

function sourceOf({ apiKey }: Provider): { apiKey?: { source: 'config' | 'env' | 'file' | 'exec' } } {
  if (apiKey === undefined) return {};
  return { apiKey: { source: typeof apiKey === 'string' ? 'config' : apiKey.source } };
}
