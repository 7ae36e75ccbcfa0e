// `pincer migrate`: brings the database forward, here or on the server that the variables name.
import type { Command } from 'commander';
import { globalOptions } from './options.ts';
import { answer } from './output.ts';
import type { World } from './world.ts';

const DATABASE = `
The database is on the libSQL server that PINCER_DATABASE_URL and PINCER_DATABASE_TOKEN name, or pincer.db in the
state directory. \`pincer gateway\` does the same at its start; a deployment on Workers does not.`;

export function addMigrate(program: Command, world: World): void {
  program
    .command('migrate')
    .description('bring the tables of the database forward to what this version knows')
    .addHelpText('after', DATABASE)
    .action(async (_: unknown, command: Command) => {
      const options = globalOptions(command);
      const { readLocal, whereOf } = await import('./local.ts');
      const { migrateDatabase } = await import('../machine/migration.ts');
      const migrated = await migrateDatabase(whereOf(world, readLocal(world, options)));
      const { version, applied } = migrated;
      answer(world, options, migrated, () => `The database is at ${version}: ${counted(applied.length)}`);
    });
}

function counted(applied: number): string {
  if (applied === 0) return 'nothing was to be done';
  return applied === 1 ? '1 migration applied' : `${applied} migrations applied`;
}
