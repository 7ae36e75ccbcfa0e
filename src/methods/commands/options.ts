// /think and /queue: what a session does differently from the settings.
import { thinkingLevels } from '../../protocol/models.ts';
import { sessionMethods } from '../sessions.ts';
import { type SlashCommand, standsFor } from './command.ts';

/** What people say to go back to the settings. */
export const DEFAULT = 'default';

const modes = ['steer', 'followup', 'collect', 'interrupt'];
const method = standsFor(sessionMethods, 'sessions.patch');

export const think: SlashCommand = {
  name: 'think',
  aliases: ['/think', '/thinking'],
  category: 'options',
  method,
  argument: { name: 'level', choices: [...thinkingLevels, DEFAULT] },
  async run(scene) {
    const { argument, words, said, around } = scene;
    if (argument === null) {
      const [session] = await around.index.find({ key: said.key });
      return scene.reply(words.thinkingInUse(session?.thinking ?? words.byDefault));
    }
    const level = argument === DEFAULT ? null : argument;
    return scene.change({ key: said.key, thinkingLevel: level }, words.thinkingChosen(level ?? words.byDefault));
  },
};

export const queue: SlashCommand = {
  name: 'queue',
  aliases: ['/queue'],
  category: 'options',
  method,
  argument: { name: 'mode', choices: [...modes, DEFAULT] },
  async run(scene) {
    const { argument, words, said, around } = scene;
    const { queueMode: own } = around.terms();
    if (argument === null) {
      const [session] = await around.index.find({ key: said.key });
      return scene.reply(words.queueInUse(session?.queueMode ?? `${own} (${words.byDefault})`));
    }
    const mode = argument === DEFAULT ? null : argument;
    return scene.change({ key: said.key, queueMode: mode }, words.queueChosen(mode ?? `${own} (${words.byDefault})`));
  },
};
