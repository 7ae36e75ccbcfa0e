// A socket of a Durable Object. Its seat is attached to it, so that it is there again when the object was out of memory.
import type { Seat, Socket } from '../src/ports.ts';

const OPEN = 1;
/** The platform takes 16 KB, as it writes them down; this much JSON is less than that in any writing. */
const ATTACHED_LETTERS = 4000;

type Storage = DurableObjectState['storage'];
type Attached = { seat: Seat } | { kept: string };

export class DurableSocket implements Socket {
  readonly #raw: WorkerSocket;
  readonly #storage: Storage;
  readonly #admitted: () => void;
  #seat: Seat;
  #kept: boolean;
  #changed = false;

  private constructor(raw: WorkerSocket, storage: Storage, seat: Seat, kept: boolean, admitted: () => void) {
    this.#raw = raw;
    this.#storage = storage;
    this.#seat = seat;
    this.#kept = kept;
    this.#admitted = admitted;
  }

  static accepted(raw: WorkerSocket, storage: Storage, seat: Seat, admitted: () => void): DurableSocket {
    const socket = new DurableSocket(raw, storage, seat, false, admitted);
    socket.#attach();
    return socket;
  }

  /** Null for one whose seat is gone: it has to come in anew. */
  static returned(raw: WorkerSocket, storage: Storage): DurableSocket | null {
    const attached = raw.deserializeAttachment() as Attached | null; // as `#attach` wrote it
    if (attached === null) return null;
    const kept = 'kept' in attached;
    const seat = kept ? (storage.kv.get(attached.kept) as Seat | undefined) : attached.seat;
    return seat ? new DurableSocket(raw, storage, seat, kept, () => undefined) : null;
  }

  get seat(): Seat {
    return this.#seat;
  }

  set seat(seat: Seat) {
    this.#seat = seat;
    this.moved();
  }

  admitted(): void {
    this.#admitted();
  }

  send(text: string): void {
    if (this.#raw.readyState === OPEN) this.#raw.send(text);
  }

  close(code: number, reason: string): void {
    if (this.#raw.readyState === OPEN) this.#raw.close(code, reason);
  }

  /** Workers do not say what is on its way: the platform itself ends a line that takes nothing. */
  buffered(): number {
    return 0;
  }

  forget(): void {
    if (this.#kept) this.#storage.kv.delete(nameOf(this.#seat));
  }

  /** Attached once for all that is told together: an object is not put out of memory in the middle of it. */
  moved(): void {
    if (this.#changed) return;
    this.#changed = true;
    queueMicrotask(() => {
      this.#changed = false;
      if (this.#raw.readyState === OPEN) this.#attach();
    });
  }

  #attach(): void {
    const long = JSON.stringify(this.#seat).length > ATTACHED_LETTERS;
    if (long) this.#storage.kv.put(nameOf(this.#seat), this.#seat);
    const attached: Attached = long ? { kept: nameOf(this.#seat) } : { seat: this.#seat };
    if (!long || !this.#kept) this.#raw.serializeAttachment(attached);
    if (!long) this.forget();
    this.#kept = long;
  }
}

function nameOf({ connId }: Seat): string {
  return `seat:${connId}`;
}
