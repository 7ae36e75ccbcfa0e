// Which models and agents the settings name, and which of them answers a turn.
import type { Provider, Settings } from '../config/schema.ts';
import { invalidRequest } from '../errors.ts';

export const SERVED_API = 'openai-completions';

export type CatalogModel = {
  id: string;
  name: string;
  provider: string;
  contextWindow: number;
  reasoning: boolean;
  input: string[];
  available: boolean;
};

/** `model` is the primary, always as "provider/model". */
export type CatalogAgent = { id: string; name: string; model: string; workspace: string | null };

/** A model and where it is served; the demo is served nowhere. */
export type Choice = { model: CatalogModel; endpoint: Provider | null; maxTokens: number | null };

export const demoModel: CatalogModel = {
  id: 'pincer-demo',
  name: 'Pincer demo',
  provider: 'demo',
  contextWindow: 8192,
  reasoning: false,
  input: ['text'],
  available: true,
};

export function listModels(settings: Settings): CatalogModel[] {
  const models = listedChoices(settings).map(({ model }) => model);
  const references = new Set(models.map(referenceOf));
  for (const agent of listAgents(settings)) {
    if (references.has(agent.model)) continue;
    references.add(agent.model);
    models.push(findModel(settings, agent.model)?.model ?? unservedModel(agent.model));
  }
  return models;
}

export function listAgents(settings: Settings): CatalogAgent[] {
  const { list } = settings.agents;
  return list.length ? list.map(({ id }) => getAgent(settings, id)) : [getAgent(settings, defaultAgentId(settings))];
}

export function defaultAgentId(settings: Settings): string {
  const { list } = settings.agents;
  return (list.find((agent) => agent.default) ?? list[0])?.id ?? 'main';
}

/** An agent that is not in the list has the defaults: its old sessions stay usable. */
export function getAgent(settings: Settings, id: string): CatalogAgent {
  const { defaults, list } = settings.agents;
  const agent = list.find((candidate) => candidate.id === id);
  const primary = agent?.model?.primary ?? defaults.model.primary;
  const choice = primary === undefined ? (listedChoices(settings)[0] ?? demoChoice) : findModel(settings, primary);
  return {
    id,
    name: agent?.name ?? agent?.identity.name ?? id,
    model: choice ? referenceOf(choice.model) : (primary ?? referenceOf(demoModel)),
    workspace: agent?.workspace ?? defaults.workspace ?? null,
  };
}

/** Reads "provider/model", a bare model id or a model's name; of several that match, the first in the file. */
export function findModel(settings: Settings, reference: string): Choice | null {
  const choices = listedChoices(settings);
  const listed = choices.find(({ model }) => referenceOf(model) === reference);
  if (listed) return listed;

  const [provider, id] = splitReference(reference);
  const endpoint = Object.hasOwn(settings.models.providers, provider) ? settings.models.providers[provider] : undefined;
  if (endpoint && id) return { model: describeModel(provider, endpoint, { id }), endpoint, maxTokens: null };
  if (reference === referenceOf(demoModel)) return demoChoice;

  const alias = reference.toLowerCase();
  return (
    choices.find(({ model }) => model.id === reference) ??
    choices.find(({ model }) => model.name.toLowerCase() === alias) ??
    null
  );
}

/** The model for a turn: the session's own choice, else the agent's. Never a silent stand-in for one that is missing. */
export function chooseModel(settings: Settings, agentId: string, override: string | null): Choice {
  const reference = override ?? getAgent(settings, agentId).model;
  const choice = findModel(settings, reference);
  if (!choice) {
    const known = listModels(settings).filter(({ available }) => available);
    const names = known.slice(0, 8).map(referenceOf).join(', ') || 'none';
    throw invalidRequest(
      `Cannot use model "${reference.slice(0, 100)}": no provider in models.providers offers it (available: ${names})`,
    );
  }
  const { endpoint, model } = choice;
  if (endpoint && endpoint.api !== SERVED_API) {
    throw invalidRequest(
      `Cannot use provider "${model.provider}": its api "${endpoint.api}" is not served; set models.providers.${model.provider}.api to "${SERVED_API}"`,
    );
  }
  return choice;
}

export function referenceOf(model: CatalogModel): string {
  return `${model.provider}/${model.id}`;
}

const demoChoice: Choice = { model: demoModel, endpoint: null, maxTokens: null };

function listedChoices(settings: Settings): Choice[] {
  return Object.entries(settings.models.providers).flatMap(([provider, endpoint]) =>
    endpoint.models.map((model) => ({
      model: describeModel(provider, endpoint, model),
      endpoint,
      maxTokens: model.maxTokens ?? null,
    })),
  );
}

function describeModel(
  provider: string,
  endpoint: Provider,
  model: Partial<Provider['models'][number]> & { id: string },
): CatalogModel {
  return {
    id: model.id,
    name: model.name ?? model.id,
    provider,
    contextWindow: model.contextWindow ?? 128_000,
    reasoning: model.reasoning ?? false,
    input: model.input ?? ['text'],
    available: endpoint.api === SERVED_API,
  };
}

/** A primary that no provider offers is shown all the same, so that people see what is missing. */
function unservedModel(reference: string): CatalogModel {
  const [provider, id] = splitReference(reference);
  return { ...demoModel, id: id || reference, name: reference, provider, contextWindow: 128_000, available: false };
}

function splitReference(reference: string): [provider: string, id: string] {
  const slash = reference.indexOf('/');
  return slash < 0 ? ['', reference] : [reference.slice(0, slash), reference.slice(slash + 1)];
}
