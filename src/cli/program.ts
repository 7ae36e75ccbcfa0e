// The command line: which commands there are, and how each of them ends.
import { Command, CommanderError } from 'commander';
import { addConfig } from './config.ts';
import { addDevices } from './devices.ts';
import { addDoctor } from './doctor.ts';
import { addExport } from './export.ts';
import { describeFailure, MISUSED } from './failure.ts';
import { addGateway } from './gateway.ts';
import { addGatewayCall } from './gateway-call.ts';
import { addGatewayStatus } from './gateway-status.ts';
import { addHealth } from './health.ts';
import { addImport } from './import.ts';
import { addLogs } from './logs.ts';
import { addMigrate } from './migrate.ts';
import { addModels } from './models.ts';
import { addGlobalOptions } from './options.ts';
import { addSecurity } from './security.ts';
import type { Serve } from './serve.ts';
import { addStatus } from './status.ts';
import { addWeb } from './web.ts';
import { processWorld, type World } from './world.ts';

export type Deps = { serve: Serve; version: string; world?: World };

const EXITS = `
Exit codes: 0 it worked, 1 it failed, 2 it was asked wrongly.
No command but \`pincer gateway\` starts a gateway.`;

export function createProgram({ serve, version, world = processWorld() }: Deps): Command {
  const program = addGlobalOptions(new Command('pincer'))
    .description('A chat gateway for a personal assistant')
    .version(version, '--version', 'print the version')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', EXITS)
    .configureOutput({
      writeOut: (text) => world.write(text),
      writeErr: (text) => world.writeError(text),
      outputError: () => undefined,
    })
    .exitOverride();
  const gateway = addGateway(program, world, serve);
  addGatewayStatus(gateway, world, version);
  addGatewayCall(gateway, world, version);
  addHealth(program, world, version);
  addStatus(program, world, version);
  addWeb(program, world);
  addConfig(program, world);
  addModels(program, world, version);
  addDevices(program, world, version);
  addLogs(program, world, version);
  addSecurity(program, world);
  addDoctor(program, world);
  addImport(program, world);
  addExport(program, world, version);
  addMigrate(program, world);
  return program;
}

/** Runs one command line, without the names of the runtime and the script, and returns the exit code. */
export async function runProgram(deps: Deps, words: readonly string[]): Promise<number> {
  const world = deps.world ?? processWorld();
  try {
    await createProgram({ ...deps, world }).parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure = error instanceof CommanderError ? misused(error) : describeFailure(error);
    const { code, message, exitCode } = failure;
    // Help that was not asked for has been printed by now.
    if (message === '') return exitCode;
    world.writeError(words.includes('--json') ? `${JSON.stringify({ error: { code, message } })}\n` : `${message}\n`);
    return exitCode;
  }
}

function misused({ code, message }: CommanderError): { code: string; message: string; exitCode: number } {
  const shown = code === 'commander.help' ? '' : message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  return { code: 'USAGE', message: shown && `${shown.charAt(0).toUpperCase()}${shown.slice(1)}`, exitCode: MISUSED };
}
