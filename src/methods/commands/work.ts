// /stop and /compact: they act on what the agent is at, and their end is told by that itself.
import { compactionMethods } from '../compaction.ts';
import { sessionMethods } from '../sessions.ts';
import { type SlashCommand, standsFor } from './command.ts';

export const stop: SlashCommand = {
  name: 'stop',
  aliases: ['/stop', '/abort', '/esc'],
  category: 'session',
  method: standsFor(sessionMethods, 'sessions.abort'),
  run: ({ said, caller, around }) => {
    const abort = { type: 'abort', clearQueued: true, origin: 'stop-command' } as const;
    return around.sessions.call(caller.principal, said.key, abort);
  },
};

export const compact: SlashCommand = {
  name: 'compact',
  aliases: ['/compact'],
  category: 'session',
  method: standsFor(compactionMethods, 'sessions.compact'),
  async run({ said, caller, around, words }) {
    const { key, runId, message } = said;
    const ends = { compacted: words.compacted('{before}', '{after}'), notCompacted: words.notCompacted };
    const asked = { runId, message, words: ends };
    const sent = await around.sessions.call(caller.principal, key, { type: 'compact', asked });
    return 'status' in sent ? sent : { runId, status: 'started' };
  },
};
