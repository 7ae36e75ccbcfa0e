// The objects of a deployment, as the platform makes and wakes them. Each only hands on to what it owns; one whose
// settings cannot be used is never reached, as the entry says so to whoever asks.
import { DurableObject } from 'cloudflare:workers';
import { Attempts, type Failures, type Guesser } from '../src/auth/attempts.ts';
import type { Wish } from '../src/auth/pairing.ts';
import type { Command, Results, SessionEvent } from '../src/commands.ts';
import type { RateLimit } from '../src/config/schema.ts';
import type { Bindings } from '../src/edge/bindings.ts';
import { readObjectName } from '../src/edge/gateway-name.ts';
import { placeOf } from '../src/edge/place.ts';
import { type plain, type Reply, reply, revived } from '../src/edge/reply.ts';
import { GatewayError } from '../src/errors.ts';
import type { Device } from '../src/records.ts';
import { DurableGateway } from './durable-gateway.ts';
import { DurableSession } from './durable-session.ts';

export class GatewayObject extends DurableObject<Bindings> {
  readonly #gateway: DurableGateway;

  constructor(ctx: DurableObjectState, bindings: Bindings) {
    super(ctx, bindings);
    this.#gateway = new DurableGateway(ctx, bindings, usable(bindings, ctx.id.name ?? ''));
  }

  fetch(request: Request): Promise<Response> {
    return this.#gateway.accept(request);
  }

  async deliver(key: string, events: SessionEvent[]): Promise<boolean> {
    return this.#gateway.deliver(key, events);
  }

  visit(wish: Wish, bearing: { generation: number; refusal: ReturnType<typeof plain> } | null): Promise<Reply<Device>> {
    const { ledger } = this.#gateway;
    return reply(() => ledger.visit(wish, bearing ? { ...bearing, refusal: revived(bearing.refusal) } : undefined));
  }

  webSocketMessage(socket: WorkerSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#gateway.sockets.received(socket, data);
  }

  webSocketClose(socket: WorkerSocket, code: number, reason: string): void {
    this.#gateway.sockets.closed(socket, code, reason);
  }

  webSocketError(socket: WorkerSocket): void {
    this.#gateway.sockets.closed(socket, 1011, 'the line broke');
  }

  alarm(): Promise<void> {
    return this.#gateway.alarm();
  }
}

export class SessionObject extends DurableObject<Bindings> {
  readonly #session: DurableSession;

  constructor(ctx: DurableObjectState, bindings: Bindings) {
    super(ctx, bindings);
    const { gateway, key } = readObjectName(ctx.id.name ?? '');
    this.#session = new DurableSession(ctx, bindings, usable(bindings, gateway), key);
  }

  fetch(request: Request): Promise<Response> {
    return this.#session.accept(request);
  }

  call<C extends Command>(command: C, watching: boolean): Promise<Reply<Results[C['type']]>> {
    return reply(() => (watching ? this.#session.callFromGateway(command) : this.#session.call(command)));
  }

  async watch(): Promise<void> {
    this.#session.watch(true);
  }

  async unwatch(): Promise<void> {
    this.#session.watch(false);
  }

  async listen(): Promise<ReadableStream<Uint8Array>> {
    return this.#session.listen();
  }

  /** Goes on with what nobody has asked for in this deployment: the session came here with work to do. */
  wake(): Promise<Reply<void>> {
    return reply(() => this.#session.wake());
  }

  webSocketMessage(socket: WorkerSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#session.sockets.received(socket, data);
  }

  webSocketClose(socket: WorkerSocket, code: number, reason: string): void {
    this.#session.sockets.closed(socket, code, reason);
  }

  webSocketError(socket: WorkerSocket): void {
    this.#session.sockets.closed(socket, 1011, 'the line broke');
  }

  alarm(): Promise<void> {
    return this.#session.alarm();
  }
}

const FAILURES = 'failures';

/** The guesses from one address, at all doors of a gateway together. */
export class AttemptsObject extends DurableObject<Bindings> {
  #limits: RateLimit | null = null;
  readonly #attempts: Attempts;

  constructor(ctx: DurableObjectState, bindings: Bindings) {
    super(ctx, bindings);
    const failures = (ctx.storage.kv.get(FAILURES) ?? []) as Failures[]; // as `settle` wrote them
    this.#attempts = new Attempts({ limits: () => this.#known(), now: Date.now, failures });
  }

  async begin(who: Guesser, limits: RateLimit): Promise<number | null> {
    this.#limits = limits;
    return this.#attempts.begin(who).locked;
  }

  /** How long nobody is told what came of it, should a lock have fallen meanwhile. */
  async settle(who: Guesser, outcome: 'failed' | 'succeeded', limits: RateLimit): Promise<number | null> {
    this.#limits = limits;
    const attempt = this.#attempts.begin(who);
    if (attempt.locked !== null) return attempt.locked;
    await attempt[outcome]();
    const { failures } = this.#attempts;
    if (failures.length === 0) await this.ctx.storage.deleteAll();
    else {
      this.ctx.storage.kv.put(FAILURES, failures);
      await this.ctx.storage.setAlarm(Date.now() + limits.windowMs + limits.lockoutMs);
    }
    return null;
  }

  async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }

  #known(): RateLimit {
    if (!this.#limits) throw new GatewayError('INTERNAL', 'Cannot count guesses before the limits are known');
    return this.#limits;
  }
}

function usable(bindings: Bindings, gateway: string) {
  const place = placeOf(bindings, gateway);
  if ('problem' in place) throw new GatewayError('UNAVAILABLE', place.problem);
  return place;
}
