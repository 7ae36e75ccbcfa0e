// `pincer security audit`: names what is risky on this machine, the worst first, and mends what can be mended safely.
import type { Command } from 'commander';
import type { Finding } from '../machine/audit/finding.ts';
import type { Mended } from '../machine/audit/mend.ts';
import { CommandFailure } from './failure.ts';
import { printable } from './log-line.ts';
import { globalOptions } from './options.ts';
import { answer } from './output.ts';
import type { World } from './world.ts';

type Flags = { fix?: true };

export function addSecurity(program: Command, world: World): void {
  const security = program.command('security').description('what is risky in the set-up of this machine');
  security
    .command('audit')
    .description('look through the settings and the state directory, and name what is risky with what to do about it')
    .option('--fix', 'mend what is safe to mend: permissions, and a token where none was ever set')
    .action((flags: Flags, command: Command) => run(flags, command, world));
}

async function run({ fix }: Flags, command: Command, world: World): Promise<void> {
  const options = globalOptions(command);
  const { readLocal } = await import('./local.ts');
  const { countBySeverity, shown } = await import('../machine/audit/finding.ts');
  const { audit } = await import('../machine/audit/audit.ts');
  const look = async () => {
    const { directory, file } = readLocal(world, options);
    return {
      directory,
      file,
      findings: await audit({ directory, file, environment: world.environment, now: Date.now() }),
    };
  };
  let seen = await look();
  let fixed: Mended[] = [];
  if (fix) {
    const { mend } = await import('../machine/audit/mend.ts');
    fixed = mend(seen.findings, seen.directory);
    seen = await look();
  }
  const { directory, file, findings } = seen;
  const summary = countBySeverity(findings);
  const places = { stateDirectory: directory.path, settings: file.path };
  answer(world, options, { ...places, summary, findings: findings.map(shown), fixed }, () =>
    [...fixed.map(mendedWords), ...findings.map(findingWords), lastWords(findings, summary, fix === true)].join('\n\n'),
  );
  // The report has said it all; the exit code says it to scripts.
  if (summary.critical > 0) throw new CommandFailure('RISKY', '');
}

function findingWords({ id, severity, what, why, fix }: Finding): string {
  return [`${severity.toUpperCase()} ${id}`, what, `Why: ${why}`, `Fix: ${fix}`].map(printable).join('\n  ');
}

function mendedWords({ done, words }: Mended): string {
  return printable(done ? `FIXED ${words}` : `NOT FIXED ${words}`);
}

function lastWords(
  findings: readonly Finding[],
  summary: Record<Finding['severity'], number>,
  mended: boolean,
): string {
  if (findings.length === 0) return 'Nothing risky was found';
  const mendable = findings.filter(({ mend }) => mend).length;
  const counted = `${summary.critical} critical, ${summary.warning} warning, ${summary.info} info`;
  return mended || mendable === 0 ? counted : `${counted}; \`pincer security audit --fix\` mends ${mendable} of them`;
}
