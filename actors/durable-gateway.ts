// The gateway as an object: everyone at its own door, the devices, and whom its sessions report to.

import { getLogger } from '@logtape/logtape';
import manifest from '../package.json' with { type: 'json' };
import { welcomeAt } from '../src/assembly/welcome.ts';
import { createAuth } from '../src/auth/admission.ts';
import { DeviceLedger } from '../src/auth/device-ledger.ts';
import { createRefusalLog, noted } from '../src/auth/refusal-log.ts';
import type { SessionEvent } from '../src/commands.ts';
import type { Bindings } from '../src/edge/bindings.ts';
import { openRemote } from '../src/edge/database.ts';
import { remoteGuesses } from '../src/edge/guesses.ts';
import type { Place } from '../src/edge/place.ts';
import { RemoteSessions } from '../src/edge/remote-sessions.ts';
import { openRooms } from '../src/edge/rooms.ts';
import { createServe } from '../src/methods/dispatch.ts';
import { gatewayTables } from '../src/methods/tables.ts';
import type { Auth } from '../src/ports.ts';
import { writeAttended, writeExpelled } from '../src/store/bulletin.ts';
import { createDeviceStore, createRequestStore } from '../src/store/device-store.ts';
import { DurableAlarm } from './durable-alarm.ts';
import { DurableDoor } from './durable-door.ts';
import { GatewayActor } from './gateway.ts';
import { edgeLimits } from './limits.ts';

const log = getLogger(['pincer', 'gateway']);

export class DurableGateway {
  readonly sockets: DurableDoor;
  readonly ledger: DeviceLedger;
  readonly #alarm: DurableAlarm;
  readonly #actor: GatewayActor;
  readonly #database: ReturnType<typeof openRemote>;
  /** Whether the sessions were told that somebody is here; null where only an earlier life of this object knows. */
  #attended: boolean | null = null;
  #telling: Promise<unknown> = Promise.resolve();

  constructor(ctx: DurableObjectState, bindings: Bindings, place: Place) {
    const { gateway, policy, settings, signingKey, environment } = place;
    const now = Date.now;
    const startedAt = now();
    const database = openRemote(place);
    this.#database = database;
    this.#alarm = new DurableAlarm(ctx.storage);
    this.ledger = new DeviceLedger({
      devices: createDeviceStore(database),
      requests: createRequestStore(database),
      signingKey,
      port: Number(environment.OPENCLAW_GATEWAY_PORT ?? 443),
      now,
      connected: () => new Set(this.#actor.devices()),
      expel: (deviceId, own) => {
        this.#actor.expel(deviceId, own);
        this.#tell(() => writeExpelled(database, { id: deviceId, at: now() }));
      },
      tell: (told) => {
        if ('requested' in told) this.#actor.tell('operator.pairing', 'device.pair.requested', told.requested);
        else this.#actor.tell('operator.pairing', 'device.pair.resolved', told.resolved);
      },
    });

    const sessions = new RemoteSessions(bindings.SESSIONS, gateway, { watching: true });
    const actorOf = () => this.#actor;
    const interior = openRooms(place, database, {
      sessions: () => sessions,
      devices: this.ledger,
      gateway: {
        get connections() {
          return actorOf().connections;
        },
        presence: () => this.#actor.presence(),
        health: () => this.#actor.health(),
        systemEvent: (text) => this.#actor.systemEvent(text),
      },
    });
    const { around } = interior;
    const attempts = remoteGuesses(bindings.ATTEMPTS, gateway, settings.gateway.auth.rateLimit);
    const auth = createAuth({ policy: () => policy, attempts, devices: this.ledger, signingKey, now });
    const about = { policy: () => policy, bootId: crypto.randomUUID(), startedAt, tickMs: edgeLimits.tickMs, now };
    this.#actor = new GatewayActor({
      auth: noted(this.#announced(auth), createRefusalLog(now)),
      serve: createServe(gatewayTables, around),
      index: around.index,
      store: 'libsql',
      facts: welcomeAt('gateway', interior, about),
      self: {
        host: 'gateway',
        version: manifest.version,
        platform: 'workers',
        mode: 'gateway',
        reason: 'self',
        ts: startedAt,
      },
      agents: around.agents,
      now,
      // It sleeps in between: the alarm does what has to be done again and again.
      every: () => () => undefined,
      wakeAt: (time) => void this.#alarm.by(time),
      attended: (anybody) => {
        if (!anybody) this.#tell(() => this.#attend(false));
      },
      ...(place.handshakeMs === undefined ? {} : { handshakeMs: place.handshakeMs }),
    });
    this.sockets = new DurableDoor(ctx, this.#actor);
    if (this.#actor.connections > 0) this.#attended = true;
  }

  async accept(request: Request): Promise<Response> {
    await this.#alarm.by(Date.now() + edgeLimits.tickMs);
    return this.sockets.accept(request);
  }

  /** False when nobody hears it: the session need not say more before somebody comes. */
  deliver(key: string, events: SessionEvent[]): boolean {
    const { connections } = this.#actor;
    if (connections > 0) this.#actor.deliver(key, events);
    // Somebody was here when the object was last in memory, and could not say goodbye.
    else if (this.sockets.empty) this.#tell(() => this.#attend(false));
    return connections > 0;
  }

  async alarm(): Promise<void> {
    this.#alarm.rang();
    this.#actor.tick();
    this.#actor.expire();
    if (!this.sockets.empty) await this.#alarm.by(Date.now() + edgeLimits.tickMs);
  }

  /** The sessions know before the first who comes is told that he is in: he misses nothing of what happens then. */
  #announced(auth: Auth): Auth {
    return async (attempt) => {
      const admission = await auth(attempt);
      await this.#tell(() => this.#attend(true));
      return admission;
    };
  }

  async #attend(anybody: boolean): Promise<void> {
    // Somebody may have come while the last one left.
    if (!anybody && this.#actor.connections > 0) return;
    if (this.#attended === anybody) return;
    await writeAttended(this.#database, anybody);
    this.#attended = anybody;
  }

  /** One after the other, in the order in which it happened. */
  #tell(work: () => Promise<void>): Promise<void> {
    const told = this.#telling.then(work);
    this.#telling = told.catch((error) => log.error('Cannot tell the sessions: {error}', { error }));
    return told;
  }
}
