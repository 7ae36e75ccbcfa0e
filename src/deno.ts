// The entry for Deno.

import { extname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { getConnInfo, upgradeWebSocket } from 'hono/deno';
import { limits } from '../actors/limits.ts';
import { socketEvents } from '../actors/local-sockets.ts';
import manifest from '../package.json' with { type: 'json' };
import { runProgram } from './cli/program.ts';
import type { Runtime } from './machine/gateway.ts';
import { readInProcess } from './machine/pdf-process.ts';

function denoRuntime(): Runtime {
  return {
    name: `deno ${Deno.version.deno}`,
    uiRoot: fileURLToPath(new URL('../dist/ui', import.meta.url)),
    // Sources and bundle stand alike.
    readPdf: readInProcess(new URL(`./machine/pdf-keeper${extname(import.meta.url)}`, import.meta.url)),
    peer: (c) => getConnInfo(c).remote.address ?? '',
    accept: async (c, entrance, { facts }) => {
      const upgrade = upgradeWebSocket(() => socketEvents(entrance, facts));
      return (await upgrade(c, async () => undefined)) ?? c.text('Not a WebSocket request', 400);
    },
    async listen(app, { host, port }) {
      const end = new AbortController();
      const server = Deno.serve({ hostname: host, port, signal: end.signal, onListen: () => undefined }, app.fetch);
      const close = async () => {
        // Answers on their way may arrive: a client that never got one asks again.
        const patience = setTimeout(() => end.abort(), limits.goodbyeMs);
        await server.shutdown();
        clearTimeout(patience);
      };
      return { port: server.addr.port, close };
    },
  };
}

process.exitCode = await runProgram(
  {
    version: manifest.version,
    serve: async (options) => {
      const serving = await (await import('./machine/gateway.ts')).serveGateway(denoRuntime(), options);
      // A model that still talks, or somebody's patience, would hold the process; what counts is stored by now.
      void serving.stopped.then(() => setImmediate(() => process.exit()));
      return serving;
    },
  },
  process.argv.slice(2),
);
