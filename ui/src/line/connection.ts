// The line to the gateway: opened, proved, watched, and opened again when it breaks.
import * as v from 'valibot';
import type { Credentials } from './credentials.ts';
import { connectParams } from './handshake.ts';
import type { Identity } from './identity.ts';
import { explain, type Refusal } from './refusal.ts';
import { RequestError, Requests } from './requests.ts';
import { Challenge, Frame, Hello, Shutdown } from './wire.ts';

export type Status =
  | { phase: 'connecting' }
  | { phase: 'ready'; hello: Hello }
  | { phase: 'away'; until: number; why: string }
  | { phase: 'refused'; refusal: Refusal };

export type Handlers = {
  status(status: Status): void;
  event(name: string, payload: unknown): void;
  /** Events were missed: what is shown may not be what is. */
  gap(): void;
};

export type ConnectionDeps = {
  credentials: Credentials;
  identity: () => Promise<Identity>;
  open: () => WebSocket;
  handlers: Handlers;
};

const HANDSHAKE_MS = 15_000;
const STEADY_MS = 10_000;
const SILENT = 4000;

export class Connection {
  readonly #deps: ConnectionDeps;
  #socket: WebSocket | null = null;
  #requests = new Requests();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #silenceMs = HANDSHAKE_MS;
  #seq = 0;
  #attempts = 0;
  #readyAt = 0;
  #why = '';
  /** The pairing request that is waited for. */
  #asked: string | null = null;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
  }

  /** Opens a new line now, whatever there was before. */
  connect(): void {
    this.#drop(1000);
    this.#deps.handlers.status({ phase: 'connecting' });
    this.#silenceMs = HANDSHAKE_MS;
    this.#seq = 0;
    this.#readyAt = 0;
    const socket = this.#deps.open();
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket && typeof data === 'string') this.#receive(socket, data);
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#lost();
    };
    this.#watch(socket);
  }

  request(method: string, params: object): Promise<unknown> {
    const socket = this.#socket;
    if (!socket || socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(new RequestError({ code: 'UNAVAILABLE', message: 'The gateway is not connected' }, true));
    }
    return this.#requests.ask((text) => socket.send(text), method, params);
  }

  #receive(socket: WebSocket, text: string): void {
    this.#watch(socket);
    const frame = v.safeParse(Frame, parse(text));
    if (!frame.success) return;
    if (frame.output.type === 'res') {
      this.#requests.answer(frame.output);
      return;
    }
    const { event, payload, seq } = frame.output;
    if (event === 'connect.challenge') {
      void this.#introduce(socket, payload);
      return;
    }
    if (seq !== undefined) {
      const missed = this.#seq > 0 && seq !== this.#seq + 1;
      this.#seq = seq;
      if (missed) this.#deps.handlers.gap();
    }
    if (event === 'shutdown' && v.is(Shutdown, payload)) this.#why = payload.reason;
    this.#deps.handlers.event(event, payload);
  }

  async #introduce(socket: WebSocket, payload: unknown): Promise<void> {
    const { credentials } = this.#deps;
    let deviceId = '';
    try {
      const identity = await this.#deps.identity().catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        throw new RequestError({ code: 'DEVICE_KEY_UNAVAILABLE', message });
      });
      deviceId = identity.id;
      const auth = credentials.auth(identity.id);
      const params = await connectParams(identity, auth, v.parse(Challenge, payload));
      const hello = v.parse(Hello, await this.request('connect', params));
      if (this.#socket !== socket) return;
      credentials.admitted(identity.id, hello.auth.deviceToken);
      this.#silenceMs = 2 * hello.policy.tickIntervalMs;
      this.#readyAt = Date.now();
      this.#watch(socket);
      this.#why = '';
      this.#asked = null;
      this.#deps.handlers.status({ phase: 'ready', hello });
    } catch (error) {
      if (this.#socket === socket) this.#refused(error, deviceId);
    }
  }

  #refused(error: unknown, deviceId: string): void {
    if (error instanceof RequestError && error.shape.code === 'UNAVAILABLE' && !error.shape.details) return;
    const shape =
      error instanceof RequestError
        ? error.shape
        : { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
    const refusal = this.#judge(explain(shape));
    if (refusal.voids && this.#deps.credentials.refused(deviceId)) {
      this.connect();
      return;
    }
    this.#drop(1000);
    this.#deps.handlers.status({ phase: 'refused', refusal });
    if (refusal.retryMs !== null) this.#timer = setTimeout(() => this.connect(), refusal.retryMs);
  }

  /** Another request than the one that was waited for: that one was answered, and not with yes. */
  #judge(refusal: Refusal): Refusal {
    if (refusal.reason !== 'pairing') return refusal;
    const answered = this.#asked !== null && this.#asked !== refusal.requestId;
    this.#asked = answered ? null : refusal.requestId;
    return answered ? { ...refusal, reason: 'pairing-answered', retryMs: null } : refusal;
  }

  #lost(): void {
    const steady = this.#readyAt > 0 && Date.now() - this.#readyAt > STEADY_MS;
    this.#attempts = steady ? 1 : this.#attempts + 1;
    const why = this.#why;
    this.#drop(1000);
    const wait = backoff(this.#attempts, Math.random());
    this.#timer = setTimeout(() => this.connect(), wait);
    this.#deps.handlers.status({ phase: 'away', until: Date.now() + wait, why });
  }

  /** Any frame proves that the line lives; two ticks of silence end it. */
  #watch(socket: WebSocket): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#socket !== socket) return;
      socket.close(SILENT, 'silence');
      this.#lost();
    }, this.#silenceMs);
  }

  #drop(code: number): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(code);
    this.#requests.lost();
  }
}

/** From 0.8 s to 15 s, never quite the same, so that many pages do not come back at once. */
export function backoff(attempt: number, chance: number): number {
  return Math.min(15_000, 800 * 2 ** (attempt - 1) * (1 + chance / 2));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
