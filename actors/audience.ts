// Who hears what. A payload becomes JSON once, however many listen; the number of the event is each listener's own.
import type { SessionEvent } from '../src/commands.ts';
import { allows, type Scope } from '../src/protocol/scopes.ts';
import type { Connection } from './connection.ts';
import { DeltaFrames } from './live-text.ts';
import { ThoughtFrames } from './live-thoughts.ts';

export class Audience {
  readonly #connections = new Set<Connection>();

  get size(): number {
    return this.#connections.size;
  }

  [Symbol.iterator](): IterableIterator<Connection> {
    return this.#connections.values();
  }

  join(connection: Connection): void {
    this.#connections.add(connection);
  }

  leave(connection: Connection): boolean {
    return this.#connections.delete(connection);
  }

  /** Something of the gateway itself, to everyone who may read. */
  announce(event: string, payload: unknown, extra = ''): void {
    this.#tell(event, () => JSON.stringify(payload), reads, extra);
  }

  /** Something of the gateway itself, to those who have the scope that it is about. */
  tell(scope: Scope, event: string, payload: unknown): void {
    this.#tell(
      event,
      () => JSON.stringify(payload),
      (one) => allows(one.socket.seat.principal?.scopes ?? [], scope),
    );
  }

  deliver(key: string, events: readonly SessionEvent[]): void {
    if (this.#connections.size === 0) return;
    for (const event of events) this.#pass(key, event);
  }

  #pass(key: string, event: SessionEvent): void {
    switch (event.event) {
      case 'delta': {
        const frames = new DeltaFrames(key, event);
        for (const connection of this.#connections) if (reads(connection)) connection.hear(event, frames);
        return;
      }
      case 'thought': {
        const frames = new ThoughtFrames(key, event);
        const hears = (one: Connection) => reads(one) && one.socket.seat.caps.includes('thinking');
        for (const connection of this.#connections) if (hears(connection)) connection.ponder(event, frames);
        return;
      }
      case 'chat':
        this.#settle(key, event.payload.runId);
        this.#tell('chat', jsonOf(event), reads);
        return;
      case 'agent':
        if (event.payload.stream === 'tool') this.#tool(key, event);
        else this.#tell('agent', jsonOf(event), reads);
        return;
      case 'session.message':
        this.#tell('session.message', jsonOf(event), (one) => reads(one) && follows(one, key));
        return;
      case 'session.operation':
        this.#tell('session.operation', jsonOf(event), reads);
        return;
      case 'sessions.changed':
        this.#tell('sessions.changed', jsonOf(event), (one) => reads(one) && one.socket.seat.roster);
        return;
    }
  }

  /** Tools are shown to those who can draw them, and to those who follow the session, under the name they know. */
  #tool(key: string, event: Extract<SessionEvent, { event: 'agent' }>): void {
    const json = jsonOf(event);
    const draws = (one: Connection) => one.socket.seat.caps.includes('tool-events');
    this.#tell('agent', json, (one) => reads(one) && draws(one));
    this.#tell('session.tool', json, (one) => reads(one) && !draws(one) && follows(one, key));
  }

  /** A run is about to end: whoever was spared some of its text gets it first. */
  #settle(key: string, runId: string): void {
    for (const connection of this.#connections) {
      const owed = connection.owed(runId);
      if (owed) connection.give(owed, new DeltaFrames(key, owed));
      connection.over(runId);
    }
  }

  #tell(event: string, json: () => string, to: (connection: Connection) => boolean, extra = ''): void {
    let made: string | undefined;
    for (const connection of this.#connections) {
      if (!connection.open || !to(connection)) continue;
      made ??= json();
      connection.tell(event, made, extra);
    }
  }
}

function jsonOf(event: Exclude<SessionEvent, { event: 'delta' | 'thought' }>): () => string {
  return () => JSON.stringify(event.payload);
}

function reads(connection: Connection): boolean {
  return allows(connection.socket.seat.principal?.scopes ?? [], 'operator.read');
}

function follows(connection: Connection, key: string): boolean {
  return connection.socket.seat.follows.includes(key);
}
