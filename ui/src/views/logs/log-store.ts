// The lines of the log that the page has: the newest, up to a number and a size, in blocks that do not change once full.
import { signal } from '@preact/signals';
import { type LogLine, readLine } from './log-line.ts';
import type { Tail } from './wire.ts';

export type Block = { id: number; lines: readonly LogLine[] };

export const MOST_LINES = 5000;
const MOST_CHARACTERS = 20_000_000;
const BLOCK = 100;

export class LogStore {
  readonly blocks = signal<readonly Block[]>([]);
  readonly count = signal(0);
  readonly file = signal('');
  /** There are older lines than those that are here. */
  readonly older = signal(false);
  /** The log was another one when it was read last. */
  readonly anew = signal(false);
  readonly loaded = signal(false);
  readonly trouble = signal('');
  #cursor: number | undefined;
  #next = 0;
  #characters = 0;

  get cursor(): number | undefined {
    return this.#cursor;
  }

  take({ file, cursor, lines, truncated, reset }: Tail): void {
    const first = this.#cursor === undefined || reset;
    if (first) this.#clear();
    if (first) this.older.value = truncated;
    if (reset) this.anew.value = true;
    this.#cursor = cursor;
    this.file.value = file;
    this.loaded.value = true;
    if (lines.length > 0) this.#add(lines);
  }

  #add(lines: readonly string[]): void {
    const blocks = [...this.blocks.peek()];
    const read = lines.map((line) => readLine(line, this.#next++));
    this.#characters += sizeOf(read);
    const open = blocks.at(-1);
    const room = open ? BLOCK - open.lines.length : 0;
    if (open && room > 0) blocks[blocks.length - 1] = { ...open, lines: [...open.lines, ...read.slice(0, room)] };
    for (let at = room; at < read.length; at += BLOCK) {
      const part = read.slice(at, at + BLOCK);
      blocks.push({ id: part[0]?.id ?? 0, lines: part });
    }
    this.#trim(blocks);
  }

  /** The oldest go first: a block at once, and of the first that stays what is too many. */
  #trim(blocks: Block[]): void {
    let count = blocks.reduce((sum, { lines }) => sum + lines.length, 0);
    while (count > MOST_LINES || this.#characters > MOST_CHARACTERS) {
      const [oldest] = blocks;
      if (!oldest || count === 1) break;
      const many = this.#characters > MOST_CHARACTERS ? 1 : Math.min(oldest.lines.length, count - MOST_LINES);
      const gone = oldest.lines.slice(0, many);
      this.#characters -= sizeOf(gone);
      count -= gone.length;
      if (gone.length === oldest.lines.length) blocks.shift();
      else blocks[0] = { ...oldest, lines: oldest.lines.slice(many) };
      this.older.value = true;
    }
    this.blocks.value = blocks;
    this.count.value = count;
  }

  #clear(): void {
    this.blocks.value = [];
    this.count.value = 0;
    this.#characters = 0;
  }
}

function sizeOf(lines: readonly LogLine[]): number {
  return lines.reduce((sum, { raw }) => sum + raw.length, 0);
}
