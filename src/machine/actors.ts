// The actors of one machine, wired: sessions on their transcripts, the gateway above them, and the doors to both.
import type { DoorDeps } from '../../actors/door.ts';
import { GATEWAY, GatewayActor } from '../../actors/gateway.ts';
import { type HelloFacts, sayHello } from '../../actors/hello.ts';
import { LocalSessions } from '../../actors/local.ts';
import type { Entrance } from '../../actors/local-sockets.ts';
import manifest from '../../package.json' with { type: 'json' };
import type { Media } from '../../routes/media.ts';
import type { Toolbox, ToolScene } from '../agent-seams.ts';
import type { Offer } from '../agents/offers.ts';
import { createAuth } from '../auth/admission.ts';
import { DeviceLedger } from '../auth/device-ledger.ts';
import { noted } from '../auth/refusal-log.ts';
import type { ServeOptions } from '../cli/serve.ts';
import { ControlWrites } from '../methods/control-writes.ts';
import { createServe, methodNames } from '../methods/dispatch.ts';
import type { Surroundings, Table } from '../methods/method.ts';
import { gatewayTables, sessionTables } from '../methods/tables.ts';
import { keyOf } from '../methods/target.ts';
import { type ToolPlace, toolSceneOf } from '../methods/tool-scene.ts';
import type { SessionIndex } from '../ports.ts';
import { events } from '../protocol/events.ts';
import { mainSessionKey, readSessionKey } from '../protocol/session-key.ts';
import { createDeviceStore, createRequestStore } from '../store/device-store.ts';
import { createGroups } from '../store/groups.ts';
import { createTranscriptSearch } from '../store/search.ts';
import { createSessionIndex } from '../store/session-index.ts';
import { openTranscript } from '../store/transcript.ts';
import { createUsageLog } from '../store/usage.ts';
import type { Writer } from '../store/writer.ts';
import { openAgentSide } from './agent-side.ts';
import type { Doors } from './doors.ts';
import type { Home } from './home.ts';
import { openMediaSide } from './media-side.ts';
import { modelViews } from './model-views.ts';
import type { Attempt } from './pdf-reading.ts';
import { settingsViews, showSettings, termsOf } from './surroundings.ts';
import { vitalFacts } from './vital-facts.ts';

export type Actors = {
  gateway: GatewayActor;
  sessions: LocalSessions;
  index: SessionIndex;
  /** What methods know of the gateway; the routes that speak to its sessions know the same. */
  around: Surroundings;
  media: Media;
  /** The whole name of a session. */
  sessionKey(given: string, agentId: string | undefined): string;
  tools: Toolbox;
  /** Ends the programs that bring tools, and the reading of files. */
  endHelpers(): Promise<void>;
  /** Where somebody who is in no run asks for a tool. */
  toolScene(given: ToolPlace): Promise<ToolScene>;
  defaultAgent: { id: string; name: string };
  /** The gateway's door, or the session's own. */
  door(session: string | null): Entrance;
};

type Wiring = {
  home: Home;
  doors: Doors;
  options: ServeOptions;
  writer: Writer;
  platform: string;
  readPdf: Attempt;
  offers: () => readonly Offer[];
};

export function wireActors({ home, doors, options, writer, platform, readPdf, offers }: Wiring): Actors {
  const { settings, database } = home;
  const now = Date.now;
  const startedAt = now();
  const bootId = crypto.randomUUID();
  const terms = termsOf(settings);
  const index = createSessionIndex(database);
  const devices = new DeviceLedger({
    devices: createDeviceStore(database),
    requests: createRequestStore(database),
    signingKey: home.key,
    port: options.port,
    now,
    connected: () => new Set([...gateway.devices(), ...sessions.devices()]),
    expel: (deviceId, own) => {
      gateway.expel(deviceId, own);
      sessions.expel(deviceId, own);
    },
    tell: (told) => {
      if ('requested' in told) gateway.tell('operator.pairing', 'device.pair.requested', told.requested);
      else gateway.tell('operator.pairing', 'device.pair.resolved', told.resolved);
    },
  });

  const agents = openAgentSide({
    home,
    options,
    readPdf,
    offers,
    index,
    terms: () => terms,
    sessions: () => sessions,
    now,
  });
  const media = openMediaSide({ store: agents.media, intake: agents.intake, signingKey: home.key, now });
  const sessions: LocalSessions = new LocalSessions({
    transcript: (key) => openTranscript(database, writer, key),
    agent: agents.agent,
    terms: () => terms,
    now,
    everywhere: { name: GATEWAY, deliver: (key, happened) => gateway.deliver(key, happened) },
  });

  const around: Surroundings = {
    sessions,
    index,
    search: createTranscriptSearch(database),
    groups: createGroups(database),
    usage: createUsageLog(database),
    devices,
    controlWrites: new ControlWrites(now),
    workspaces: agents.workspaces,
    media: media.links,
    uploadPass: media.uploadPass,
    intake: agents.intake,
    tools: agents.tools,
    terms: () => terms,
    ...settingsViews(settings),
    ...modelViews(settings, agents.cooldown),
    config: () => showSettings(options.stateDirectory.settings, options.environment),
    logs: async (params) => home.logs.file.tail(params),
    // The gateway serves these methods, and they speak of the gateway.
    gateway: {
      get connections() {
        return gateway.connections;
      },
      presence: () => gateway.presence(),
      health: () => gateway.health(),
      systemEvent: (text) => gateway.systemEvent(text),
    },
    vitals: () => vitalFacts(home.databaseUrl),
    version: manifest.version,
    startedAt,
    now,
  };

  const { policy, attempts, note } = doors;
  const admit = noted(createAuth({ policy, attempts, devices, signingKey: home.key, now }), note);
  home.doorPolicy.onChange((change, { secrets }) => {
    home.logs.hide(Object.values(secrets));
    const bySecret = ['token', 'password', 'none'];
    const meant: Parameters<typeof gateway.dismiss>[0] = (principal) =>
      change === 'rules' || principal === null || bySecret.includes(principal.method);
    gateway.dismiss(meant);
    sessions.dismiss(meant);
  });

  const everyEvent = Object.keys(events);
  const sessionEvents = everyEvent.filter((name) => !/^(presence|health|device\.)/.test(name));
  const agent = around.agents().find(({ isDefault }) => isDefault);
  const defaultAgent = { id: agent?.id ?? 'main', name: agent?.name ?? 'Assistant' };
  const facts = (tables: readonly Table[], told: readonly string[]): HelloFacts => ({
    version: manifest.version,
    bootId,
    startedAt,
    now: now(),
    methods: methodNames(tables),
    events: [...told],
    authMode: policy().mode,
    sessionDefaults: {
      defaultAgentId: defaultAgent.id,
      mainKey: terms.mainKey,
      mainSessionKey: mainSessionKey(defaultAgent.id, terms.mainKey),
    },
  });

  const gateway: GatewayActor = new GatewayActor({
    auth: admit,
    serve: createServe(gatewayTables, around),
    index,
    store: options.stateDirectory.path,
    facts: () => facts(gatewayTables, everyEvent),
    self: { host: 'gateway', version: manifest.version, platform, mode: 'gateway', reason: 'self', ts: startedAt },
    agents: around.agents,
    now,
    ...(home.handshakeMs === undefined ? {} : { handshakeMs: home.handshakeMs }),
  });

  const door = (session: string | null): Entrance => {
    if (session === null) return gateway;
    const { key } = readSessionKey(session, terms.mainKey, defaultAgent.id);
    const serve = createServe(sessionTables, around, key);
    const hello: DoorDeps['hello'] = ({ connId }, admission) =>
      sayHello(facts(sessionTables, sessionEvents), gateway.snapshot(), connId, admission);
    // Found anew each time: a door at which nobody is yet may be forgotten, and made again.
    const own = () => sessions.door(key, { auth: admit, serve, hello });
    return {
      opened: (socket) => own().opened(socket),
      received: (socket, data) => own().received(socket, data),
      closed: (socket) => own().closed(socket),
    };
  };

  return {
    gateway,
    sessions,
    index,
    around,
    media,
    sessionKey: (given, agentId) => keyOf(given, agentId, around),
    tools: agents.tools,
    endHelpers: agents.endHelpers,
    toolScene: (given) => toolSceneOf(given, around),
    defaultAgent,
    door,
  };
}
