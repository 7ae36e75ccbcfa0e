// Sockets of Node and Deno, as actors know them: Hono's events are pushed into a door.
import { getLogger } from '@logtape/logtape';
import type { WSContext, WSEvents } from 'hono/ws';
import type { Facts, Seat, Socket } from '../src/ports.ts';
import { newSeat } from './door.ts';

/** Both runtimes' sockets say how much they have not sent yet. */
export type RawSocket = { readonly bufferedAmount: number };

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

  constructor(context: WSContext<RawSocket>, seat: Seat) {
    this.#context = context;
    this.seat = seat;
  }

  send(text: string): void {
    if (this.#context.readyState === 1) this.#context.send(text);
  }

  close(code: number, reason: string): void {
    this.#context.close(code, reason);
  }

  buffered(): number {
    return this.#context.raw?.bufferedAmount ?? 0;
  }
}

export function socketEvents(entrance: Entrance, facts: Facts): WSEvents<RawSocket> {
  let socket: LocalSocket | null = null;
  const leave = () => {
    if (socket) entrance.closed(socket);
    socket = null;
  };
  return {
    onOpen(_event, context) {
      socket = new LocalSocket(context, newSeat(facts, Date.now()));
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
