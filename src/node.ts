#!/usr/bin/env node
// The entry for Node.
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HttpBindings, serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { createNodeWebSocket } from '@hono/node-ws';
import { Hono } from 'hono';
import { limits } from '../actors/limits.ts';
import { socketEvents } from '../actors/local-sockets.ts';
import manifest from '../package.json' with { type: 'json' };
import { runProgram } from './cli/program.ts';
import type { Runtime } from './machine/gateway.ts';
import { readInThread } from './machine/pdf-thread.ts';

const PING_MS = 25_000;
/** Node gives a whole request five minutes, and a film on a slow line takes longer; silence is judged elsewhere. */
const serverOptions = { requestTimeout: 60 * 60_000 };

function nodeRuntime(): Runtime {
  const shell = new Hono();
  const { wss, injectWebSocket, upgradeWebSocket } = createNodeWebSocket({ app: shell });
  wss.options.maxPayload = limits.maxPayload;
  return {
    name: `node ${process.version}`,
    uiRoot: fileURLToPath(new URL('../dist/ui', import.meta.url)),
    // Sources and bundle stand alike.
    readPdf: readInThread(new URL(`./machine/pdf-worker${extname(import.meta.url)}`, import.meta.url)),
    peer: (c) => getConnInfo(c).remote.address ?? '',
    accept: (c, entrance, { facts }) => {
      const { incoming }: HttpBindings = c.env;
      const upgrade = upgradeWebSocket(() => socketEvents(entrance, facts, incoming.socket));
      return upgrade(c, async () => undefined).then((response) => response ?? c.text('Not a WebSocket request', 400));
    },
    listen(app, { host, port }) {
      shell.all('*', (c) => app.fetch(c.req.raw, c.env));
      return new Promise((resolve, reject) => {
        const server = serve({ fetch: app.fetch, hostname: host, port, createServer, serverOptions }, (info) => {
          const ping = setInterval(() => {
            for (const socket of wss.clients) socket.ping();
          }, PING_MS);
          const close = () =>
            new Promise<void>((done) => {
              clearInterval(ping);
              // Answers on their way may arrive: a client that never got one asks again.
              const patience = setTimeout(() => {
                if ('closeAllConnections' in server) server.closeAllConnections();
              }, limits.goodbyeMs);
              server.close(() => {
                clearTimeout(patience);
                done();
              });
              for (const socket of wss.clients) socket.terminate();
            });
          resolve({ port: info.port, close });
        });
        // A reset during the upgrade is an error of the raw socket, and nobody else listens for it.
        server.on('upgrade', (_request, socket) => socket.on('error', () => socket.destroy()));
        injectWebSocket(server);
        server.once('error', reject);
      });
    },
  };
}

process.exitCode = await runProgram(
  {
    version: manifest.version,
    serve: async (options) => {
      const serving = await (await import('./machine/gateway.ts')).serveGateway(nodeRuntime(), options);
      // A model that still talks, or somebody's patience, would hold the process; what counts is stored by now.
      void serving.stopped.then(() => setImmediate(() => process.exit()));
      return serving;
    },
  },
  process.argv.slice(2),
);
