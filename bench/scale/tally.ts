// What a simulated deployment did, counted in what is paid for and in what wears out.

export type Tally = {
  asked: number;
  ended: number;
  running: number;
  waiting: number;
  /** Of the Worker in front. */
  workerRequests: number;
  /** Calls of objects, sockets that were opened and alarms: each is a request that is paid for. */
  objectRequests: number;
  messagesIn: number;
  alarms: number;
  alarmsSet: number;
  rowsOfObjects: number;
  wakes: number;
  /** Sockets that ended because their device had lost what it had. */
  dismissed: number;
  deliveries: number;
  deltas: number;
  activeMs: number;
  workerdMs: number;
  sqldMs: number;
  commits: number;
  databaseRequests: number;
  databaseRowsRead: number;
  databaseRowsWritten: number;
};

export function newTally(): Tally {
  return {
    ...{ asked: 0, ended: 0, running: 0, waiting: 0, workerRequests: 0, objectRequests: 0, messagesIn: 0, alarms: 0 },
    ...{
      alarmsSet: 0,
      rowsOfObjects: 0,
      wakes: 0,
      dismissed: 0,
      deliveries: 0,
      deltas: 0,
      activeMs: 0,
      workerdMs: 0,
      sqldMs: 0,
    },
    ...{ commits: 0, databaseRequests: 0, databaseRowsRead: 0, databaseRowsWritten: 0 },
  };
}

export function scaled(tally: Tally, times: number): Tally {
  const entries = Object.entries(tally).map(([name, value]) => [name, Math.round(value * times)]);
  return { ...newTally(), ...Object.fromEntries(entries) };
}

/** The time in which an object was at work, however many things it did at once. */
export class Active {
  readonly #tally: Tally;
  #doing = 0;
  #since = 0;
  #last = Number.NEGATIVE_INFINITY;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** When it last had something to do. */
  idleSince(now: number): number {
    return this.#doing > 0 ? now : this.#last;
  }

  begin(now: number): void {
    if (this.#doing === 0) this.#since = now;
    this.#doing += 1;
  }

  end(now: number): void {
    this.#doing -= 1;
    this.#last = now;
    if (this.#doing === 0) this.#tally.activeMs += now - this.#since;
  }
}
