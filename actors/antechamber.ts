// Where those wait who have not said yet who they are: so many from one place, and so many in all, so that a crowd that
// never says it leaves room for those who do.
import { GatewayError } from '../src/errors.ts';

export type Arrival = {
  /** The address, or whatever else is counted as one place. */
  from: string;
  /** On the gateway's own machine: whoever sits there is not kept out by a crowd from elsewhere. */
  local: boolean;
};

export type Room = { fromOnePlace: number; fromOwnMachine: number; fromElsewhere: number };

/** What is full: the share of one place, or the whole room. */
export type Full = { full: 'place' | 'room'; most: number };

export class Antechamber {
  readonly #room: Room;
  readonly #waiting = new Map<string, number>();
  #fromElsewhere = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  /** How many places somebody waits from. */
  get places(): number {
    return this.#waiting.size;
  }

  /** Lets one wait until it leaves; whoever leaves twice has left once. */
  enter({ from, local }: Arrival): { leave: () => void } | Full {
    const { fromOnePlace, fromOwnMachine, fromElsewhere } = this.#room;
    const most = local ? fromOwnMachine : fromOnePlace;
    const waiting = this.#waiting.get(from) ?? 0;
    if (waiting >= most) return { full: 'place', most };
    if (!local && this.#fromElsewhere >= fromElsewhere) return { full: 'room', most: fromElsewhere };
    this.#count(from, local, 1);
    let here = true;
    const leave = () => {
      if (here) this.#count(from, local, -1);
      here = false;
    };
    return { leave };
  }

  #count(from: string, local: boolean, more: 1 | -1): void {
    const waiting = (this.#waiting.get(from) ?? 0) + more;
    if (waiting > 0) this.#waiting.set(from, waiting);
    else this.#waiting.delete(from);
    if (!local) this.#fromElsewhere += more;
  }
}

export function tooManySockets({ full, most }: Full): GatewayError {
  const next = 'connect again in a moment; whoever opens a socket has to say `connect` on it';
  const those = full === 'place' ? `${most} of this address` : `${most} of other addresses`;
  return new GatewayError('UNAVAILABLE', `Cannot open a socket: ${those} have not signed in yet (${next})`, {
    status: full === 'place' ? 429 : 503,
    retryAfterMs: 1000,
    details: { code: 'TOO_MANY_SOCKETS', rule: `too_many_sockets_in_${full}`, next },
  });
}
