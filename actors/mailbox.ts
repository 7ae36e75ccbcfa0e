// One task at a time, in order. Letters of one kind that stand together are handed over together, so that
// what arrived in one turn of the event loop, or while the disk was busy, costs one write and not one each.
import { nextTurn } from '../src/turn.ts';

type Handle<Letter> = (letters: [Letter, ...Letter[]]) => Promise<void>;

export class Mailbox<Letter> {
  readonly #handle: Handle<Letter>;
  readonly #together: (letter: Letter) => boolean;
  readonly #most: number;
  #letters: Letter[] = [];
  #working = false;

  constructor(handle: Handle<Letter>, together: (letter: Letter) => boolean = () => false, most = 256) {
    this.#handle = handle;
    this.#together = together;
    this.#most = most;
  }

  get idle(): boolean {
    return !this.#working;
  }

  get waiting(): number {
    return this.#letters.length;
  }

  post(letter: Letter): void {
    this.#letters.push(letter);
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    const [first] = this.#letters;
    if (first !== undefined && this.#together(first)) await nextTurn();
    for (let letters = this.#take(); letters; letters = this.#take()) {
      try {
        await this.#handle(letters);
      } catch {
        // The handler answers its own letters; whatever escapes it must not stop the next one.
      }
    }
    this.#working = false;
  }

  #take(): [Letter, ...Letter[]] | null {
    const [first] = this.#letters;
    if (first === undefined) return null;
    let count = 1;
    if (this.#together(first)) {
      while (count < this.#most) {
        const next = this.#letters[count];
        if (next === undefined || !this.#together(next)) break;
        count += 1;
      }
    }
    const rest = this.#letters.slice(1, count);
    this.#letters = this.#letters.slice(count);
    return [first, ...rest];
  }
}
