// /new and /reset: the conversation begins anew, and what was said is kept.
import { sessionMethods } from '../sessions.ts';
import { type SlashCommand, standsFor } from './command.ts';

const method = standsFor(sessionMethods, 'sessions.reset');

export const beginNew: SlashCommand = {
  name: 'new',
  aliases: ['/new'],
  category: 'session',
  method,
  run: (scene) => scene.change({ key: scene.said.key, reason: 'new' }, scene.words.begunAnew),
};

export const reset: SlashCommand = {
  name: 'reset',
  aliases: ['/reset', '/clear'],
  category: 'session',
  method,
  run: (scene) => scene.change({ key: scene.said.key, reason: 'reset' }, scene.words.begunAnew),
};
