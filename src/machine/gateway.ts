// A whole gateway on a machine: its home, its actors, its application. The entry of a runtime brings the listening.
import { getLogger } from '@logtape/logtape';
import type { Context, Hono } from 'hono';
import type { Entrance } from '../../actors/local-sockets.ts';
import type { Visit } from '../../routes/socket.ts';
import { describeOffers, findOffers, type Offer } from '../agents/offers.ts';
import { application } from '../assembly/application.ts';
import { openDoors } from '../assembly/doors.ts';
import type { Attempt } from '../assembly/pdf-reading.ts';
import { Attempts } from '../auth/attempts.ts';
import type { Approach } from '../auth/facts.ts';
import type { ServeOptions, Serving } from '../cli/serve.ts';
import { Writer } from '../store/writer.ts';
import { wireActors } from './actors.ts';
import { bindHost } from './bind-host.ts';
import { certificateInForce } from './certificate.ts';
import { listenReason, MachineFailure } from './failure.ts';
import { type Home, openHome } from './home.ts';
import { startSweep } from './media-sweep.ts';
import { ownAddresses } from './own-addresses.ts';
import { outliveStrays } from './stray-rejections.ts';
import { tailnetOf } from './tailnet.ts';
import { uiFiles } from './ui-files.ts';

export type Listening = {
  host: string;
  port: number;
  /** Nobody but tailscaled is told of it. */
  onlyTailscaled?: boolean;
  /** In PEM. Without it, plain HTTP is spoken. */
  tls?: { cert: string; key: string } | null;
};
export type Listener = { port: number; close(): Promise<void> };

/** What is different on each runtime: how to listen, how to take a socket, who is at the other end. */
export type Runtime = {
  name: string;
  listen(app: Hono, at: Listening): Promise<Listener>;
  accept(c: Context, entrance: Entrance, visit: Visit): Response | Promise<Response>;
  approach(c: Context): Approach;
  uiRoot: string;
  /** How a PDF is read where it holds up nobody. */
  readPdf: Attempt;
};

/** Providers on this machine are looked for when the first client has been served, not before. */
const LOOK_AROUND_MS = 500;
const log = getLogger(['pincer', 'gateway']);

export async function serveGateway(runtime: Runtime, options: ServeOptions): Promise<Serving> {
  outliveStrays();
  const home = await openHome(options);
  try {
    return await open(runtime, options, home);
  } catch (error) {
    await home.close();
    throw error;
  }
}

async function open(runtime: Runtime, options: ServeOptions, home: Home): Promise<Serving> {
  const certificate = await certificateInForce(home.settings.gateway.tls, options.stateDirectory.tls);
  let offers: readonly Offer[] = [];
  const writer = new Writer(home.database);
  const policy = () => home.doorPolicy.current();
  const tailnet = tailnetOf(home.settings.gateway.tailscale, options.environment);
  const doors = openDoors({
    policy,
    attempts: new Attempts({ limits: () => policy().gateway.auth.rateLimit, now: Date.now }),
    own: ownAddresses,
    whois: tailnet.whois,
    ownNames: tailnet.ownNames,
    now: Date.now,
  });
  const actors = wireActors({
    home,
    doors,
    options,
    writer,
    platform: runtime.name,
    readPdf: runtime.readPdf,
    offers: () => offers,
  });
  const { gateway, sessions, interior } = actors;
  const app = application({
    interior,
    doors,
    approach: runtime.approach,
    accept: (c, visit) => runtime.accept(c, actors.door(visit.session), visit),
    listen: (key, signal) => sessions.listen(key, signal),
    files: uiFiles(home.settings.gateway.controlUi.root ?? runtime.uiRoot),
    gateway: home.settings.gateway,
  });
  const host = bindHost(home.settings.gateway);
  const listen = (at: Listening) =>
    runtime.listen(app, at).catch((error) => {
      throw new MachineFailure(`Cannot listen on ${at.host}:${at.port}: ${listenReason(error)}`, error);
    });
  const abandon = async (error: unknown, opened?: Listener): Promise<never> => {
    await Promise.all([gateway.close('stop'), sessions.close('stop'), actors.endHelpers(), opened?.close()]);
    throw error;
  };
  const listener = await listen({ host, port: options.port, tls: certificate }).catch((error) => abandon(error));
  log.info('Listening on port {port}', { port: listener.port });
  await tailnet.open(listen, listener.port).catch((error) => abandon(error, listener));

  const looking = setTimeout(async () => {
    offers = await findOffers(options.environment, fetch);
    const found = describeOffers(offers);
    if (found) log.info('{found}', { found });
  }, LOOK_AROUND_MS);
  await sessions.wake(interior.around.index);
  const sweeping = startSweep(interior.media.store, interior.media.now);

  const ended = Promise.withResolvers<void>();
  let stopping: Promise<void> | null = null;
  let failed: MachineFailure | null = null;
  const stop = () => {
    stopping ??= (async () => {
      clearTimeout(looking);
      await Promise.all([gateway.close('stop'), sessions.close('stop')]);
      await Promise.all([listener.close(), tailnet.close(), actors.endHelpers()]);
      await sweeping.stop();
      await writer.close();
      await home.close();
      if (failed) ended.reject(failed);
      else ended.resolve();
    })();
    return stopping;
  };
  void home.lost.then(async (failure) => {
    failed = failure;
    log.error('{failure}', { failure: failure.message });
    // What the sessions would leave behind is no longer this gateway's to write.
    await writer.close();
    await stop();
  });
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  const url = `${certificate ? 'https' : 'http'}://${reachable}:${listener.port}`;
  const printed = certificate?.selfMade ? { tlsFingerprint: certificate.fingerprint } : {};
  return { url, ...printed, stopped: ended.promise, stop };
}
