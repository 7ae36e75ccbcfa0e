// The gateway actor: everyone who came in by the front door, who is present, and the pulse.
import { getLogger } from '@logtape/logtape';
import type { SessionEvent } from '../src/commands.ts';
import type { Auth, Serve, SessionIndex, Socket } from '../src/ports.ts';
import type { Scope } from '../src/protocol/scopes.ts';
import type { Health, Presence } from '../src/protocol/system.ts';
import type { Connection } from './connection.ts';
import { Door } from './door.ts';
import { type HelloFacts, sayHello } from './hello.ts';
import { limits } from './limits.ts';
import { PresenceList } from './presence.ts';

/** The name under which sessions report to it. */
export const GATEWAY = 'gateway';
const RECENT = 5;
const MAX_PRESENCE_PAUSE_MS = 30_000;
/** Nothing beats here; official clients read each of these all the same. */
const STILL = { enabled: false, every: 'off', everyMs: null, prompt: '', target: 'none', ackMaxChars: 0 };
const log = getLogger(['pincer', 'gateway']);

export type GatewayDeps = {
  auth: Auth;
  serve: Serve;
  index: SessionIndex;
  facts: () => HelloFacts;
  self: Presence;
  /** Where sessions are kept, as it is shown to operators. */
  store: string;
  agents: () => { id: string; isDefault: boolean }[];
  now: () => number;
  handshakeMs?: number;
  /** What has to be done again and again; a host that sleeps in between does it itself. */
  every?: (work: () => void, ms: number) => () => void;
  /** Somebody came first, or the last one left. */
  attended?: (anybody: boolean) => void;
  wakeAt?: (time: number) => void;
};

type Kept = Health['sessions'];

export class GatewayActor {
  readonly #deps: GatewayDeps;
  readonly #door: Door;
  readonly #presence: PresenceList;
  readonly #ends: (() => void)[];
  #presenceTimer: ReturnType<typeof setTimeout> | undefined;
  #health: Health;
  #healthVersion = 1;

  constructor(deps: GatewayDeps) {
    this.#deps = deps;
    this.#presence = new PresenceList(deps.self);
    this.#health = this.#wellbeing(new Map(), 0);
    this.#door = new Door({
      auth: deps.auth,
      serve: deps.serve,
      now: deps.now,
      ...(deps.handshakeMs === undefined ? {} : { handshakeMs: deps.handshakeMs }),
      hello: (connection, admission) => sayHello(deps.facts(), this.snapshot(), connection.connId, admission),
      joined: (connection) => this.#joined(connection),
      left: (connection) => this.#left(connection),
      returned: ({ connId, principal }) => this.#presence.enter(connId, principal, deps.now()),
      ...(deps.wakeAt ? { wakeAt: deps.wakeAt } : {}),
    });
    const { every = untilStopped } = deps;
    this.#ends = [every(() => this.tick(), limits.tickMs), every(() => void this.#checkHealth(), limits.healthMs)];
  }

  tick(): void {
    this.#door.tick();
  }

  expire(): void {
    this.#door.expire();
  }

  get connections(): number {
    return this.#door.audience.size;
  }

  opened(socket: Socket): void {
    this.#door.opened(socket);
  }

  resumed(socket: Socket): void {
    this.#door.resumed(socket);
  }

  received(socket: Socket, data: string): Promise<void> {
    return this.#door.received(socket, data);
  }

  closed(socket: Socket): void {
    this.#door.closed(socket);
  }

  deliver(key: string, events: readonly SessionEvent[]): void {
    this.#door.deliver(key, events);
  }

  devices(): string[] {
    return this.#door.devices();
  }

  expel(...whom: Parameters<Door['expel']>): void {
    this.#door.expel(...whom);
  }

  dismiss(...whom: Parameters<Door['dismiss']>): void {
    this.#door.dismiss(...whom);
  }

  /** To those who have the scope that it is about. */
  tell(scope: Scope, event: string, payload: unknown): void {
    this.#door.audience.tell(scope, event, payload);
  }

  presence(): Presence[] {
    return this.#presence.list();
  }

  async health(): Promise<Health> {
    const { agents, index, now, store } = this.#deps;
    const started = now();
    const owners = [undefined, ...agents().map(({ id }) => id)];
    const found = owners.map(async (agentId): Promise<[string | undefined, Kept]> => {
      const { sessions, total } = await index.list({ limit: RECENT, offset: 0, archived: 'all', agentId });
      const recent = sessions.map(({ key, updatedAt }) => ({ key, updatedAt, age: started - updatedAt }));
      return [agentId, { path: store, count: total, recent }];
    });
    this.#health = this.#wellbeing(new Map(await Promise.all(found)), now() - started);
    return this.#health;
  }

  /** A line that an operator wants everyone to see beside the gateway's name. */
  systemEvent(text: string): void {
    log.info('System event: {text}', { text });
    this.#deps.self.text = text;
    this.#presenceChanged();
  }

  snapshot() {
    const { version } = this.#presence;
    return {
      presence: this.#presence.list(),
      health: this.#health,
      stateVersion: { presence: version, health: this.#healthVersion },
    };
  }

  close(reason: string, restartExpectedMs?: number): Promise<void> {
    for (const end of this.#ends) end();
    clearTimeout(this.#presenceTimer);
    return this.#door.close(reason, restartExpectedMs);
  }

  #joined(connection: Connection): void {
    const { client, scopes } = connection.principal;
    log.info('{client} connected as {mode}', { client: client.id, mode: client.mode, scopes: scopes.join(',') });
    this.#presence.enter(connection.connId, connection.principal, this.#deps.now());
    this.#presenceChanged();
    if (this.connections === 1) this.#deps.attended?.(true);
  }

  #left(connection: Connection): void {
    if (this.#presence.leave(connection.connId)) this.#presenceChanged();
    if (this.connections === 0) this.#deps.attended?.(false);
  }

  /** The more there is to tell and the more there are to hear it, the longer it is gathered. */
  #presenceChanged(): void {
    if (this.#presenceTimer) return;
    const pause = Math.min(MAX_PRESENCE_PAUSE_MS, (this.#door.audience.size * this.#presence.size) / 50);
    this.#presenceTimer = setTimeout(() => {
      this.#presenceTimer = undefined;
      this.#announcePresence();
    }, pause);
  }

  #announcePresence(): void {
    this.#door.audience.announce('presence', { presence: this.#presence.list() }, this.#versions());
  }

  async #checkHealth(): Promise<void> {
    try {
      const health = await this.health();
      this.#healthVersion += 1;
      this.#door.audience.announce('health', health, this.#versions());
    } catch (error) {
      log.error('Cannot see how the gateway is: {error}', { error });
    }
  }

  #versions(): string {
    return `,"stateVersion":{"presence":${this.#presence.version},"health":${this.#healthVersion}}`;
  }

  /** Under `undefined` are the sessions of all. */
  #wellbeing(kept: ReadonlyMap<string | undefined, Kept>, durationMs: number): Health {
    const { agents, now, store } = this.#deps;
    const sessionsOf = (owner?: string) => kept.get(owner) ?? { path: store, count: 0, recent: [] };
    return {
      ok: true,
      ts: now(),
      durationMs,
      channels: {},
      channelOrder: [],
      channelLabels: {},
      defaultAgentId: agents().find((agent) => agent.isDefault)?.id ?? 'main',
      agents: agents().map(({ id, isDefault }) => ({
        agentId: id,
        isDefault,
        heartbeat: STILL,
        sessions: sessionsOf(id),
      })),
      sessions: sessionsOf(),
    };
  }
}

function untilStopped(work: () => void, ms: number): () => void {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
}
