// `pincer web`: the browser, at the gateway's page, signed in.
import type { Command } from 'commander';
import { globalOptions } from './options.ts';
import { answer } from './output.ts';
import type { World } from './world.ts';

export function addWeb(program: Command, world: World): void {
  program
    .command('web')
    .description("open the browser at the gateway's page, signed in; print the link when there is no browser")
    .option('--print', 'only print the link')
    .action(async (flags: { print?: boolean }, command: Command) => {
      const options = globalOptions(command);
      const { findTarget, signInLink, webUrl } = await import('./connection.ts');
      const target = findTarget(world, options);
      const link = signInLink(target);
      const opened = flags.print !== true && !options.json && (await world.openBrowser(link));
      // The link holds the token: it is shown only when it has to be copied.
      answer(world, options, { url: link, opened }, () => (opened ? `Opened ${webUrl(target.url)}` : link));
    });
}
