// What of Workers is used here. The platform's own package would declare a whole second world of globals.
declare module 'cloudflare:workers' {
  export abstract class DurableObject<Bindings = unknown> {
    protected readonly ctx: DurableObjectState;
    protected readonly env: Bindings;
    constructor(ctx: DurableObjectState, env: Bindings);
  }
}

interface DurableObjectState {
  readonly id: { readonly name?: string };
  readonly storage: DurableObjectStorage;
  waitUntil(promise: Promise<unknown>): void;
  acceptWebSocket(socket: WorkerSocket): void;
  getWebSockets(): WorkerSocket[];
}

interface DurableObjectStorage {
  /** Kept with the object: synchronous, and durable before anything that was sent afterwards leaves. */
  readonly kv: {
    get(key: string): unknown;
    put(key: string, value: unknown): void;
    delete(key: string): boolean;
  };
  getAlarm(): Promise<number | null>;
  setAlarm(time: number): Promise<void>;
  deleteAlarm(): Promise<void>;
  deleteAll(): Promise<void>;
}

interface WorkerSocket {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  serializeAttachment(value: unknown): void;
  deserializeAttachment(): unknown;
  readonly readyState: number;
}

/** Its methods are the public ones of the object's class; each answers with a promise. */
interface DurableObjectNamespace<Stub> {
  getByName(name: string): Stub & { fetch(request: Request): Promise<Response> };
}

interface ResponseInit {
  webSocket?: WorkerSocket;
}

interface Response {
  readonly webSocket?: WorkerSocket | null;
}

/** Passes on exactly so many bytes, and is told so in the headers of an answer. */
declare class FixedLengthStream extends TransformStream<Uint8Array, Uint8Array> {
  constructor(length: number);
}

declare class WebSocketPair {
  readonly 0: WorkerSocket;
  readonly 1: WorkerSocket;
}
