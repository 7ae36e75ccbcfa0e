// A small client of the gateway, over a WebSocket: challenge, connect, requests by number.
import * as v from 'valibot';
import { Challenge, type ConnectParams, HelloOk } from '../protocol/connect.ts';
import { EventFrame, ResponseFrame } from '../protocol/frames.ts';
import type { Scope } from '../protocol/scopes.ts';
import type { Target } from './connection.ts';
import { CommandFailure } from './failure.ts';
import { late, unreachable } from './reach-failure.ts';
import { type ClientSocket, explainFailure, openSocket } from './socket.ts';

export type ClientOptions = Target & { scopes: Scope[]; timeoutMs: number; version: string; platform: string };

const Hello = v.object({ server: HelloOk.entries.server, features: v.object({ methods: v.array(v.string()) }) });
export type Hello = v.InferOutput<typeof Hello>;

type Waiting = { resolve(payload: unknown): void; reject(error: Error): void; timer: ReturnType<typeof setTimeout> };

export class GatewayClient {
  readonly #socket: ClientSocket;
  readonly #options: ClientOptions;
  readonly #waiting = new Map<string, Waiting>();
  #lastId = 0;
  #ended: CommandFailure | null = null;
  hello: Hello = { server: { version: '', bootId: '', connId: '' }, features: { methods: [] } };

  private constructor(options: ClientOptions, socket: ClientSocket) {
    this.#options = options;
    this.#socket = socket;
  }

  static async connect(options: ClientOptions): Promise<GatewayClient> {
    const client = new GatewayClient(options, await openSocket(options, options.timeoutMs));
    try {
      await client.#challenge();
      client.hello = v.parse(Hello, await client.request('connect', connectParams(options)));
      return client;
    } catch (error) {
      client.close();
      if (!v.isValiError(error)) throw await explainFailure(error, options, options.timeoutMs);
      throw new CommandFailure('PROTOCOL', `${options.url} does not answer as a gateway of protocol 4 does`);
    }
  }

  request(method: string, params?: unknown, timeoutMs = this.#options.timeoutMs): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const id = String(this.#lastId);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(this.#late(method));
      }, timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#socket.send(JSON.stringify({ type: 'req', id, method, ...(params === undefined ? {} : { params }) }));
    });
  }

  close(): void {
    this.#end(new CommandFailure('CLOSED', 'The connection is closed'));
    this.#socket.close(1000);
  }

  /** Resolves when the gateway is ready for `connect`, and from then on listens for answers. */
  #challenge(): Promise<void> {
    return new Promise((resolve, reject) => {
      let opened = false;
      const timer = setTimeout(() => reject(this.#late('connect.challenge')), this.#options.timeoutMs);
      const settle = (act: () => void) => {
        clearTimeout(timer);
        act();
      };
      this.#socket.addEventListener('open', () => {
        opened = true;
      });
      this.#socket.addEventListener('error', () => settle(() => reject(this.#unreachable())));
      this.#socket.addEventListener('close', ({ code, reason }) => {
        const failure = opened ? closed(code, reason) : this.#unreachable();
        this.#end(failure);
        settle(() => reject(failure));
      });
      this.#socket.addEventListener('message', ({ data }) => {
        const frame = readFrame(data);
        if (frame?.type === 'res') this.#answer(frame);
        if (frame?.type !== 'event' || frame.event !== 'connect.challenge') return;
        if (v.is(Challenge, frame.payload)) settle(resolve);
      });
    });
  }

  #answer(frame: v.InferOutput<typeof ResponseFrame>): void {
    const waiting = this.#waiting.get(frame.id);
    if (!waiting) return;
    this.#waiting.delete(frame.id);
    clearTimeout(waiting.timer);
    if (frame.ok) {
      waiting.resolve(frame.payload);
      return;
    }
    const { code, message, details } = frame.error ?? { code: 'INTERNAL', message: 'The gateway gave no reason' };
    waiting.reject(new CommandFailure(code, message, { details }));
  }

  #end(failure: CommandFailure): void {
    this.#ended ??= failure;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(failure);
    }
    this.#waiting.clear();
  }

  #unreachable(): CommandFailure {
    return unreachable(this.#options.url);
  }

  #late(what: string): CommandFailure {
    return late(this.#options.url, what, this.#options.timeoutMs);
  }
}

function connectParams({ token, password, scopes, version, platform }: ClientOptions): ConnectParams {
  return {
    minProtocol: 4,
    maxProtocol: 4,
    client: { id: 'cli', mode: 'cli', version, platform },
    role: 'operator',
    scopes,
    caps: [],
    auth: { ...(token === null ? {} : { token }), ...(password === null ? {} : { password }) },
  };
}

function readFrame(data: unknown): v.InferOutput<typeof ResponseFrame> | v.InferOutput<typeof EventFrame> | null {
  try {
    const frame = v.safeParse(v.variant('type', [ResponseFrame, EventFrame]), JSON.parse(String(data)));
    return frame.success ? frame.output : null;
  } catch {
    return null;
  }
}

function closed(code: number, reason: string): CommandFailure {
  const why = reason === '' ? `code ${code}` : `${reason} (${code})`;
  return new CommandFailure('CLOSED', `The gateway closed the connection: ${why}`);
}
