// `pincer gateway status`: who runs here, apart from whether it answers.
import type { Command } from 'commander';
import type { Settings } from '../config/schema.ts';
import { CommandFailure, describeFailure, MISUSED } from './failure.ts';
import type { Local } from './local.ts';
import { type GlobalOptions, globalOptions } from './options.ts';
import { answer, table } from './output.ts';
import type { World } from './world.ts';

type Probe = {
  url: string | null;
  reachable: boolean;
  version?: string;
  latencyMs?: number;
  error?: { code: string; message: string };
};

export function addGatewayStatus(gateway: Command, world: World, version: string): void {
  gateway
    .command('status')
    .description('say whether a gateway runs here, which settings it has, and whether it answers')
    .option('--no-probe', 'do not connect to it')
    .action(async (flags: { probe: boolean }, command: Command) => {
      const options = globalOptions(command);
      const { readLocal } = await import('./local.ts');
      const { lockHolder } = await import('../machine/lock.ts');
      const local = readLocal(world, options);
      const holder = lockHolder(local.directory.lock);
      const probe = flags.probe ? await probeGateway(world, options, version) : null;
      const report = {
        process: holder ? { running: true, pid: holder.pid, since: holder.since } : { running: false },
        settings: { path: local.file.path, exists: local.file.exists, problems: local.file.problems },
        stateDirectory: local.directory.path,
        log: local.directory.log,
        tailscale: await tailscaleWay(world, local),
        probe,
        lastError: probe?.reachable === false ? await lastError(local) : null,
      };
      answer(world, options, report, () => words(report));
      // The report has said it all; the exit code says it to scripts.
      if (probe?.reachable === false) throw new CommandFailure('UNREACHABLE', '');
    });
}

async function probeGateway(world: World, options: GlobalOptions, version: string): Promise<Probe> {
  const { findTarget } = await import('./connection.ts');
  const { reach } = await import('./ask.ts');
  const began = Date.now();
  let url: string | null = null;
  try {
    const target = findTarget(world, options);
    url = target.url;
    const client = await reach({ world, options, version }, target, []);
    client.close();
    return { url, reachable: true, version: client.hello.server.version, latencyMs: Date.now() - began };
  } catch (error) {
    const { code, message } = describeFailure(error);
    if (error instanceof CommandFailure && error.exitCode === MISUSED) throw error;
    return { url, reachable: false, error: { code, message } };
  }
}

/** Asked even when nobody runs: a way that leads to nobody is worth knowing. */
async function tailscaleWay(world: World, local: Local): Promise<Report['tailscale']> {
  const mode = local.file.settings?.gateway.tailscale.mode ?? 'off';
  if (mode === 'off') return { mode, url: null };
  const { portOf } = await import('./local.ts');
  const { tailnetPort } = await import('../machine/tailnet.ts');
  const { tailscaleUrl } = await import('../machine/tailscale-route.ts');
  return { mode, url: await tailscaleUrl(world.environment, tailnetPort(portOf(world, local))) };
}

async function lastError({ directory }: Local): Promise<string | null> {
  const { readIfThere } = await import('../machine/private-file.ts');
  const lines = (readIfThere(directory.log) ?? '').trimEnd().split('\n');
  const { readRecord } = await import('./log-line.ts');
  const line = lines.findLast((text) => /^(?:error|fatal)$/i.test(readRecord(text)?.level ?? ''));
  return line === undefined ? null : (readRecord(line)?.message ?? null);
}

type Report = {
  process: { running: boolean; pid?: number; since?: string };
  settings: { path: string; exists: boolean; problems: string[] };
  stateDirectory: string;
  log: string;
  tailscale: { mode: Settings['gateway']['tailscale']['mode']; url: string | null };
  probe: Probe | null;
  lastError: string | null;
};

function words(report: Report): string {
  const { process: owner, settings, stateDirectory, log, tailscale, probe, lastError: last } = report;
  const rows = [
    ['Process', owner.running ? `pid ${owner.pid} since ${owner.since}` : 'none on this machine'],
    ['Settings', `${settings.path}${settings.exists ? '' : ' (not there yet)'}`],
    ...settings.problems.map((problem) => ['', problem]),
    ['State', stateDirectory],
    ['Log', log],
  ];
  if (tailscale.mode !== 'off') {
    rows.push(['Tailscale', tailscale.url ?? `no ${tailscale.mode} leads here; the log says why`]);
  }
  if (probe)
    rows.push([
      'Gateway',
      probe.reachable ? `answers at ${probe.url} in ${probe.latencyMs} ms` : `${probe.error?.message}`,
    ]);
  if (probe?.version) rows.push(['Version', probe.version]);
  if (last) rows.push(['Last error', last]);
  return table(rows);
}
