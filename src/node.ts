#!/usr/bin/env node
// The entry for Node.
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { createNodeWebSocket } from '@hono/node-ws';
import { Hono } from 'hono';
import { limits } from '../actors/limits.ts';
import { callerLeft, socketEvents } from '../actors/local-sockets.ts';
import manifest from '../package.json' with { type: 'json' };
import { runProgram } from './cli/program.ts';
import type { Listening, Runtime } from './machine/gateway.ts';
import { pipeOf } from './machine/pipe.ts';
import { boundSilence } from './machine/silent-connections.ts';
import { takeUpgrades } from './machine/upgrades.ts';

const PING_MS = 25_000;
/** Node gives a minute or two to somebody who has not even said hello. */
const HANDSHAKE_MS = 10_000;
const serverOptions = {
  /** Node gives a whole request five minutes, and a film on a slow line takes longer; silence is judged elsewhere. */
  requestTimeout: 60 * 60_000,
  headersTimeout: HANDSHAKE_MS,
  connectionsCheckingInterval: HANDSHAKE_MS / 4,
};

function nodeRuntime(): Runtime {
  const { wss, upgradeWebSocket } = createNodeWebSocket({ app: new Hono() });
  wss.options.maxPayload = limits.maxPayload;
  const accepted = new WeakSet<IncomingMessage>();
  const managed = new Set<number>();
  return {
    name: `node ${process.version}`,
    uiRoot: fileURLToPath(new URL('../dist/ui', import.meta.url)),
    async readPdf(...reading) {
      const { readInThread } = await import('./machine/pdf-thread.ts');
      // Sources and bundle stand alike.
      return readInThread(new URL(`./machine/pdf-worker${extname(import.meta.url)}`, import.meta.url))(...reading);
    },
    approach: (c) => {
      const { incoming }: HttpBindings = c.env;
      const { remote } = getConnInfo(c);
      return { peer: remote.address ?? '', managed: managed.has(incoming.socket.localPort ?? 0) };
    },
    accept: async (c, entrance, visit) => {
      const { incoming }: HttpBindings = c.env;
      if (!incoming.socket.writable) throw callerLeft();
      incoming.socket.once('close', visit.leave);
      const upgrade = upgradeWebSocket(() => socketEvents(entrance, visit, pipeOf(incoming.socket)));
      accepted.add(incoming);
      return (await upgrade(c, async () => undefined)) ?? c.text('Not a WebSocket request', 400);
    },
    listen(app, { host, port, onlyTailscaled, tls }) {
      if (onlyTailscaled) managed.add(port);
      return new Promise((resolve, reject) => {
        const server = createAdaptorServer({ fetch: app.fetch, hostname: host, ...speaking(tls) });
        server.listen({ port, host, backlog: limits.backlog }, () => {
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
          const at = server.address();
          resolve({ port: typeof at === 'object' && at !== null ? at.port : port, close });
        });
        boundSilence(server);
        takeUpgrades(server, {
          ask: (request, incoming) => app.fetch(request, { incoming }),
          open(incoming, socket, head) {
            if (!accepted.has(incoming)) return false;
            wss.handleUpgrade(incoming, socket, head, (line) => wss.emit('connection', line, incoming));
            return true;
          },
        });
        server.once('error', reject);
      });
    },
  };
}

function speaking(tls: Listening['tls']) {
  if (!tls) return { createServer, serverOptions };
  const { cert, key } = tls;
  return {
    createServer: createSecureServer,
    serverOptions: { ...serverOptions, cert, key, minVersion: 'TLSv1.2' as const, handshakeTimeout: HANDSHAKE_MS },
  };
}

process.exitCode = await runProgram(
  {
    version: manifest.version,
    serve: async (options) => {
      const serving = await (await import('./machine/gateway.ts')).serveGateway(nodeRuntime(), options);
      // A model that still talks, or somebody's patience, would hold the process; what counts is stored by now.
      const end = () => setImmediate(() => process.exit());
      void serving.stopped.then(end, end);
      return serving;
    },
  },
  process.argv.slice(2),
);
