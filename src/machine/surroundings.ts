// What methods are told of the settings: agents, models, terms, and the settings file itself without its secrets.
import { createHash } from 'node:crypto';
import { chooseModel, defaultAgentId, listAgents } from '../agents/catalog.ts';
import type { Environment } from '../config/environment.ts';
import { redactText, redactValue } from '../config/redact.ts';
import type { Settings } from '../config/schema.ts';
import { readable } from '../export/readable.ts';
import type { AgentFacts, Surroundings } from '../methods/method.ts';
import type { Terms } from '../ports.ts';
import type { SessionDefaults } from '../protocol/sessions.ts';
import type { ConfigGet } from '../protocol/system.ts';
import { readSettings } from './settings-file.ts';

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

export function settingsViews(settings: Settings): Pick<Surroundings, 'agents' | 'readable'> {
  const agents = agentsOf(settings);
  return { agents: () => agents, readable };
}

/** The settings file as it is now, for reading eyes. */
export async function showSettings(path: string, environment: Environment): Promise<ConfigGet> {
  const file = readSettings(path, environment);
  return {
    path,
    exists: file.exists,
    raw: file.exists ? redactText(file.text) : null,
    parsed: redactValue(file.written ?? {}),
    valid: file.settings !== null,
    hash: file.exists ? createHash('sha256').update(file.text).digest('hex') : null,
    issues: file.problems,
  };
}

function agentsOf(settings: Settings): AgentFacts[] {
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
