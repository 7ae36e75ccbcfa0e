// Sockets of Node and Deno, as actors know them: Hono's events are pushed into a door.
import { getLogger } from '@logtape/logtape';
import type { WSContext, WSEvents } from 'hono/ws';
import type { Visit } from '../routes/socket.ts';
import { GatewayError } from '../src/errors.ts';
import type { Seat, Socket } from '../src/ports.ts';
import { soon } from '../src/turn.ts';
import { newSeat } from './door.ts';
import { limits } from './limits.ts';

/** Both runtimes' sockets say how much they have not sent yet. */
export type RawSocket = { readonly bufferedAmount: number };

/** What lies under a WebSocket, where the runtime shows it. */
export type Pipe = {
  /** The frames of one turn leave together: a system call for each costs more than the rest. */
  cork(): void;
  uncork(): void;
  /** Reads no more than so much, and says when more came; until it is called off. */
  bound(most: number, flooded: () => void): () => void;
};

/** A connect frame, and as much again that does not wait for its answer. */
const MOST_OF_A_STRANGER = 2 * limits.maxBeforeConnect;

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
  /** Called when it is no stranger any more. */
  readonly #admitted: () => void;
  #gathering = false;

  constructor(context: WSContext<RawSocket>, seat: Seat, pipe: Pipe | undefined, admitted: () => void) {
    this.#context = context;
    this.seat = seat;
    this.#pipe = pipe;
    this.#admitted = admitted;
  }

  admitted(): void {
    this.#admitted();
  }

  /** It is in memory for as long as its socket is open. */
  moved(): void {}

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

/** Nobody reads it. */
export function callerLeft(): GatewayError {
  return new GatewayError('UNAVAILABLE', 'Cannot open a socket whose caller has left');
}

export function socketEvents(entrance: Entrance, { facts, leave }: Visit, pipe?: Pipe): WSEvents<RawSocket> {
  let socket: LocalSocket | null = null;
  const unopened = setTimeout(leave, limits.unopenedMs);
  const gone = () => {
    if (socket) entrance.closed(socket);
    socket = null;
  };
  const ended = () => {
    leave();
    gone();
  };
  return {
    onOpen(_event, context) {
      clearTimeout(unopened);
      const unbound = pipe?.bound(MOST_OF_A_STRANGER, () => {
        context.close(1009, 'message too big before connect');
        gone();
      });
      socket = new LocalSocket(context, newSeat(facts, Date.now()), pipe, () => {
        leave();
        unbound?.();
      });
      entrance.opened(socket);
    },
    onMessage({ data }) {
      if (!socket) return;
      const text = typeof data === 'string' ? data : data instanceof ArrayBuffer ? decoder.decode(data) : null;
      if (text === null) return;
      entrance.received(socket, text).catch((error) => log.error('A frame could not be served: {error}', { error }));
    },
    onClose: ended,
    onError: ended,
  };
}
