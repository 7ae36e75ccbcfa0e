// One session as an object of its own: its actor, its door, and what wakes it when nobody speaks to it.

import type { ResultSet } from '@libsql/client';
import { getLogger } from '@logtape/logtape';
import { welcomeAt } from '../src/assembly/welcome.ts';
import { createAuth } from '../src/auth/admission.ts';
import { createRefusalLog, noted } from '../src/auth/refusal-log.ts';
import type { Command, Results, SessionEvent } from '../src/commands.ts';
import type { Bindings } from '../src/edge/bindings.ts';
import { openRemote } from '../src/edge/database.ts';
import { remoteGuesses } from '../src/edge/guesses.ts';
import type { Place } from '../src/edge/place.ts';
import { RemoteDevices } from '../src/edge/remote-devices.ts';
import { RemoteSessions } from '../src/edge/remote-sessions.ts';
import { openRooms } from '../src/edge/rooms.ts';
import { createServe } from '../src/methods/dispatch.ts';
import { sessionTables } from '../src/methods/tables.ts';
import type { Principal, Serve, Sessions } from '../src/ports.ts';
import { askBulletin, type Bulletin, isExpelled, lookAtBulletin, readBulletin } from '../src/store/bulletin.ts';
import type { Database } from '../src/store/database.ts';
import { openTranscript } from '../src/store/transcript.ts';
import { Writer } from '../src/store/writer.ts';
import { nextTurn } from '../src/turn.ts';
import { Courier } from './courier.ts';
import { Door } from './door.ts';
import { DurableAlarm } from './durable-alarm.ts';
import { DurableDoor } from './durable-door.ts';
import { GATEWAY } from './gateway.ts';
import { sayHello } from './hello.ts';
import { edgeLimits } from './limits.ts';
import { LocalListener } from './local-listener.ts';
import { SessionActor } from './session.ts';
import { isWrite } from './writes.ts';

const log = getLogger(['pincer', 'session']);
const DOOR = 'door';
/** In the storage of the object: that it may have work which nobody asks for again. */
const BUSY = 'busy';
/** The newest a caller may rely on of what the gateway lets its sessions know. */
const BULLETIN_MS = 5000;

export class DurableSession {
  readonly sockets: DurableDoor;
  readonly #ctx: DurableObjectState;
  readonly #alarm: DurableAlarm;
  readonly #database: Database;
  readonly #courier: Courier;
  readonly #actor: SessionActor;
  readonly #door: Door;
  readonly #listeners = new Map<string, LocalListener>();
  #bulletinAt = 0;

  constructor(ctx: DurableObjectState, bindings: Bindings, place: Place, key: string) {
    const { gateway, policy, settings, signingKey } = place;
    this.#ctx = ctx;
    this.#alarm = new DurableAlarm(ctx.storage);
    this.#database = openRemote(place);
    // Asked for anew each time: after an object was moved, what led to it before leads nowhere for ever.
    const above = () => bindings.GATEWAYS.getByName(gateway);
    this.#courier = new Courier((events) => above().deliver(key, events));

    const writer = new Writer(this.#database, {
      statement: askBulletin,
      heard: (rows) => this.#hear(rows),
    });
    const others = new RemoteSessions(bindings.SESSIONS, gateway);
    const sessions: Sessions = {
      call: (principal, other, command) =>
        other === key ? this.call(command) : others.call(principal, other, command),
      watch: (other) => others.watch(other),
      unwatch: (other) => others.unwatch(other),
    };
    const interior = openRooms(place, this.#database, { sessions: () => sessions });
    const { terms, agents, around } = interior;
    this.#actor = new SessionActor({
      key,
      transcript: openTranscript(this.#database, writer, key),
      agent: agents.agent,
      terms: () => terms,
      now: Date.now,
      watchers: { deliver: (watcher, _key, events) => this.#deliver(watcher, key, events) },
    });
    this.#actor.watch(GATEWAY);
    this.#actor.watch(DOOR);

    const devices = new RemoteDevices(this.#database, { visit: (...asked) => above().visit(...asked) });
    const attempts = remoteGuesses(bindings.ATTEMPTS, gateway, settings.gateway.auth.rateLimit);
    const rules = { policy: () => policy, attempts, devices, signingKey, now: Date.now };
    const about = {
      policy: () => policy,
      bootId: crypto.randomUUID(),
      startedAt: Date.now(),
      tickMs: edgeLimits.tickMs,
      now: Date.now,
    };
    const welcome = welcomeAt('session', interior, about);
    this.#door = new Door({
      auth: noted(createAuth(rules), createRefusalLog(Date.now)),
      serve: this.#looked(createServe(sessionTables, around, key)),
      hello: ({ connId }, admission) => sayHello(welcome(), alone(interior.defaultAgent.id), connId, admission),
      now: Date.now,
      follows: key,
      wakeAt: (time) => void this.#alarm.by(time),
      ...(place.handshakeMs === undefined ? {} : { handshakeMs: place.handshakeMs }),
    });
    this.sockets = new DurableDoor(ctx, this.#door);
  }

  async accept(request: Request): Promise<Response> {
    await this.#alarm.by(Date.now() + edgeLimits.tickMs);
    return this.sockets.accept(request);
  }

  /** What changes the session is answered for: should the object be put out of memory, the alarm wakes it to go on. */
  async call<C extends Command>(command: C): Promise<Results[C['type']]> {
    if (isWrite(command)) {
      const { kv } = this.#ctx.storage;
      if (kv.get(BUSY) !== true) kv.put(BUSY, true);
      await this.#alarm.by(Date.now() + edgeLimits.busyMs);
    }
    return this.#actor.call(command);
  }

  /** The same for the gateway, which hears what is said from then on: its answer overtakes nothing that was said before. */
  async callFromGateway<C extends Command>(command: C): Promise<Results[C['type']]> {
    this.watch(true);
    const result = await this.call(command);
    await this.#courier.brought();
    return result;
  }

  /** The gateway hears what is said from now on, or no more. */
  watch(on: boolean): void {
    this.#courier.want(on);
  }

  /** What is said from now on, each turn of it a line of JSON; until nobody reads it. */
  listen(): ReadableStream<Uint8Array> {
    const name = `listener:${crypto.randomUUID()}`;
    const listener = new LocalListener();
    this.#listeners.set(name, listener);
    this.#actor.watch(name);
    const leave = () => {
      this.#listeners.delete(name);
      this.#actor.unwatch(name);
      listener.end();
    };
    const heard = listener[Symbol.asyncIterator]();
    const encoder = new TextEncoder();
    return new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await heard.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
      },
      cancel: leave,
    });
  }

  async wake(): Promise<void> {
    await this.#actor.wake();
  }

  async alarm(): Promise<void> {
    const { kv } = this.#ctx.storage;
    this.#alarm.rang();
    this.#door.tick();
    this.#door.expire();
    if (!this.sockets.empty) await this.#alarm.by(Date.now() + edgeLimits.tickMs);
    if (kv.get(BUSY) !== true) return;
    try {
      await this.wake();
      // It is answered before it has put its work away.
      await nextTurn();
      if (this.#actor.idle) {
        kv.delete(BUSY);
        return;
      }
    } catch {
      // The database is away: what waits there is gone on with when it is back.
    }
    await this.#alarm.by(Date.now() + edgeLimits.busyMs);
  }

  #deliver(watcher: string, key: string, events: SessionEvent[]): void {
    if (watcher === GATEWAY) this.#courier.say(events);
    else if (watcher === DOOR) this.#door.deliver(key, events);
    else this.#listeners.get(watcher)?.deliver(events);
  }

  /** Whoever lost what he had is not served what nothing was written for. */
  #looked(serve: Serve): Serve {
    return async (caller, method, params) => {
      if (caller.principal.deviceId !== null && Date.now() - this.#bulletinAt > BULLETIN_MS) {
        this.#read(await lookAtBulletin(this.#database));
      }
      return serve(caller, method, params);
    };
  }

  /** What was committed is committed, also if nobody understands what came along with it. */
  #hear(rows: ResultSet): void {
    try {
      this.#read(readBulletin(rows));
    } catch (error) {
      log.error('Cannot read what the gateway lets its sessions know: {error}', { error });
    }
  }

  #read({ attended, expelled }: Bulletin): void {
    this.#bulletinAt = Date.now();
    if (attended) this.#courier.want(true);
    const lost = (principal: Principal | null, openedAt: number) =>
      principal?.deviceId != null && isExpelled(expelled, principal.deviceId, openedAt);
    this.#door.dismiss(lost);
  }
}

/** At a session's own door nobody else is shown, and how the gateway is is asked at the gateway. */
function alone(defaultAgentId: string) {
  const health = {
    ...{ ok: true as const, ts: Date.now(), durationMs: 0, channels: {}, channelOrder: [], channelLabels: {} },
    ...{ defaultAgentId, agents: [], sessions: { path: '', count: 0, recent: [] } },
  };
  return { presence: [], health, stateVersion: { presence: 0, health: 0 } };
}
