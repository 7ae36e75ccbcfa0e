// The actors of one machine, wired: sessions on their transcripts, the gateway above them, and the doors to both.
import type { DoorDeps } from '../../actors/door.ts';
import { GATEWAY, GatewayActor } from '../../actors/gateway.ts';
import { sayHello } from '../../actors/hello.ts';
import { limits } from '../../actors/limits.ts';
import { LocalSessions } from '../../actors/local.ts';
import type { Entrance } from '../../actors/local-sockets.ts';
import manifest from '../../package.json' with { type: 'json' };
import type { Offer } from '../agents/offers.ts';
import type { Doors } from '../assembly/doors.ts';
import { type Interior, openInterior } from '../assembly/interior.ts';
import type { Attempt } from '../assembly/pdf-reading.ts';
import { showSettings } from '../assembly/shown-settings.ts';
import { welcomeAt } from '../assembly/welcome.ts';
import { createAuth } from '../auth/admission.ts';
import { DeviceLedger } from '../auth/device-ledger.ts';
import { noted } from '../auth/refusal-log.ts';
import type { ServeOptions } from '../cli/serve.ts';
import { createServe } from '../methods/dispatch.ts';
import { gatewayTables, sessionTables } from '../methods/tables.ts';
import { readSessionKey } from '../protocol/session-key.ts';
import { createDeviceStore, createRequestStore } from '../store/device-store.ts';
import { openTranscript } from '../store/transcript.ts';
import type { Writer } from '../store/writer.ts';
import type { Home } from './home.ts';
import { openMeans } from './means.ts';
import { readSettings } from './settings-file.ts';
import { vitalFacts } from './vital-facts.ts';

export type Actors = {
  gateway: GatewayActor;
  sessions: LocalSessions;
  interior: Interior;
  /** The gateway's door, or the session's own. */
  door(session: string | null): Entrance;
  /** Ends the programs that bring tools, and the reading of files. */
  endHelpers(): Promise<void>;
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
  const { database } = home;
  const { stateDirectory, environment } = options;
  const now = Date.now;
  const startedAt = now();
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

  const { means, close: closeMeans } = openMeans({ home, options, readPdf, offers, now });
  const interior = openInterior({
    means,
    signingKey: home.key,
    devices,
    sessions: () => sessions,
    async config() {
      const { path, exists, text, written, settings, problems } = readSettings(stateDirectory.settings, environment);
      return showSettings({ path, text: exists ? text : null, written, valid: settings !== null, problems });
    },
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
    startedAt,
    now,
  });
  const { agents, around, terms, defaultAgent } = interior;
  const sessions: LocalSessions = new LocalSessions({
    transcript: (key) => openTranscript(database, writer, key),
    agent: agents.agent,
    terms: () => terms,
    now,
    everywhere: { name: GATEWAY, deliver: (key, happened) => gateway.deliver(key, happened) },
  });

  const { policy, attempts, note } = doors;
  const auth = noted(createAuth({ policy, attempts, devices, signingKey: home.key, now }), note);
  home.doorPolicy.onChange((change, { secrets }) => {
    home.logs.hide(Object.values(secrets));
    const bySecret = ['token', 'password', 'none'];
    const meant: Parameters<typeof gateway.dismiss>[0] = (principal) =>
      change === 'rules' || principal === null || bySecret.includes(principal.method);
    gateway.dismiss(meant);
    sessions.dismiss(meant);
  });

  const about = { policy, bootId: crypto.randomUUID(), startedAt, tickMs: limits.tickMs, now };
  const gateway: GatewayActor = new GatewayActor({
    auth,
    serve: createServe(gatewayTables, around),
    index: around.index,
    store: stateDirectory.path,
    facts: welcomeAt('gateway', interior, about),
    self: { host: 'gateway', version: manifest.version, platform, mode: 'gateway', reason: 'self', ts: startedAt },
    agents: around.agents,
    now,
    ...(home.handshakeMs === undefined ? {} : { handshakeMs: home.handshakeMs }),
  });

  const welcome = welcomeAt('session', interior, about);
  const door = (session: string | null): Entrance => {
    if (session === null) return gateway;
    const { key } = readSessionKey(session, terms.mainKey, defaultAgent.id);
    const serve = createServe(sessionTables, around, key);
    const hello: DoorDeps['hello'] = ({ connId }, admission) =>
      sayHello(welcome(), gateway.snapshot(), connId, admission);
    // Found anew each time: a door at which nobody is yet may be forgotten, and made again.
    const own = () => sessions.door(key, { auth, serve, hello });
    return {
      opened: (socket) => own().opened(socket),
      received: (socket, data) => own().received(socket, data),
      closed: (socket) => own().closed(socket),
    };
  };

  return {
    gateway,
    sessions,
    interior,
    door,
    async endHelpers() {
      closeMeans();
      await agents.endHelpers();
    },
  };
}
