// The host for Node and Deno: every actor in one process, made when first spoken to, forgotten when idle.
import { getLogger } from '@logtape/logtape';
import type { Command, Results, SessionEvent } from '../src/commands.ts';
import { GatewayError } from '../src/errors.ts';
import type {
  Admission,
  Agent,
  Auth,
  Principal,
  Serve,
  SessionIndex,
  Sessions,
  Terms,
  Transcript,
  Watchers,
} from '../src/ports.ts';
import type { HelloOk } from '../src/protocol/connect.ts';
import type { Connection } from './connection.ts';
import { Door } from './door.ts';
import { limits } from './limits.ts';
import { LocalListener } from './local-listener.ts';
import { SessionActor } from './session.ts';

const SWEEP_MS = 30_000;
const log = getLogger(['pincer', 'host']);

type LocalDeps = {
  transcript: (key: string) => Transcript;
  agent: Agent;
  terms: () => Terms;
  now: () => number;
  /** Whoever is told of every session. */
  everywhere: { name: string; deliver: (key: string, events: SessionEvent[]) => void };
};

type Resident = { actor: SessionActor; door: Door | null; listeners: number; usedAt: number };

export class LocalSessions implements Sessions, Watchers {
  readonly #deps: LocalDeps;
  readonly #residents = new Map<string, Resident>();
  readonly #listeners = new Map<string, { listener: LocalListener; leave: () => void }>();
  readonly #sweep: ReturnType<typeof setInterval>;
  readonly #tick: ReturnType<typeof setInterval>;
  #closed = false;

  constructor(deps: LocalDeps) {
    this.#deps = deps;
    this.#sweep = setInterval(() => this.sweep(deps.now() - SWEEP_MS), SWEEP_MS);
    this.#tick = setInterval(() => {
      for (const { door } of this.#residents.values()) door?.tick();
    }, limits.tickMs);
  }

  get size(): number {
    return this.#residents.size;
  }

  call<C extends Command>(_principal: Principal, key: string, command: C): Promise<Results[C['type']]> {
    return this.#resident(key).actor.call(command);
  }

  async watch(key: string, watcher: string): Promise<void> {
    this.#resident(key).actor.watch(watcher);
  }

  async unwatch(key: string, watcher: string): Promise<void> {
    this.#residents.get(key)?.actor.unwatch(watcher);
  }

  deliver(watcher: string, key: string, events: SessionEvent[]): void {
    if (watcher === this.#deps.everywhere.name) this.#deps.everywhere.deliver(key, events);
    else if (watcher === doorOf(key)) this.#residents.get(key)?.door?.deliver(key, events);
    else this.#listeners.get(watcher)?.listener.deliver(events);
  }

  /** The seam `Listen`. The session stays in memory for as long. */
  async listen(key: string, signal: AbortSignal): Promise<AsyncIterable<SessionEvent[]>> {
    if (this.#closed) throw new GatewayError('UNAVAILABLE', 'Cannot listen to the session as the gateway stops');
    const name = `listener:${crypto.randomUUID()}`;
    const listener = new LocalListener();
    const resident = this.#resident(key);
    const leave = () => {
      if (!this.#listeners.has(name)) return;
      resident.actor.unwatch(name);
      resident.listeners -= 1;
      this.#listeners.delete(name);
      listener.end();
    };
    this.#listeners.set(name, { listener, leave });
    resident.listeners += 1;
    resident.actor.watch(name);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    return listener;
  }

  /** The session's own door, where it is visited without passing the gateway. */
  door(
    key: string,
    deps: { auth: Auth; serve: Serve; hello: (connection: Connection, admission: Admission) => HelloOk },
  ): Door {
    const resident = this.#resident(key, false);
    if (!resident.door) {
      const emptied = () => this.#forgetUnused(key);
      resident.door = new Door({ ...deps, now: this.#deps.now, follows: key, emptied });
      resident.actor.watch(doorOf(key));
    }
    return resident.door;
  }

  /** Whoever may not come in could make sessions up faster than they are swept. */
  #forgetUnused(key: string): void {
    const resident = this.#residents.get(key);
    if (resident?.usedAt === 0 && isAlone(resident)) this.#residents.delete(key);
  }

  devices(): string[] {
    return [...this.#residents.values()].flatMap(({ door }) => door?.devices() ?? []);
  }

  expel(...whom: Parameters<Door['expel']>): void {
    for (const { door } of this.#residents.values()) door?.expel(...whom);
  }

  dismiss(...whom: Parameters<Door['dismiss']>): void {
    for (const { door } of this.#residents.values()) door?.dismiss(...whom);
  }

  /** Sessions that an earlier process left with work to do. */
  async wake(index: SessionIndex): Promise<void> {
    for (const key of await index.unfinished()) {
      await this.#resident(key)
        .actor.wake()
        .catch((error) => log.error('Cannot go on with session {key}: {error}', { key, error }));
    }
  }

  /** Forgets who has been idle since then. Memory follows live sessions, not stored ones. */
  sweep(before: number): void {
    for (const [key, resident] of this.#residents) {
      if (resident.usedAt <= before && isAlone(resident)) this.#residents.delete(key);
    }
  }

  async close(reason: string): Promise<void> {
    clearInterval(this.#sweep);
    clearInterval(this.#tick);
    this.#closed = true;
    await Promise.allSettled(
      [...this.#residents.values()].flatMap(({ actor, door }) => [actor.rest(), door?.close(reason)]),
    );
    for (const { leave } of this.#listeners.values()) leave();
  }

  #resident(key: string, used = true): Resident {
    let resident = this.#residents.get(key);
    if (!resident) {
      const { transcript, agent, terms, now, everywhere } = this.#deps;
      const actor = new SessionActor({ key, transcript: transcript(key), agent, terms, now, watchers: this });
      actor.watch(everywhere.name);
      resident = { actor, door: null, listeners: 0, usedAt: 0 };
      this.#residents.set(key, resident);
    }
    if (used) resident.usedAt = this.#deps.now();
    return resident;
  }
}

function isAlone({ actor, door, listeners }: Resident): boolean {
  return actor.idle && listeners === 0 && (door?.empty ?? true);
}

function doorOf(key: string): string {
  return `door:${key}`;
}
