// Commands that come as the whole text of a message: each does what a method does, under that method's scope.
import { missingScope } from '../errors.ts';
import type { Caller } from '../ports.ts';
import type { Sent } from '../protocol/chat.ts';
import type { Command } from '../protocol/models.ts';
import { allows } from '../protocol/scopes.ts';
import { compactionMethods } from './compaction.ts';
import type { Surroundings, Table } from './method.ts';

type Said = { key: string; runId: string; message: string };
type Slash = {
  table: Table;
  /** Whose scope it takes. */
  method: string;
  run(said: Said, caller: Caller, around: Surroundings): Promise<Sent>;
};

const slashes = new Map<string, Slash>([
  [
    '/compact',
    {
      table: compactionMethods,
      method: 'sessions.compact',
      async run({ key, runId, message }, { principal }, around) {
        const sent = await around.sessions.call(principal, key, { type: 'compact', asked: { runId, message } });
        return 'status' in sent ? sent : { runId, status: 'started' };
      },
    },
  ],
]);

/** What a person can type, as menus show it. `/stop` is understood by `stop-phrases.ts`. */
export const textCommands: Command[] = [
  command('stop', 'Stop the run, and what waits behind it', 'session'),
  command('compact', 'Sum up the conversation so far, to make room', 'session'),
];

function command(name: string, description: string, category: Command['category']): Command {
  const facts = { source: 'native', scope: 'text', acceptsArgs: false } as const;
  return { name, nativeName: name, textAliases: [`/${name}`], description, category, ...facts };
}

/** Null when the message is one like any other. */
export async function runSlash(said: Said, caller: Caller, around: Surroundings): Promise<Sent | null> {
  const slash = slashes.get(said.message.trim().toLowerCase());
  const scope = slash?.table[slash.method]?.scope;
  if (!slash || !scope) return null;
  if (!allows(caller.principal.scopes, scope)) throw missingScope(scope);
  return slash.run(said, caller, around);
}
