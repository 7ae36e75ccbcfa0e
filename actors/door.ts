// Where sockets are served: takes them in, sees to the handshake, hands requests on, and lets events out.
// The gateway has one for all sessions; a session that is visited directly has one of its own.
import type { SessionEvent } from '../src/commands.ts';
import type { Admission, Answer, Attempt, Auth, Caller, Facts, Principal, Seat, Serve, Socket } from '../src/ports.ts';
import type { HelloOk } from '../src/protocol/connect.ts';
import type { Scope } from '../src/protocol/scopes.ts';
import { soon } from '../src/turn.ts';
import { Audience } from './audience.ts';
import { Connection, type Desk } from './connection.ts';
import { limits } from './limits.ts';

/** A longer one would go off at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export type DoorDeps = {
  auth: Auth;
  serve: Serve;
  hello: (connection: Connection, admission: Admission) => HelloOk;
  now: () => number;
  handshakeMs?: number;
  /** The session this door belongs to; whoever comes in follows it. */
  follows?: string;
  joined?: (connection: Connection) => void;
  left?: (connection: Connection) => void;
  emptied?: () => void;
  /** A socket that was here while nobody was in memory is here again. */
  returned?: (connection: Connection) => void;
  /** Who holds the clock and calls `expire` at that time; without it the door has timers of its own. */
  wakeAt?: (time: number) => void;
};

export class Door implements Desk {
  readonly audience = new Audience();
  readonly #deps: DoorDeps;
  readonly #connections = new Map<Socket, Connection>();
  /** When the time of a connection is up: to say who it is, or to have been here by another's word. */
  readonly #patience = new Map<Connection, ReturnType<typeof setTimeout>>();

  #emptied: () => void = () => undefined;

  constructor(deps: DoorDeps) {
    this.#deps = deps;
  }

  get empty(): boolean {
    return this.#connections.size === 0;
  }

  now(): number {
    return this.#deps.now();
  }

  opened(socket: Socket): void {
    const connection = new Connection(socket, this);
    this.#connections.set(socket, connection);
    connection.challenge();
    const tooLong = () => connection.close(1000, 'handshake timeout');
    this.#patience.set(connection, setTimeout(tooLong, this.#deps.handshakeMs ?? limits.handshakeMs));
  }

  /** Its seat was kept while nobody was in memory: it goes on where it was. */
  resumed(socket: Socket): void {
    const connection = new Connection(socket, this);
    if (!connection.open) {
      connection.close(1012, 'service restart');
      return;
    }
    this.#connections.set(socket, connection);
    this.#limit(connection);
    this.audience.join(connection);
    this.#deps.returned?.(connection);
  }

  async received(socket: Socket, data: string): Promise<void> {
    await this.#connections.get(socket)?.receive(data);
  }

  closed(socket: Socket): void {
    const connection = this.#connections.get(socket);
    if (!connection) return;
    this.#connections.delete(socket);
    this.#settled(connection);
    connection.gone();
    if (this.audience.leave(connection)) this.#deps.left?.(connection);
    if (!this.empty) return;
    this.#emptied();
    this.#deps.emptied?.();
  }

  /** So that both sides know the line is alive. */
  tick(): void {
    this.audience.announce('tick', { ts: this.#deps.now() });
  }

  deliver(key: string, events: readonly SessionEvent[]): void {
    this.audience.deliver(key, events);
  }

  /** Says goodbye to everyone, in words first. Done when they have left: a line that is cut before may lose the words. */
  async close(reason: string, restartExpectedMs?: number): Promise<void> {
    this.audience.announce('shutdown', { reason, ...(restartExpectedMs === undefined ? {} : { restartExpectedMs }) });
    for (const connection of this.#connections.values()) connection.close(1012, 'service restart');
    if (this.empty) return;
    const left = new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
    const patience = setTimeout(this.#emptied, limits.goodbyeMs);
    await left;
    clearTimeout(patience);
  }

  /** Devices that are here, also those that are still in their handshake. */
  devices(): string[] {
    return [...this.#connections.values()].flatMap(({ deviceId }) => deviceId ?? []);
  }

  /** Ends the sockets of a device. One that it asked on keeps what `stays`, or ends when it has its answer. */
  expel(deviceId: string, own?: { connId: string; stays: Scope[] | null }): void {
    for (const connection of this.#connections.values()) {
      if (connection.deviceId !== deviceId) continue;
      const close = () => connection.close(4001, 'gateway auth changed');
      if (connection.connId !== own?.connId) close();
      else {
        connection.narrow(own.stays ?? []);
        if (own.stays === null) soon(close);
      }
    }
  }

  /** Ends the sockets of those who are meant; null is somebody who is still on the way in. */
  dismiss(whom: (principal: Principal | null, openedAt: number) => boolean): void {
    for (const connection of this.#connections.values()) {
      const { openedAt } = connection.socket.seat;
      if (whom(connection.open ? connection.principal : null, openedAt)) connection.close(4001, 'gateway auth changed');
    }
  }

  admit(attempt: Attempt): Promise<Admission> {
    return this.#deps.auth(attempt);
  }

  hello(connection: Connection, admission: Admission): HelloOk {
    return this.#deps.hello(connection, admission);
  }

  serve(caller: Caller, method: string, params: unknown): Promise<Answer> {
    return this.#deps.serve(caller, method, params);
  }

  joined(connection: Connection): void {
    connection.socket.admitted();
    this.#settled(connection);
    this.#limit(connection);
    if (this.#deps.follows !== undefined) connection.follow(this.#deps.follows, true);
    this.audience.join(connection);
    this.#deps.joined?.(connection);
  }

  /** Whoever came in by another's word comes in anew from time to time. */
  #limit(connection: Connection): void {
    const { until } = connection.principal;
    if (until === null) return;
    if (this.#deps.wakeAt) {
      this.#deps.wakeAt(until);
      return;
    }
    const wait = Math.min(until - this.#deps.now(), LONGEST_TIMER_MS);
    this.#patience.set(
      connection,
      setTimeout(() => expire(connection), wait),
    );
  }

  /** Ends the sockets whose time is up. */
  expire(): void {
    const now = this.#deps.now();
    for (const connection of this.audience) {
      const { until } = connection.principal;
      if (until === null) continue;
      if (until <= now) expire(connection);
      else this.#deps.wakeAt?.(until);
    }
  }

  /** A timer that is left behind would hold the connection, and the process, for nothing. */
  #settled(connection: Connection): void {
    clearTimeout(this.#patience.get(connection));
    this.#patience.delete(connection);
  }
}

function expire(connection: Connection): void {
  connection.close(4001, 'gateway auth expired: connect again');
}

export function newSeat(facts: Facts, now: number): Seat {
  return {
    connId: crypto.randomUUID(),
    facts,
    nonce: crypto.randomUUID(),
    openedAt: now,
    principal: null,
    caps: [],
    locale: null,
    seq: 0,
    roster: false,
    follows: [],
    given: {},
  };
}
