// workerd with the Worker of wrangler.toml in it, as `wrangler dev` runs it, but for what only a developer wants: nothing of it
// can be looked into or changed by whoever finds the port.
import { parseArgs } from 'node:util';
import type * as Wrangler from '../test/node_modules/wrangler/wrangler-dist/cli.js';
import { programs, root } from './programs.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { port: text, config: text, 'persist-to': text } });

const { unstable_startWorker: startWorker }: typeof Wrangler = await import(programs.wrangler);
const worker = await startWorker({
  config: values.config ?? `${root}wrangler.toml`,
  dev: {
    server: { hostname: '127.0.0.1', port: Number(values.port) },
    persist: values['persist-to'] ?? false,
    inspector: false,
    watch: false,
    liveReload: false,
  },
});
await worker.ready;
