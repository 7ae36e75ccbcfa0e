// The entry for Deno.

import { extname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { getConnInfo, upgradeWebSocket } from 'hono/deno';
import { limits } from '../actors/limits.ts';
import { callerLeft, socketEvents } from '../actors/local-sockets.ts';
import manifest from '../package.json' with { type: 'json' };
import { runProgram } from './cli/program.ts';
import type { Listening, Runtime } from './machine/gateway.ts';
import { readInProcess } from './machine/pdf-process.ts';

function denoRuntime(): Runtime {
  return {
    name: `deno ${Deno.version.deno}`,
    uiRoot: fileURLToPath(new URL('../dist/ui', import.meta.url)),
    // Sources and bundle stand alike.
    readPdf: readInProcess(new URL(`./machine/pdf-keeper${extname(import.meta.url)}`, import.meta.url)),
    approach: (c) => ({ peer: getConnInfo(c).remote.address ?? '', managed: c.env.managed === true }),
    accept: async (c, entrance, visit) => {
      // Deno would keep the line of somebody who has left before it opens, for ever and without a word.
      if (c.req.raw.signal.aborted) throw callerLeft();
      const upgrade = upgradeWebSocket(() => socketEvents(entrance, visit));
      return (await upgrade(c, async () => undefined)) ?? c.text('Not a WebSocket request', 400);
    },
    async listen(app, { host, port, onlyTailscaled: managed = false, tls }) {
      const tcpBacklog = limits.backlog;
      const options = { hostname: host, port, tcpBacklog, onListen: () => undefined, ...speaking(tls) };
      const server = Deno.serve(options, (request, { remoteAddr }) =>
        app.fetch(tls ? withHost(request) : request, { remoteAddr, managed }),
      );
      const close = async () => {
        // Answers on their way may arrive: a client that never got one asks again.
        const patience = Promise.withResolvers<void>();
        const timer = setTimeout(patience.resolve, limits.goodbyeMs);
        // What is left then ends with the process. To abort the server would throw, and end it with an error.
        await Promise.race([server.shutdown(), patience.promise]);
        clearTimeout(timer);
      };
      return { port: server.addr.port, close };
    },
  };
}

/** Over TLS browsers speak HTTP/2, where the address says what Host says elsewhere. */
function withHost(request: Request): Request {
  if (request.headers.has('host')) return request;
  const named = new Request(request);
  named.headers.set('host', new URL(request.url).host);
  return named;
}

/** TLS 1.2 or newer: Deno knows no other. */
function speaking(tls: Listening['tls']) {
  return tls ? { cert: tls.cert, key: tls.key } : {};
}

process.exitCode = await runProgram(
  {
    version: manifest.version,
    serve: async (options) => {
      const serving = await (await import('./machine/gateway.ts')).serveGateway(denoRuntime(), options);
      // A model that still talks, or somebody's patience, would hold the process; what counts is stored by now.
      const end = () => setImmediate(() => process.exit());
      void serving.stopped.then(end, end);
      return serving;
    },
  },
  process.argv.slice(2),
);
