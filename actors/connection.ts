// One socket's life: challenge, connect, requests, and its own numbering of events.
import { getLogger } from '@logtape/logtape';
import * as v from 'valibot';
import { GatewayError, invalidRequest, publicShape } from '../src/errors.ts';
import type { Admission, Answer, Attempt, Caller, Principal, Socket } from '../src/ports.ts';
import { ConnectParams, type HelloOk } from '../src/protocol/connect.ts';
import { RequestFrame, RequestId } from '../src/protocol/frames.ts';
import { describeIssue, parse } from '../src/protocol/issues.ts';
import { allows, type Scope } from '../src/protocol/scopes.ts';
import { InFlight, type Taken } from './in-flight.ts';
import { limits } from './limits.ts';
import { type Delta, type DeltaFrames, LiveText } from './live-text.ts';
import { LiveThoughts, type Thought, type ThoughtFrames } from './live-thoughts.ts';

const log = getLogger(['pincer', 'connection']);

/** Where a connection is served: by the gateway, or by one session. */
export interface Desk {
  now(): number;
  admit(attempt: Attempt): Promise<Admission>;
  hello(connection: Connection, admission: Admission): HelloOk;
  serve(caller: Caller, method: string, params: unknown): Promise<Answer>;
  joined(connection: Connection): void;
}

type Phase = 'waiting' | 'admitting' | 'open' | 'closed';

export class Connection implements Caller {
  readonly socket: Socket;
  readonly #desk: Desk;
  readonly #live = new LiveText(() => this.socket.seat.given);
  readonly #thoughts = new LiveThoughts();
  readonly #inFlight = new InFlight();
  #phase: Phase;
  #early: string[] = [];
  #earlySize = 0;
  #claimed: string | null = null;

  constructor(socket: Socket, desk: Desk) {
    this.socket = socket;
    this.#desk = desk;
    this.#phase = socket.seat.principal ? 'open' : 'waiting';
  }

  get open(): boolean {
    return this.#phase === 'open';
  }

  /** The device that came in here, or says that it is about to. */
  get deviceId(): string | null {
    return this.#claimed ?? this.socket.seat.principal?.deviceId ?? null;
  }

  get connId(): string {
    return this.socket.seat.connId;
  }

  get principal(): Principal {
    const { principal } = this.socket.seat;
    if (!principal) throw new GatewayError('FORBIDDEN', 'Cannot serve a connection before hello-ok');
    return principal;
  }

  get locale(): string | null {
    return this.socket.seat.locale;
  }

  challenge(): void {
    const { nonce, openedAt } = this.socket.seat;
    this.#send({ type: 'event', event: 'connect.challenge', payload: { nonce, ts: openedAt } });
  }

  follow(key: string, on: boolean): void {
    const { seat } = this.socket;
    const others = seat.follows.filter((followed) => followed !== key);
    if (on && others.length >= limits.maxFollows) {
      throw invalidRequest(
        `Cannot follow more than ${limits.maxFollows} sessions on one connection: unsubscribe first`,
      );
    }
    this.socket.seat = { ...seat, follows: on ? [...others, key] : others };
  }

  roster(on: boolean): void {
    this.socket.seat = { ...this.socket.seat, roster: on };
  }

  /** Takes scopes away, and never gives any. */
  narrow(scopes: readonly Scope[]): void {
    const { principal } = this;
    const left = principal.scopes.filter((scope) => allows(scopes, scope));
    this.socket.seat = { ...this.socket.seat, principal: { ...principal, scopes: left } };
  }

  async receive(data: string): Promise<void> {
    switch (this.#phase) {
      case 'closed':
        return;
      case 'waiting':
        return this.#connect(data);
      case 'admitting':
        this.#early.push(data);
        this.#earlySize += data.length + 1; // an empty frame is not free
        if (this.#earlySize > limits.maxBeforeConnect) this.close(1009, 'message too big before connect');
        return;
      case 'open':
        return this.#request(data);
    }
  }

  /** An event that must not be lost. */
  tell(event: string, json: string, extra = ''): void {
    if (!this.open || this.#choking()) return;
    const seq = this.socket.seat.seq + 1;
    this.socket.seat.seq = seq;
    this.socket.moved();
    this.socket.send(`{"type":"event","event":"${event}","payload":${json},"seq":${seq}${extra}}`);
  }

  /** Live text: whoever reads too slowly gets it later in one piece. */
  hear(delta: Delta, frames: DeltaFrames): void {
    if (!this.open) return;
    if (this.socket.buffered() > limits.slowBytes) this.#live.skip(delta);
    else this.give(delta, frames);
  }

  /** Thoughts: whoever reads too slowly gets them with the next, or with the message. */
  ponder(thought: Thought, frames: ThoughtFrames): void {
    if (!this.open) return;
    if (this.socket.buffered() > limits.slowBytes) this.#thoughts.skip(thought);
    else this.tell('agent', frames.from(this.#thoughts.take(thought)));
  }

  /** What is owed of a run, before its end is told. */
  owed(runId: string): Delta | null {
    return this.#live.owed(runId);
  }

  give(delta: Delta, frames: DeltaFrames): void {
    const part = this.#live.take(delta);
    if (!part) return;
    const made = frames.from(part.from);
    this.tell('agent', made.agent);
    this.tell('chat', made.chat);
  }

  over(runId: string): void {
    this.#live.ended(runId);
    this.#thoughts.ended(runId);
    this.socket.moved();
  }

  close(code: number, reason: string): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    this.socket.close(code, reason.slice(0, 120));
  }

  gone(): void {
    this.#phase = 'closed';
  }

  async #connect(data: string): Promise<void> {
    if (data.length > limits.maxBeforeConnect) return this.close(1009, 'message too big before connect');
    const json = readJson(data);
    if (json === undefined) return this.close(1000, 'invalid handshake: the first frame must be JSON');
    const frame = parse(RequestFrame, json);
    if (!frame.success || frame.output.method !== 'connect') {
      const error = invalidRequest('invalid handshake: first request must be connect');
      return this.#refuse(frame.success ? frame.output.id : idOf(json), error);
    }
    const { id } = frame.output;
    const params = parse(ConnectParams, frame.output.params ?? {});
    if (!params.success)
      return this.#refuse(id, invalidRequest(`invalid connect params: ${describeIssue(params.issues[0])}`));
    this.#phase = 'admitting';
    this.#claimed = params.output.device?.id ?? null;
    await this.#admit(id, params.output);
  }

  async #admit(id: string, connect: v.InferOutput<typeof ConnectParams>): Promise<void> {
    const { facts, nonce, openedAt } = this.socket.seat;
    try {
      const admission = await this.#desk.admit({ facts, connect, nonce, challengedAt: openedAt });
      if (this.#phase !== 'admitting') return;
      const { principal } = admission;
      const locale = readLocale(connect.locale);
      this.socket.seat = { ...this.socket.seat, principal, caps: connect.caps, locale };
      this.#phase = 'open';
      this.#desk.joined(this);
      this.#send({ type: 'res', id, ok: true, payload: this.#desk.hello(this, admission) });
    } catch (error) {
      return this.#refuse(id, error);
    }
    const early = this.#early;
    this.#early = [];
    await Promise.all(early.map((data) => this.receive(data)));
  }

  #refuse(id: string, error: unknown): void {
    const shape = this.#shape('connect', error);
    const code = error instanceof GatewayError ? error.closeCode : 1011;
    this.#send({ type: 'res', id, ok: false, error: shape });
    this.close(code, error instanceof GatewayError ? error.closeReason : shape.message);
  }

  async #request(data: string): Promise<void> {
    if (data.length > limits.maxPayload) return this.close(1009, 'message too big');
    const json = readJson(data);
    if (json === undefined) return log.debug('{id} sent what is not JSON', { id: this.connId });
    const frame = parse(RequestFrame, json);
    if (!frame.success) {
      const error = invalidRequest(`invalid request frame: ${describeIssue(frame.issues[0])}`);
      return this.#send({ type: 'res', id: idOf(json), ok: false, error: error.shape() });
    }
    const { id, method, params } = frame.output;
    let taken: Taken | null = null;
    try {
      taken = this.#inFlight.take(data.length);
      if (method === 'connect') throw invalidRequest('connect is only valid as the first request');
      const { result, later } = await this.#desk.serve(this, method, params);
      this.#respond(id, result);
      taken.answered();
      if (later) this.#respond(id, await later);
    } catch (error) {
      this.#fail(id, method, error);
    } finally {
      taken?.over();
    }
  }

  #respond(id: string, payload: unknown): void {
    this.#send({ type: 'res', id, ok: true, payload: this.#join(payload) });
  }

  #fail(id: string, method: string, error: unknown): void {
    this.#send({ type: 'res', id, ok: false, error: this.#shape(method, error) });
  }

  /** An answer never tells an older story of a live run than the events before it. */
  #join(payload: unknown): unknown {
    const run = inFlightRun(payload);
    if (!run) return payload;
    const text = this.#live.joined(run.runId, run.text);
    this.socket.moved();
    return Object.assign({}, payload, { inFlightRun: text === null ? undefined : { ...run, text } });
  }

  #shape(method: string, error: unknown) {
    if (error instanceof GatewayError) return error.shape();
    const reference = crypto.randomUUID().slice(0, 8);
    log.error('{method} failed ({reference}): {error}', { method, reference, error });
    return publicShape(error, reference);
  }

  #send(frame: object): void {
    if (this.#phase !== 'closed' && !this.#choking()) this.socket.send(JSON.stringify(frame));
  }

  #choking(): boolean {
    if (this.socket.buffered() <= limits.maxBufferedBytes) return false;
    this.close(1008, 'slow consumer');
    return true;
  }
}

function readJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

/** A tag like "pt-BR" and nothing after it: it stays on the seat for as long as the connection. */
function readLocale(given: string | undefined): string | null {
  return /^[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,4}/i.exec(given ?? '')?.[0] ?? null;
}

function idOf(json: unknown): string {
  if (typeof json !== 'object' || json === null || !('id' in json)) return 'invalid';
  const id = v.safeParse(RequestId, json.id);
  return id.success ? id.output : 'invalid';
}

function inFlightRun(payload: unknown): { runId: string; text: string } | null {
  if (typeof payload !== 'object' || payload === null || !('inFlightRun' in payload)) return null;
  const run = payload.inFlightRun;
  if (typeof run !== 'object' || run === null || !('runId' in run) || !('text' in run)) return null;
  const { runId, text } = run;
  return typeof runId === 'string' && typeof text === 'string' ? { ...run, runId, text } : null;
}
