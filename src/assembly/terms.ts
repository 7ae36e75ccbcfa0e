// What the settings say to every session, and what people are told of agents.
import { chooseModel, defaultAgentId, listAgents } from '../agents/catalog.ts';
import type { Settings } from '../config/schema.ts';
import type { AgentFacts } from '../methods/method.ts';
import type { Terms } from '../ports.ts';
import type { SessionDefaults } from '../protocol/sessions.ts';

export function termsOf(settings: Settings): Terms {
  return {
    mainKey: settings.session.mainKey,
    queueMode: settings.messages.queue.mode,
    historyMaxChars: settings.gateway.webchat.chatHistoryMaxChars,
    timeoutMs: (settings.agents.defaults.timeoutSeconds ?? 0) * 1000,
    defaults: defaultsOf(settings, defaultAgentId(settings)),
    defaultsOf: (agentId) => defaultsOf(settings, agentId),
    contextWindow: ({ agentId, model }) => windowOf(settings, agentId, model),
  };
}

export function agentsOf(settings: Settings): AgentFacts[] {
  const first = defaultAgentId(settings);
  const { thinkingDefault } = settings.agents.defaults;
  return listAgents(settings).map(({ id, name, model, fallbacks }) => {
    const written = settings.agents.list.find((agent) => agent.id === id);
    return {
      id,
      isDefault: id === first,
      model,
      fallbacks,
      ...(thinkingDefault === undefined ? {} : { thinkingDefault }),
      ...(written?.name === undefined ? {} : { name }),
      ...(written ? { identity: written.identity } : {}),
    };
  });
}

function windowOf(settings: Settings, agentId: string, model: string | null): number | null {
  try {
    return chooseModel(settings, agentId, model).model.contextWindow;
  } catch {
    return null;
  }
}

function defaultsOf(settings: Settings, agentId: string): SessionDefaults {
  try {
    const { model } = chooseModel(settings, agentId, null);
    return { modelProvider: model.provider, model: model.id, contextTokens: model.contextWindow };
  } catch {
    // A model that nobody offers fails its runs in words; sessions can still be listed.
    return { modelProvider: null, model: null, contextTokens: null };
  }
}
