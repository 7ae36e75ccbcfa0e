// The gateway as the page sees it: how the line stands, what it said in welcome, asking it, and hearing what it tells.
import { signal } from '@preact/signals';
import * as v from 'valibot';
import type { Scope } from '../../../src/protocol/scopes.ts';
import { Connection, type Status } from '../line/connection.ts';
import type { Credentials } from '../line/credentials.ts';
import { type Identity, openIdentity } from '../line/identity.ts';
import type { Hello } from '../line/wire.ts';
import { socketAddress } from './base.ts';

export type Heard = (payload: unknown) => void;

export class Gateway {
  readonly status = signal<Status>({ phase: 'connecting' });
  /** Why there is no line, from when it broke until there is one again: an attempt in between moves nothing. */
  readonly lost = signal<{ why: string } | null>(null);
  /** What the newest welcome said; it outlives the line, so that what is shown does not change while it is away. */
  readonly hello = signal<Hello | null>(null);
  /** How often we were refused since we last were in. */
  readonly refusals = signal(0);
  readonly #credentials: Credentials;
  readonly #connection: Connection;
  readonly #heard = new Map<string, Set<Heard>>();
  readonly #arrivals = new Set<() => void>();
  readonly #gaps = new Set<() => void>();
  #identity: Promise<Identity> | null = null;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
    this.#connection = new Connection({
      credentials,
      identity: () => this.#open(),
      open: () => new WebSocket(socketAddress()),
      handlers: {
        status: (status) => this.#turn(status),
        event: (name, payload) => {
          for (const hear of this.#heard.get(name) ?? []) hear(payload);
        },
        gap: () => {
          for (const missed of this.#gaps) missed();
        },
      },
    });
  }

  get ready(): boolean {
    return this.status.value.phase === 'ready';
  }

  connect(): void {
    this.#connection.connect();
  }

  signIn(secret: string): void {
    this.#credentials.give(secret);
    this.connect();
  }

  /** Leaves, and comes back as somebody whom the gateway has to ask who he is. */
  signOut(): void {
    this.#credentials.forget();
    this.connect();
  }

  /** This browser's own token was renewed: the one before is worth nothing any more. */
  renewed(deviceId: string, token: string): void {
    this.#credentials.admitted(deviceId, token);
  }

  /** What the gateway knows this browser by. */
  async deviceId(): Promise<string> {
    return (await this.#open()).id;
  }

  /** Whether the gateway has this method, and this page may use it. */
  can(method: string, scope: Scope = 'operator.read'): boolean {
    const hello = this.hello.value;
    if (!hello?.features.methods.includes(method)) return false;
    const { scopes } = hello.auth;
    const held = (wanted: string) => scopes.includes(wanted);
    if (held(scope) || held('operator.admin')) return true;
    return scope === 'operator.read' && held('operator.write');
  }

  async ask<const S extends v.GenericSchema>(method: string, params: object, answer: S): Promise<v.InferOutput<S>> {
    return v.parse(answer, await this.#connection.request(method, params));
  }

  /** Hears one kind of event until the function that comes back is called. */
  hear(event: string, heard: Heard): () => void {
    const all = this.#heard.get(event) ?? new Set();
    this.#heard.set(event, all);
    all.add(heard);
    return () => void all.delete(heard);
  }

  /** Each time there is a line again, and now if there is one. */
  whenReady(arrived: () => void): () => void {
    this.#arrivals.add(arrived);
    if (this.ready) arrived();
    return () => void this.#arrivals.delete(arrived);
  }

  /** Events were missed: what is shown may not be what is. */
  whenMissed(missed: () => void): () => void {
    this.#gaps.add(missed);
    return () => void this.#gaps.delete(missed);
  }

  #turn(status: Status): void {
    if (status.phase === 'away') this.lost.value = { why: status.why };
    else if (status.phase !== 'connecting') this.lost.value = null;
    if (status.phase === 'refused') this.refusals.value += 1;
    if (status.phase === 'ready') {
      this.refusals.value = 0;
      this.hello.value = status.hello;
    }
    this.status.value = status;
    if (status.phase === 'ready') for (const arrived of [...this.#arrivals]) arrived();
  }

  #open(): Promise<Identity> {
    this.#identity ??= openIdentity().catch((cause: unknown) => {
      this.#identity = null;
      const why = isSecureContext
        ? 'this browser cannot make one: use a current version'
        : 'open this page on localhost or over HTTPS';
      throw new Error(`Cannot use a device key: ${why}`, { cause });
    });
    return this.#identity;
  }
}
