// What a live run thinks in the step that is open: told in pieces, and over with the step.

/** The thoughts of a step so far, and from where on they were not told yet. */
export type Untold = { step: number; from: number; text: string };

export class Thoughts {
  #step = 0;
  #text = '';
  #told = 0;
  #apart = false;

  get waiting(): boolean {
    return this.#told < this.#text.length;
  }

  /** `begins`: something else stood between it and the thought before. */
  hear(delta: string, begins: boolean): void {
    this.#apart ||= begins && this.#text !== '';
    if (delta === '') return;
    this.#text += this.#apart ? `\n\n${delta}` : delta;
    this.#apart = false;
  }

  /** What nobody was told yet; from now on they were. */
  tell(): Untold | null {
    if (!this.waiting) return null;
    const untold = { step: this.#step, from: this.#told, text: this.#text };
    this.#told = this.#text.length;
    return untold;
  }

  /** The step is complete. */
  close(): void {
    this.#step += 1;
    this.#text = '';
    this.#told = 0;
    this.#apart = false;
  }
}
