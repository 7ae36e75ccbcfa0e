// Some lines out of a text that comes as bytes, piece by piece: counted without looking at more of it than is needed.
import type { Lines } from './agent-seams.ts';
import { LARGEST_TEXT } from './workspace-rules.ts';

const NEWLINE = 10;

/** `to` is the last line that is here; `total` is null when nobody counted, and `cut` says that more was asked for. */
export type PickedLines = { text: string; to: number; total: number | null; cut: boolean };

export class LinePicker {
  readonly #from: number;
  readonly #count: number;
  /** All lines are counted in a text that is read at once anyway. */
  readonly #countAll: boolean;
  readonly #kept: Uint8Array[] = [];
  #line = 1;
  #length = 0;
  #cut = false;
  #ended = true;
  #stopped = false;

  constructor({ from, count }: Lines, size: number) {
    this.#from = from;
    this.#count = count;
    this.#countAll = size <= LARGEST_TEXT;
  }

  /** The next bytes, which are copied; false when no more of them are needed. */
  take(chunk: Uint8Array): boolean {
    const kept = { start: 0, end: 0 };
    for (let start = 0; start < chunk.length && !this.#stopped; ) {
      const newline = chunk.indexOf(NEWLINE, start);
      const end = newline < 0 ? chunk.length : newline + 1;
      if (this.#line >= this.#from && this.#line - this.#from < this.#count && !this.#cut) {
        if (kept.end === 0) kept.start = start;
        kept.end = Math.min(end, start + LARGEST_TEXT - this.#length);
        this.#cut = kept.end < end;
        this.#length += kept.end - start;
      }
      this.#ended = newline >= 0;
      if (this.#ended) this.#line += 1;
      start = end;
      this.#stopped = !this.#countAll && (this.#cut || this.#line - this.#from >= this.#count);
    }
    if (kept.end > kept.start) this.#kept.push(chunk.slice(kept.start, kept.end));
    return !this.#stopped;
  }

  picked(): PickedLines {
    const decoder = new TextDecoder();
    const parts = this.#kept.map((bytes) => decoder.decode(bytes, { stream: true }));
    // A character that is cut in two is left out; one that is broken in the file is shown as such.
    if (!this.#cut) parts.push(decoder.decode());
    const last = this.#ended ? this.#line - 1 : this.#line;
    const to = Math.max(this.#from - 1, Math.min(last, this.#from + this.#count - 1));
    return { text: parts.join(''), to, total: this.#stopped ? null : last, cut: this.#cut };
  }
}

export function pickLines(text: string, lines: Lines): PickedLines {
  const bytes = new TextEncoder().encode(text);
  const picker = new LinePicker(lines, bytes.length);
  picker.take(bytes);
  return picker.picked();
}
