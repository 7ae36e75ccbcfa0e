// Chance that repeats itself: the same seed draws the same numbers.

export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to 1, as mulberry32 draws it. */
  draw(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** How long until something that comes on average after so long. */
  pause(mean: number): number {
    return -Math.log(1 - this.draw()) * mean;
  }

  /** With this median; a few take much longer. */
  lognormal(median: number, sigma: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.draw()));
    return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * this.draw()));
  }
}
