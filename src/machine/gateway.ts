// A whole gateway on a machine: its home, its actors, its application. The entry of a runtime brings the listening.
import { join } from 'node:path';
import { getLogger } from '@logtape/logtape';
import type { Context, Hono } from 'hono';
import { GATEWAY, GatewayActor } from '../../actors/gateway.ts';
import { type HelloFacts, sayHello } from '../../actors/hello.ts';
import { LocalSessions } from '../../actors/local.ts';
import type { Entrance } from '../../actors/local-sockets.ts';
import manifest from '../../package.json' with { type: 'json' };
import { bootstrap } from '../../routes/bootstrap.ts';
import type { Visit } from '../../routes/socket.ts';
import { createAgent } from '../agents/agent.ts';
import { findOffers, type Offer } from '../agents/offers.ts';
import { createApp } from '../app.ts';
import { createAuth } from '../auth/admission.ts';
import { readFacts } from '../auth/facts.ts';
import { refusalStatus, refuseRequest, refuseUpgrade } from '../auth/origin.ts';
import { secretsMatch } from '../auth/secret.ts';
import type { ServeOptions, Serving } from '../cli/serve.ts';
import type { GatewayError } from '../errors.ts';
import { createServe, methodNames } from '../methods/dispatch.ts';
import type { Surroundings, Table } from '../methods/method.ts';
import { gatewayTables, sessionTables } from '../methods/tables.ts';
import { events } from '../protocol/events.ts';
import { mainSessionKey, readSessionKey } from '../protocol/session-key.ts';
import { createDeviceStore } from '../store/device-store.ts';
import { createSessionIndex } from '../store/session-index.ts';
import { openTranscript } from '../store/transcript.ts';
import { Writer } from '../store/writer.ts';
import { bindHost } from './bind-host.ts';
import { type Home, openHome } from './home.ts';
import { settingsViews, showSettings, termsOf } from './surroundings.ts';
import { uiFiles } from './ui-files.ts';

/** What is different on each runtime: how to listen, how to take a socket, who is at the other end. */
export type Runtime = {
  name: string;
  listen(app: Hono, at: { host: string; port: number }): Promise<{ port: number; close(): Promise<void> }>;
  accept(c: Context, entrance: Entrance, visit: Visit, now: number): Response | Promise<Response>;
  peer(c: Context): string;
  uiRoot: string;
};

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
  const { settings, auth, database } = home;
  const now = Date.now;
  const startedAt = now();
  const terms = termsOf(settings);
  const writer = new Writer(database);
  const index = createSessionIndex(database);
  const devices = createDeviceStore(database);
  let offers: readonly Offer[] = [];

  const sessions = new LocalSessions({
    transcript: (key) => openTranscript(database, writer, key),
    agent: createAgent({
      settings: () => settings,
      offers: () => offers,
      settingsPath: options.stateDirectory.settings,
      now,
    }),
    terms: () => terms,
    now,
    everywhere: { name: GATEWAY, deliver: (key, happened) => gateway.deliver(key, happened) },
  });

  const around: Surroundings = {
    sessions,
    index,
    devices,
    terms: () => terms,
    ...settingsViews(settings),
    config: () => showSettings(options.stateDirectory.settings, options.environment),
    logs: async (params) => home.logs.file.tail(params),
    gateway: {
      get connections() {
        return gateway.connections;
      },
      presence: () => gateway.presence(),
      health: () => gateway.health(),
      systemEvent: (text) => gateway.systemEvent(text),
    },
    version: manifest.version,
    startedAt,
    now,
  };

  const secrets = {
    ...(auth.token ? { token: auth.token } : {}),
    ...(auth.password ? { password: auth.password } : {}),
  };
  const gatewaySettings = { ...settings.gateway, port: options.port };
  const admit = createAuth({
    settings: () => gatewaySettings,
    secrets: () => secrets,
    mode: () => auth.mode,
    devices,
    signingKey: home.key,
    now,
  });

  const bootId = crypto.randomUUID();
  const defaultAgent = around.agents().find((agent) => agent.isDefault)?.id ?? 'main';
  const helloFacts = (tables: readonly Table[]): HelloFacts => ({
    version: manifest.version,
    bootId,
    startedAt,
    now: now(),
    methods: methodNames(tables),
    events: Object.keys(events),
    authMode: auth.mode,
    sessionDefaults: {
      defaultAgentId: defaultAgent,
      mainKey: terms.mainKey,
      mainSessionKey: mainSessionKey(defaultAgent, terms.mainKey),
    },
  });

  const gateway = new GatewayActor({
    auth: admit,
    serve: createServe(gatewayTables, around),
    index,
    facts: () => helloFacts(gatewayTables),
    self: {
      host: 'gateway',
      version: manifest.version,
      platform: runtime.name,
      mode: 'gateway',
      reason: 'self',
      ts: startedAt,
    },
    store: options.stateDirectory.path,
    agents: around.agents,
    now,
    ...(home.handshakeMs === undefined ? {} : { handshakeMs: home.handshakeMs }),
  });

  const doorOf = (given: string | null): Entrance => {
    if (given === null) return gateway;
    const { key } = readSessionKey(given, terms.mainKey, defaultAgent);
    return sessions.door(key, {
      auth: admit,
      serve: createServe(sessionTables, around, key),
      hello: (connection, admission) =>
        sayHello(helloFacts(sessionTables), gateway.snapshot(), connection.connId, admission),
    });
  };

  const refusal = (error: GatewayError | null) => (error ? { error, status: refusalStatus(error) } : null);
  const assistantName = around.agents().find((agent) => agent.isDefault)?.name ?? 'Assistant';
  const app = createApp({
    facts: (c) => readFacts(c.req.raw.headers, runtime.peer(c)),
    refuse: (facts) => refusal(refuseUpgrade(facts, gatewaySettings)),
    refuseRequest: (facts) => refusal(refuseRequest(facts, gatewaySettings)),
    accept: (c, visit) => runtime.accept(c, doorOf(visit.session), visit, now()),
    ready: async () => (await index.list({ limit: 1, offset: 0 })).total >= 0,
    files: uiFiles(settings.gateway.controlUi.root ?? runtime.uiRoot),
    bootstrap: (authorised) =>
      bootstrap(authorised, { assistantName, agentId: defaultAgent, version: manifest.version }),
    authorised: async (request) => {
      const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
      const expected = auth.mode === 'password' ? auth.password : auth.token;
      return bearer !== undefined && expected !== null && secretsMatch(bearer, expected);
    },
  });

  const listener = await runtime.listen(app, { host: bindHost(gatewaySettings), port: options.port });
  log.info('Listening on port {port}', { port: listener.port });
  void findOffers(options.environment, fetch).then((found) => {
    offers = found;
  });
  await sessions.wake(index);

  const ended = Promise.withResolvers<void>();
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= (async () => {
      gateway.close('stop');
      sessions.close('stop');
      await listener.close();
      await writer.close();
      await home.close();
      ended.resolve();
    })();
    return stopping;
  };
  return { url: `http://127.0.0.1:${listener.port}`, stopped: ended.promise, stop };
}

export function uiRootBeside(entry: string): string {
  return join(entry, '..', 'dist', 'ui');
}
