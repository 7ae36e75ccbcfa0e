// Who is here: one entry for each device or program, however often it connects.
import type { Principal } from '../src/ports.ts';
import type { Presence } from '../src/protocol/system.ts';

/** Nobody reads a longer list; those who came last are shown. */
const MAX_SHOWN = 100;

export class PresenceList {
  readonly #self: Presence;
  readonly #here = new Map<string, { entry: Presence; name: string }>();
  #version = 1;

  constructor(self: Presence) {
    this.#self = self;
  }

  get version(): number {
    return this.#version;
  }

  get size(): number {
    return Math.min(this.#here.size, MAX_SHOWN);
  }

  list(): Presence[] {
    const newest = new Map<string, Presence>();
    for (const { entry, name } of this.#here.values()) newest.set(name, entry);
    return [this.#self, ...[...newest.values()].slice(-MAX_SHOWN)];
  }

  enter(connId: string, principal: Principal, now: number): void {
    const { client } = principal;
    const entry: Presence = {
      host: client.displayName ?? client.id,
      version: client.version,
      platform: client.platform,
      mode: client.mode,
      reason: 'connect',
      text: `${client.displayName ?? client.id} · ${client.mode}`,
      ts: now,
      onlineSince: now,
      roles: [principal.role],
      scopes: [...principal.scopes],
      instanceId: client.instanceId ?? connId,
      ...(client.deviceFamily === undefined ? {} : { deviceFamily: client.deviceFamily }),
      ...(client.modelIdentifier === undefined ? {} : { modelIdentifier: client.modelIdentifier }),
      ...(client.timeZone === undefined ? {} : { timeZone: client.timeZone }),
      ...(principal.deviceId === null ? {} : { deviceId: principal.deviceId }),
    };
    this.#here.set(connId, { entry, name: client.instanceId ?? principal.deviceId ?? connId });
    this.#version += 1;
  }

  /** True when anything changed. */
  leave(connId: string): boolean {
    const left = this.#here.delete(connId);
    if (left) this.#version += 1;
    return left;
  }
}
