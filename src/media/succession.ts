// Work under one name ends in the order in which it began: words do not overtake the film that was sent before them.

export class Succession {
  readonly #last = new Map<string, Promise<unknown>>();

  busy(name: string): boolean {
    return this.#last.has(name);
  }

  /** What comes behind work that failed is not kept from ending. */
  async after<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name);
    const done = this.#both(before, work);
    const settled = done.catch(() => undefined);
    this.#last.set(name, settled);
    try {
      return await done;
    } finally {
      if (this.#last.get(name) === settled) this.#last.delete(name);
    }
  }

  async #both<T>(before: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> {
    const [result] = await Promise.allSettled([work(), before]);
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }
}
