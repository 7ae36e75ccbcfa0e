// One raw client of a gateway: the handshake, and requests that are timed at the arrival of their answer, before its JSON.
import { type RawData, WebSocket } from 'ws';

export type Answer = { payload: unknown; milliseconds: number };
type Frame = { type: string; id?: string; ok?: boolean; event?: string; payload?: unknown; error?: Refusal };
type Refusal = { code: string; message: string };
type Settle = (error: Error | null, answer: Answer) => void;

/** The server answered and said no: trying again at once would not help. */
export class Refused extends Error {
  readonly code: string;

  constructor(method: string, refusal: Refusal) {
    super(`Cannot ${method}: the server answered ${refusal.code} ${refusal.message}`);
    this.code = refusal.code;
  }
}

const HANDSHAKE_MS = 10_000;
const nothing: Answer = { payload: undefined, milliseconds: 0 };

export class Client {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, { method: string; sent: number; settle: Settle }>();
  readonly #runs = new Map<string, { sent: number; settle: Settle }>();
  #requests = 0;
  #challenged: () => void = () => {};

  private constructor(url: string) {
    this.#socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: HANDSHAKE_MS });
    this.#socket.on('message', (data) => this.#receive(data, performance.now()));
    this.#socket.on('error', () => {});
    this.#socket.on('close', (code, reason) => this.#fail(closed(code, reason)));
  }

  static async connect(url: string, token: string): Promise<Client> {
    const client = new Client(url);
    try {
      await client.#challenge();
      await client.request('connect', {
        minProtocol: 4,
        maxProtocol: 4,
        client: { id: 'gateway-client', mode: 'backend', version: '0.0.0', platform: process.platform },
        role: 'operator',
        scopes: ['operator.read', 'operator.write', 'operator.admin'],
        auth: { token },
      });
      return client;
    } catch (error) {
      client.#socket.terminate();
      throw error;
    }
  }

  request(method: string, params: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.send(method, params, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  }

  /** The same without a promise, for loads. */
  send(method: string, params: object, settle: Settle): void {
    this.#requests += 1;
    const id = String(this.#requests);
    const text = JSON.stringify({ type: 'req', id, method, params });
    this.#waiting.set(id, { method, sent: performance.now(), settle });
    this.#socket.send(text);
  }

  /** Sends a message, and settles with what it took until the final event of its run arrived. */
  talk(sessionKey: string, message: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const runId = `bench-${this.#requests}-${Math.random().toString(36).slice(2)}`;
      const sent = performance.now();
      this.#runs.set(runId, {
        sent,
        settle: (error, { milliseconds }) => (error ? reject(error) : resolve(milliseconds)),
      });
      this.send('chat.send', { sessionKey, message, idempotencyKey: runId }, (error) => {
        if (error) reject(error);
      });
    });
  }

  /** Its socket, for whoever goes on by himself: what comes is not read here any more. */
  release(): WebSocket {
    this.#socket.removeAllListeners('message');
    return this.#socket;
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const gone = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.close();
    await gone;
  }

  #challenge(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`No challenge within ${HANDSHAKE_MS} ms`)), HANDSHAKE_MS);
      const refuse = (error: Error): void => {
        clearTimeout(timer);
        reject(error);
      };
      this.#socket.once('error', refuse);
      this.#socket.once('close', (code, reason) => refuse(closed(code, reason)));
      this.#challenged = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #receive(data: RawData, arrived: number): void {
    const frame: Frame = JSON.parse(data.toString());
    if (frame.type !== 'res') {
      if (frame.event === 'connect.challenge') this.#challenged();
      if (frame.event === 'chat') this.#heard(frame.payload, arrived);
      return;
    }
    const waiting = this.#waiting.get(frame.id ?? '');
    if (!waiting) return;
    this.#waiting.delete(frame.id ?? '');
    const refusal = frame.ok ? undefined : (frame.error ?? { code: 'UNKNOWN', message: 'without a reason' });
    if (refusal) waiting.settle(new Refused(waiting.method, refusal), nothing);
    else waiting.settle(null, { payload: frame.payload, milliseconds: arrived - waiting.sent });
  }

  #heard(payload: unknown, arrived: number): void {
    const { runId, state, errorMessage } = payload as { runId: string; state: string; errorMessage?: string };
    const run = state === 'delta' ? undefined : this.#runs.get(runId);
    if (!run) return;
    this.#runs.delete(runId);
    const error =
      state === 'final' ? null : new Error(`The run ended as ${state}: ${errorMessage ?? 'without a reason'}`);
    run.settle(error, { payload, milliseconds: arrived - run.sent });
  }

  #fail(error: Error): void {
    const waiting = [...this.#waiting.values(), ...this.#runs.values()];
    this.#runs.clear();
    this.#waiting.clear();
    for (const { settle } of waiting) settle(error, nothing);
  }
}

function closed(code: number, reason: Buffer): Error {
  return new Error(`The server closed the connection: ${code} ${reason}`);
}
