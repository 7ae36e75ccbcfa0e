// Which models and agents the settings name, and which of them answers a turn.
import type { Provider, Settings } from '../config/schema.ts';
import { invalidRequest } from '../errors.ts';
import { lacksKey } from './keys.ts';
import type { Price } from './price.ts';

/** Of a model whose settings do not say it. */
const ASSUMED_CONTEXT = 128_000;

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
export type CatalogAgent = { id: string; name: string; model: string; fallbacks: readonly string[] };

/** A model and where it is served; the demo is served nowhere. */
export type Choice = ServedChoice | { model: CatalogModel; endpoint: null };

/** `contextWindow` is null when the settings do not say it: what the model has is then only assumed. */
export type ServedChoice = {
  model: CatalogModel;
  endpoint: Provider;
  maxTokens: number | null;
  contextWindow: number | null;
  price: Price | null;
};

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
    fallbacks: fallbacks(settings, id),
  };
}

/** Reads "provider/model", a bare model id or a model's name; of several that match, the first in the file. */
export function findModel(settings: Settings, reference: string): Choice | null {
  const choices = listedChoices(settings);
  const listed = choices.find(({ model }) => referenceOf(model) === reference);
  if (listed) return listed;

  const [provider, id] = splitReference(reference);
  const endpoint = Object.hasOwn(settings.models.providers, provider) ? settings.models.providers[provider] : undefined;
  if (endpoint && id) return serve(provider, endpoint, { id });
  if (reference === referenceOf(demoModel)) return demoChoice;

  const alias = reference.toLowerCase();
  return (
    choices.find(({ model }) => model.id === reference) ??
    choices.find(({ model }) => model.name.toLowerCase() === alias) ??
    null
  );
}

/** The model for a turn and those that stand in for it, in their order. One that nobody offers cannot. */
export function chooseModels(settings: Settings, agentId: string, override: string | null): Choice[] {
  const choices = new Map<string, Choice>();
  const first = chooseModel(settings, agentId, override);
  for (const choice of [first, ...fallbacks(settings, agentId).map((reference) => findModel(settings, reference))]) {
    if (choice && !choices.has(referenceOf(choice.model))) choices.set(referenceOf(choice.model), choice);
  }
  return [...choices.values()];
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
  return choice;
}

export function referenceOf(model: CatalogModel): string {
  return `${model.provider}/${model.id}`;
}

/** An agent's own list replaces that of all agents, also when it is empty. */
function fallbacks({ agents: { defaults, list } }: Settings, agentId: string): readonly string[] {
  return list.find(({ id }) => id === agentId)?.model?.fallbacks ?? defaults.model.fallbacks ?? [];
}

const demoChoice: Choice = { model: demoModel, endpoint: null };

function listedChoices(settings: Settings): ServedChoice[] {
  return Object.entries(settings.models.providers).flatMap(([provider, endpoint]) =>
    endpoint.models.map((model) => serve(provider, endpoint, model)),
  );
}

type Written = Partial<Provider['models'][number]> & { id: string };

function serve(provider: string, endpoint: Provider, model: Written): ServedChoice {
  return {
    model: describeModel(provider, endpoint, model),
    endpoint,
    maxTokens: model.maxTokens ?? null,
    contextWindow: model.contextWindow ?? null,
    price: model.cost ?? null,
  };
}

function describeModel(provider: string, endpoint: Provider, model: Written): CatalogModel {
  return {
    id: model.id,
    name: model.name ?? model.id,
    provider,
    contextWindow: model.contextWindow ?? ASSUMED_CONTEXT,
    reasoning: model.reasoning ?? false,
    input: model.input ?? ['text'],
    available: !lacksKey(endpoint),
  };
}

/** A primary that no provider offers is shown all the same, so that people see what is missing. */
function unservedModel(reference: string): CatalogModel {
  const [provider, id] = splitReference(reference);
  return {
    ...demoModel,
    id: id || reference,
    name: reference,
    provider,
    contextWindow: ASSUMED_CONTEXT,
    available: false,
  };
}

function splitReference(reference: string): [provider: string, id: string] {
  const slash = reference.indexOf('/');
  return slash < 0 ? ['', reference] : [reference.slice(0, slash), reference.slice(slash + 1)];
}
