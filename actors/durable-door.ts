// The sockets of a Durable Object and the door that they are at: taken in, found again after a sleep, and let go.

import { getLogger } from '@logtape/logtape';
import { refusalOf } from '../routes/headers.ts';
import { arrivalOf } from '../src/assembly/doors.ts';
import type { Facts, Socket } from '../src/ports.ts';
import { Antechamber, tooManySockets } from './antechamber.ts';
import { newSeat } from './door.ts';
import { DurableSocket } from './durable-socket.ts';
import { limits } from './limits.ts';

/** Where the entry of the Worker puts what it knows of who knocks. Nothing from outside reaches an object but by it. */
export const FACTS = 'x-pincer-facts';

type Entrance = {
  opened(socket: Socket): void;
  resumed(socket: Socket): void;
  received(socket: Socket, data: string): Promise<void>;
  closed(socket: Socket): void;
};

/** Which a client may be told of a close; the others only describe what happened. */
const unsayable = new Set([1005, 1006, 1015]);
const decoder = new TextDecoder();
const log = getLogger(['pincer', 'socket']);

export class DurableDoor {
  readonly #ctx: DurableObjectState;
  readonly #entrance: Entrance;
  readonly #antechamber = new Antechamber(limits.sockets);
  readonly #sockets = new Map<WorkerSocket, { socket: DurableSocket; leave: () => void }>();

  constructor(ctx: DurableObjectState, entrance: Entrance) {
    this.#ctx = ctx;
    this.#entrance = entrance;
    for (const raw of ctx.getWebSockets()) {
      const socket = DurableSocket.returned(raw, ctx.storage);
      if (!socket) {
        raw.close(1012, 'service restart');
        continue;
      }
      this.#sockets.set(raw, { socket, leave: () => undefined });
      entrance.resumed(socket);
    }
  }

  get empty(): boolean {
    return this.#sockets.size === 0;
  }

  /** Takes a socket in; what is wrong with it is an answer like any other. */
  accept(request: Request): Response {
    const facts = readFacts(request);
    const stay = this.#antechamber.enter(arrivalOf(facts));
    if (!('leave' in stay)) return refusalOf(tooManySockets(stay));
    const { 0: client, 1: raw } = new WebSocketPair();
    this.#ctx.acceptWebSocket(raw);
    const socket = DurableSocket.accepted(raw, this.#ctx.storage, newSeat(facts, Date.now()), stay.leave);
    this.#sockets.set(raw, { socket, leave: stay.leave });
    this.#entrance.opened(socket);
    return new Response(null, { status: 101, webSocket: client });
  }

  async received(raw: WorkerSocket, data: string | ArrayBuffer): Promise<void> {
    const known = this.#sockets.get(raw);
    if (!known) return;
    const text = typeof data === 'string' ? data : decoder.decode(data);
    await this.#entrance
      .received(known.socket, text)
      .catch((error) => log.error('A frame could not be served: {error}', { error }));
  }

  /** The platform leaves the answer to a close to us: without it the other side would see a broken line. */
  closed(raw: WorkerSocket, code: number, reason: string): void {
    const known = this.#sockets.get(raw);
    this.#sockets.delete(raw);
    known?.leave();
    known?.socket.forget();
    if (known) this.#entrance.closed(known.socket);
    try {
      raw.close(unsayable.has(code) ? 1000 : code, reason);
    } catch {
      // It is closed already.
    }
  }
}

function readFacts(request: Request): Facts {
  return JSON.parse(decodeURIComponent(request.headers.get(FACTS) ?? '')); // as the entry wrote it
}
