// Sockets of Node and Deno, as actors know them: Hono's events are pushed into a door.
import { getLogger } from '@logtape/logtape';
import type { WSContext, WSEvents } from 'hono/ws';
import type { Facts, Seat, Socket } from '../src/ports.ts';
import { soon } from '../src/turn.ts';
import { newSeat } from './door.ts';

/** Both runtimes' sockets say how much they have not sent yet. */
export type RawSocket = { readonly bufferedAmount: number };

/** Where the runtime lets them, the frames of one turn leave together: a system call for each costs more than the rest. */
export type Pipe = { cork(): void; uncork(): void };

export type Entrance = {
  opened(socket: Socket): void;
  received(socket: Socket, data: string): Promise<void>;
  closed(socket: Socket): void;
};

const log = getLogger(['pincer', 'socket']);
const decoder = new TextDecoder();

class LocalSocket implements Socket {
  seat: Seat;
  readonly #context: WSContext<RawSocket>;
  readonly #pipe: Pipe | undefined;
  #gathering = false;

  constructor(context: WSContext<RawSocket>, seat: Seat, pipe?: Pipe) {
    this.#context = context;
    this.seat = seat;
    this.#pipe = pipe;
  }

  send(text: string): void {
    if (this.#context.readyState !== 1) return;
    this.#gather();
    this.#context.send(text);
  }

  close(code: number, reason: string): void {
    this.#context.close(code, reason);
  }

  buffered(): number {
    return this.#context.raw?.bufferedAmount ?? 0;
  }

  #gather(): void {
    if (!this.#pipe || this.#gathering) return;
    this.#gathering = true;
    this.#pipe.cork();
    soon(() => {
      this.#gathering = false;
      this.#pipe?.uncork();
    });
  }
}

export function socketEvents(entrance: Entrance, facts: Facts, pipe?: Pipe): WSEvents<RawSocket> {
  let socket: LocalSocket | null = null;
  const leave = () => {
    if (socket) entrance.closed(socket);
    socket = null;
  };
  return {
    onOpen(_event, context) {
      socket = new LocalSocket(context, newSeat(facts, Date.now()), pipe);
      entrance.opened(socket);
    },
    onMessage({ data }) {
      if (!socket) return;
      const text = typeof data === 'string' ? data : data instanceof ArrayBuffer ? decoder.decode(data) : null;
      if (text === null) return;
      entrance.received(socket, text).catch((error) => log.error('A frame could not be served: {error}', { error }));
    },
    onClose: leave,
    onError: leave,
  };
}
