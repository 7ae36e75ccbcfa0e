// Who writes what: one after another at each place, so that a change sees what the one before it left.

export class WriteTurns {
  /** The last one who waits for each place. */
  readonly #last = new Map<string, Promise<unknown>>();

  async take<T>(place: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.#last.get(place) ?? Promise.resolve()).then(work, work);
    this.#last.set(place, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(place) === mine) this.#last.delete(place);
    }
  }
}
