// The entry for Deno.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { getConnInfo, upgradeWebSocket } from 'hono/deno';
import { socketEvents } from '../actors/local-sockets.ts';
import manifest from '../package.json' with { type: 'json' };
import { runProgram } from './cli/program.ts';
import type { Runtime } from './machine/gateway.ts';

function denoRuntime(): Runtime {
  return {
    name: `deno ${Deno.version.deno}`,
    uiRoot: fileURLToPath(new URL('../dist/ui', import.meta.url)),
    peer: (c) => getConnInfo(c).remote.address ?? '',
    accept: async (c, entrance, { facts }, now) => {
      const upgrade = upgradeWebSocket(() => socketEvents(entrance, facts, now));
      return (await upgrade(c, async () => undefined)) ?? c.text('Not a WebSocket request', 400);
    },
    async listen(app, { host, port }) {
      const server = Deno.serve({ hostname: host, port, onListen: () => undefined }, app.fetch);
      return { port: server.addr.port, close: () => server.shutdown() };
    },
  };
}

process.exitCode = await runProgram(
  {
    version: manifest.version,
    serve: async (options) => (await import('./machine/gateway.ts')).serveGateway(denoRuntime(), options),
  },
  process.argv.slice(2),
);
