// /model and /models: which model answers here, and which there are.
import { invalidRequest } from '../../errors.ts';
import { type Model, ModelsList } from '../../protocol/models.ts';
import { readSessionKey } from '../../protocol/session-key.ts';
import { modelInUse } from '../../protocol/session-row.ts';
import type { Surroundings } from '../method.ts';
import { modelMethods } from '../models.ts';
import { sessionMethods } from '../sessions.ts';
import { type SlashCommand, standsFor } from './command.ts';
import { DEFAULT } from './options.ts';
import type { Scene } from './scene.ts';

const MOST_LISTED = 100;
const MOST_NAMED = 8;

export const model: SlashCommand = {
  name: 'model',
  aliases: ['/model'],
  category: 'options',
  method: standsFor(sessionMethods, 'sessions.patch'),
  argument: { name: 'model' },
  async run(scene) {
    const { argument, words, said, around } = scene;
    if (argument === null) return scene.reply(words.modelInUse(await modelOf(scene)));
    if (argument.toLowerCase() === DEFAULT) {
      const own = `${defaultModel(scene)} (${words.byDefault})`;
      return scene.change({ key: said.key, model: null }, words.modelChosen(own));
    }
    const chosen = fullName(argument, around);
    return scene.change({ key: said.key, model: chosen }, words.modelChosen(chosen));
  },
};

export const models: SlashCommand = {
  name: 'models',
  aliases: ['/models'],
  category: 'status',
  method: standsFor(modelMethods, 'models.list'),
  async run(scene) {
    const { words } = scene;
    const { models } = await scene.ask({ sessionKey: scene.said.key }, ModelsList);
    const inUse = await modelOf(scene);
    const lines = models.slice(0, MOST_LISTED).map((one) => {
      const notes = [
        nameOf(one),
        ...(one.name === one.id ? [] : [one.name]),
        ...(nameOf(one) === inUse ? [words.inUse] : []),
        ...(one.available ? [] : [words.unavailable]),
      ];
      return `- ${notes.join(' · ')}`;
    });
    const more = models.length - lines.length;
    return scene.reply([words.models, ...lines, ...(more > 0 ? [words.andMore(scene.number(more))] : [])].join('\n'));
  },
};

/** "provider/model", as the session has it or its agent. */
export async function modelOf(scene: Scene): Promise<string> {
  const [session] = await scene.around.index.find({ key: scene.said.key });
  if (!session || session.model === null) return defaultModel(scene);
  const { modelProvider, model } = modelInUse(session, scene.around.terms().defaultsOf(session.agentId));
  return modelProvider === null ? (model ?? scene.words.unknown) : `${modelProvider}/${model}`;
}

function defaultModel({ said, around, words }: Scene): string {
  const { agentId } = readSessionKey(said.key);
  const { modelProvider, model } = around.terms().defaults;
  const own = around.agents().find(({ id }) => id === agentId)?.model;
  return own ?? (model === null ? words.unknown : `${modelProvider}/${model}`);
}

/** What is no model's name stays as it is, for the method to refuse. */
function fullName(given: string, around: Surroundings): string {
  const small = given.toLowerCase();
  const all = around.models();
  const ways: ((one: Model) => boolean)[] = [
    (one) => nameOf(one) === given,
    (one) => one.id === given,
    (one) => [nameOf(one), one.id, one.name].some((name) => name.toLowerCase() === small),
  ];
  const found = ways.map((fits) => all.filter(fits).map(nameOf)).find((names) => names.length > 0) ?? [given];
  if (found.length === 1) return found[0] ?? given;
  const names = found.slice(0, MOST_NAMED).join(', ');
  throw invalidRequest(`Cannot tell which model '${given}' is: send '/model' with one of ${names}`);
}

function nameOf({ provider, id }: Model): string {
  return `${provider}/${id}`;
}
