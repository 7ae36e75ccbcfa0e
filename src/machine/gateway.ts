// A whole gateway on a machine: its home, its actors, its application. The entry of a runtime brings the listening.
import { getLogger } from '@logtape/logtape';
import type { Context, Hono } from 'hono';
import type { Entrance } from '../../actors/local-sockets.ts';
import manifest from '../../package.json' with { type: 'json' };
import { bootstrap } from '../../routes/bootstrap.ts';
import type { Visit } from '../../routes/socket.ts';
import { describeOffers, findOffers, type Offer } from '../agents/offers.ts';
import { createApp } from '../app.ts';
import { createBearerAuth } from '../auth/bearer.ts';
import { readFacts } from '../auth/facts.ts';
import { refusalStatus, refuseRequest, refuseUpgrade } from '../auth/origin.ts';
import type { ServeOptions, Serving } from '../cli/serve.ts';
import type { GatewayError } from '../errors.ts';
import { Writer } from '../store/writer.ts';
import { type Actors, wireActors } from './actors.ts';
import { bindHost } from './bind-host.ts';
import { listenReason, MachineFailure } from './failure.ts';
import { type Home, openHome } from './home.ts';
import { startSweep } from './media-sweep.ts';
import type { Attempt } from './pdf-reading.ts';
import { uiFiles } from './ui-files.ts';

/** What is different on each runtime: how to listen, how to take a socket, who is at the other end. */
export type Runtime = {
  name: string;
  listen(app: Hono, at: { host: string; port: number }): Promise<{ port: number; close(): Promise<void> }>;
  accept(c: Context, entrance: Entrance, visit: Visit): Response | Promise<Response>;
  peer(c: Context): string;
  uiRoot: string;
  /** How a PDF is read where it holds up nobody. */
  readPdf: Attempt;
};

/** Providers on this machine are looked for when the first client has been served, not before. */
const LOOK_AROUND_MS = 500;
const log = getLogger(['pincer', 'gateway']);

export async function serveGateway(runtime: Runtime, options: ServeOptions): Promise<Serving> {
  const home = await openHome(options);
  try {
    return await open(runtime, options, home);
  } catch (error) {
    await home.close();
    throw error;
  }
}

async function open(runtime: Runtime, options: ServeOptions, home: Home): Promise<Serving> {
  let offers: readonly Offer[] = [];
  const writer = new Writer(home.database);
  const actors = wireActors({
    home,
    options,
    writer,
    platform: runtime.name,
    readPdf: runtime.readPdf,
    offers: () => offers,
  });
  const { gateway, sessions, index } = actors;
  const app = application(runtime, options, home, actors);
  const host = bindHost(home.settings.gateway);
  const listener = await runtime.listen(app, { host, port: options.port }).catch(async (error) => {
    await Promise.all([gateway.close('stop'), sessions.close('stop'), actors.endHelpers()]);
    throw new MachineFailure(`Cannot listen on ${host}:${options.port}: ${listenReason(error)}`, error);
  });
  log.info('Listening on port {port}', { port: listener.port });

  const looking = setTimeout(async () => {
    offers = await findOffers(options.environment, fetch);
    const found = describeOffers(offers);
    if (found) log.info('{found}', { found });
  }, LOOK_AROUND_MS);
  await sessions.wake(index);
  const sweeping = startSweep(actors.media.store, actors.media.now);

  const ended = Promise.withResolvers<void>();
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= (async () => {
      clearTimeout(looking);
      await Promise.all([gateway.close('stop'), sessions.close('stop')]);
      await Promise.all([listener.close(), actors.endHelpers()]);
      await sweeping.stop();
      await writer.close();
      await home.close();
      ended.resolve();
    })();
    return stopping;
  };
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return { url: `http://${reachable}:${listener.port}`, stopped: ended.promise, stop };
}

function application(runtime: Runtime, options: ServeOptions, home: Home, actors: Actors): Hono {
  const { settings, auth } = home;
  const rules = { ...settings.gateway, port: options.port };
  const refusal = (error: GatewayError | null) => (error ? { error, status: refusalStatus(error) } : null);
  const admit = createBearerAuth({ mode: () => auth.mode, secrets: () => home.secrets, version: manifest.version });
  const { id, name } = actors.defaultAgent;
  return createApp({
    facts: (c) => readFacts(c.req.raw.headers, runtime.peer(c)),
    refuse: (facts) => refusal(refuseUpgrade(facts, rules)),
    refuseRequest: (facts) => refusal(refuseRequest(facts, rules)),
    accept: (c, visit) => runtime.accept(c, actors.door(visit.session), visit),
    ready: async () => (await actors.index.list({ limit: 1, offset: 0 })).total >= 0,
    files: uiFiles(settings.gateway.controlUi.root ?? runtime.uiRoot),
    bootstrap: (authorised) => bootstrap(authorised, { assistantName: name, agentId: id, version: manifest.version }),
    media: actors.media,
    sessionKey: actors.sessionKey,
    tools: actors.tools,
    toolScene: actors.toolScene,
    openai: {
      around: actors.around,
      listen: (key, signal) => actors.sessions.listen(key, signal),
      endpoints: settings.gateway.http.endpoints,
    },
    admit: (c) => admit(c.req.raw.headers, readFacts(c.req.raw.headers, runtime.peer(c))),
  });
}
