// `pincer status`: what the gateway does at the moment.
import type { Command } from 'commander';
import * as v from 'valibot';
import type { MethodName } from '../protocol/operations.ts';
import { globalOptions } from './options.ts';
import { answer, duration, table } from './output.ts';
import type { World } from './world.ts';

const Seen = v.object({
  runtimeVersion: v.optional(v.string()),
  uptimeMs: v.optional(v.number()),
  connections: v.optional(v.number()),
  sessions: v.optional(
    v.object({
      count: v.number(),
      defaults: v.optional(v.object({ model: v.nullish(v.string()) })),
      recent: v.optional(v.array(v.object({ key: v.string(), age: v.nullish(v.number()) })), []),
    }),
  ),
});
const Clients = v.array(
  v.object({ text: v.optional(v.string()), host: v.optional(v.string()), mode: v.optional(v.string()) }),
);

export function addStatus(program: Command, world: World, version: string): void {
  program
    .command('status')
    .description('say what the gateway does: version, sessions, and with --deep its health and who is connected')
    .option('--deep', 'ask for health and presence too')
    .action(async (flags: { deep?: boolean }, command: Command) => {
      const options = globalOptions(command);
      const { withGateway } = await import('./ask.ts');
      const asked: MethodName[] = flags.deep ? ['status', 'health', 'system-presence'] : ['status'];
      const result = await withGateway({ world, options, version }, asked, async (client) => {
        const [status, health, presence] = await Promise.all([
          client.request('status', {}),
          flags.deep ? client.request('health', { probe: true }) : null,
          flags.deep ? client.request('system-presence', {}) : null,
        ]);
        return flags.deep ? { status, health, presence } : { status };
      });
      answer(world, options, result, () => words(result.status, result.presence));
    });
}

function words(status: unknown, presence: unknown): string {
  const seen = v.safeParse(Seen, status);
  const { runtimeVersion, uptimeMs, connections, sessions } = seen.success ? seen.output : {};
  const rows: string[][] = [];
  if (runtimeVersion !== undefined) rows.push(['Version', runtimeVersion]);
  if (uptimeMs !== undefined) rows.push(['Up for', duration(uptimeMs)]);
  if (connections !== undefined) rows.push(['Connections', String(connections)]);
  if (sessions) {
    rows.push(['Model', sessions.defaults?.model ?? 'none'], ['Sessions', String(sessions.count)]);
    for (const { key, age } of sessions.recent) rows.push(['', `${key}${age == null ? '' : `, ${duration(age)} ago`}`]);
  }
  const clients = v.safeParse(Clients, presence);
  for (const [index, { text, host, mode }] of (clients.success ? clients.output : []).entries()) {
    rows.push([index === 0 ? 'Present' : '', text ?? `${host ?? 'unknown'} (${mode ?? 'unknown'})`]);
  }
  return table(rows);
}
