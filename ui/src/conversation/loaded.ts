// Which parts of a conversation are here, by position: pages are read from the end, and around what somebody looked for.

export type Range = { from: number; to: number };

export class Loaded {
  #ranges: Range[] = [];

  get ranges(): readonly Range[] {
    return this.#ranges;
  }

  clear(): void {
    this.#ranges = [];
  }

  add(range: Range): void {
    if (range.to < range.from) return;
    const merged: Range[] = [];
    for (const next of [...this.#ranges, range].sort((one, other) => one.from - other.from)) {
      const last = merged.at(-1);
      if (last && next.from <= last.to + 1) last.to = Math.max(last.to, next.to);
      else merged.push({ ...next });
    }
    this.#ranges = merged;
  }

  /** The newest part grows with what is said. */
  reach(to: number): void {
    const last = this.#ranges.at(-1);
    if (last && to > last.to) last.to = to;
  }

  /** What is missing: before the first part, and between parts. */
  gaps(): Range[] {
    return this.#ranges
      .map(({ from }, index) => ({ from: (this.#ranges[index - 1]?.to ?? 0) + 1, to: from - 1 }))
      .filter(({ from, to }) => to >= from);
  }
}
