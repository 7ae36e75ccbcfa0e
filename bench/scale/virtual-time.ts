// A clock that jumps to what comes next. What happens at the same time happens in the order in which it was planned, so
// that the same seed gives the same day.

type Planned = { time: number; order: number; work: () => unknown };

export class VirtualTime {
  readonly #heap: Planned[] = [];
  #now = 0;
  #order = 0;

  get now(): number {
    return this.#now;
  }

  at(time: number, work: Planned['work']): void {
    this.#order += 1;
    this.#push({ time: Math.max(time, this.#now), order: this.#order, work });
  }

  /** A promise that is kept when so many milliseconds have passed. */
  wait<T>(milliseconds: number, value: T): Promise<T> {
    return new Promise((resolve) => this.at(this.#now + milliseconds, () => Promise.resolve(resolve(value))));
  }

  /** Until nothing is planned any more, or the time is over. */
  async run(until: number): Promise<void> {
    for (let next = this.#heap[0]; next && next.time <= until; next = this.#heap[0]) {
      this.#pop();
      this.#now = next.time;
      const pending = next.work();
      // Whoever waits for a promise goes on before the clock does.
      if (pending instanceof Promise) await settled();
    }
    this.#now = until;
  }

  #push(planned: Planned): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(planned);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (!parent || isBefore(parent, planned)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = planned;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const one = heap[left];
      const other = heap[left + 1];
      if (!one) break;
      const [least, place] = other && isBefore(other, one) ? [other, left + 1] : [one, left];
      if (isBefore(last, least)) break;
      heap[at] = least;
      at = place;
    }
    heap[at] = last;
  }
}

function isBefore(one: Planned, other: Planned): boolean {
  return one.time < other.time || (one.time === other.time && one.order < other.order);
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
