// The gateway actor: everyone who came in by the front door, who is present, and the pulse.
import { getLogger } from '@logtape/logtape';
import type { SessionEvent } from '../src/commands.ts';
import type { Auth, Serve, SessionIndex, Socket } from '../src/ports.ts';
import type { Health, Presence } from '../src/protocol/system.ts';
import type { Connection } from './connection.ts';
import { Door } from './door.ts';
import { type HelloFacts, sayHello } from './hello.ts';
import { limits } from './limits.ts';
import { PresenceList } from './presence.ts';

/** The name under which sessions report to it. */
export const GATEWAY = 'gateway';
const RECENT = 5;
const log = getLogger(['pincer', 'gateway']);

export type GatewayDeps = {
  auth: Auth;
  serve: Serve;
  index: SessionIndex;
  facts: () => HelloFacts;
  self: Presence;
  agents: () => { id: string; isDefault: boolean }[];
  now: () => number;
  handshakeMs?: number;
};

export class GatewayActor {
  readonly #deps: GatewayDeps;
  readonly #door: Door;
  readonly #presence: PresenceList;
  readonly #timers: ReturnType<typeof setInterval>[];
  #health: Health;
  #healthVersion = 1;

  constructor(deps: GatewayDeps) {
    this.#deps = deps;
    this.#presence = new PresenceList(deps.self);
    this.#health = this.#wellbeing(0, [], 0);
    this.#door = new Door({
      auth: deps.auth,
      serve: deps.serve,
      now: deps.now,
      ...(deps.handshakeMs === undefined ? {} : { handshakeMs: deps.handshakeMs }),
      hello: (connection, admission) => sayHello(deps.facts(), this.snapshot(), connection.connId, admission),
      joined: (connection) => this.#joined(connection),
      left: (connection) => this.#left(connection),
    });
    const tick = setInterval(() => this.#door.audience.announce('tick', { ts: deps.now() }), limits.tickMs);
    const check = setInterval(() => void this.health().then((health) => this.#announceHealth(health)), limits.healthMs);
    this.#timers = [tick, check];
  }

  get connections(): number {
    return this.#door.audience.size;
  }

  opened(socket: Socket): void {
    this.#door.opened(socket);
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

  presence(): Presence[] {
    return this.#presence.list();
  }

  async health(): Promise<Health> {
    const started = this.#deps.now();
    const { sessions, total } = await this.#deps.index.list({ limit: RECENT, offset: 0, archived: 'all' });
    const recent = sessions.map(({ key, updatedAt }) => ({ key, updatedAt, age: started - updatedAt }));
    this.#health = this.#wellbeing(total, recent, this.#deps.now() - started);
    return this.#health;
  }

  /** A line that an operator wants everyone to see beside the gateway's name. */
  systemEvent(text: string): void {
    log.info('System event: {text}', { text });
    this.#deps.self.text = text;
    this.#announcePresence();
  }

  snapshot() {
    const { version } = this.#presence;
    return { presence: this.#presence.list(), health: this.#health, stateVersion: { presence: version, health: this.#healthVersion } };
  }

  close(reason: string, restartExpectedMs?: number): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#door.close(reason, restartExpectedMs);
  }

  #joined(connection: Connection): void {
    const { client, scopes } = connection.principal;
    log.info('{client} connected as {mode}', { client: client.id, mode: client.mode, scopes: scopes.join(',') });
    this.#presence.enter(connection.connId, connection.principal, this.#deps.now());
    queueMicrotask(() => this.#announcePresence());
  }

  #left(connection: Connection): void {
    if (this.#presence.leave(connection.connId)) this.#announcePresence();
  }

  #announcePresence(): void {
    this.#door.audience.announce('presence', { presence: this.#presence.list() }, this.#versions());
  }

  #announceHealth(health: Health): void {
    this.#healthVersion += 1;
    this.#door.audience.announce('health', health, this.#versions());
  }

  #versions(): string {
    return `,"stateVersion":{"presence":${this.#presence.version},"health":${this.#healthVersion}}`;
  }

  #wellbeing(count: number, recent: Health['sessions']['recent'], durationMs: number): Health {
    const agents = this.#deps.agents();
    return {
      ok: true,
      ts: this.#deps.now(),
      durationMs,
      channels: {},
      channelOrder: [],
      channelLabels: {},
      defaultAgentId: agents.find((agent) => agent.isDefault)?.id ?? 'main',
      agents: agents.map(({ id, isDefault }) => ({ agentId: id, isDefault })),
      sessions: { count, recent },
    };
  }
}
