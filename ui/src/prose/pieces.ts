// Cuts Markdown into pieces that can be read each by itself: of a text that grows, only its last piece is read again.
import { bulletOf, closes, type Fence, fenceOf, isHeading, isRule, lookAt } from './markers.ts';

export type Piece = {
  kind: 'text' | 'fence' | 'item';
  at: number;
  end: number;
  /** An item of the same list as the piece before. */
  joins: boolean;
  /** There is a blank line before it. */
  apart: boolean;
  /** It ends within code whose fence is still open. */
  inCode: boolean;
};
/** `rest` is where the text becomes longer than anybody reads as Markdown; its end when it does not. */
export type Cut = { pieces: readonly Piece[]; rest: number };

/** How much of a text is read as Markdown, in characters and in pieces. */
const MOST = 128 * 1024;
const MOST_PIECES = 1500;

type Open = Piece & {
  fence: Fence | null;
  mark: string;
  content: number;
  indented: boolean;
  alone: boolean;
  blank: boolean;
};

export class Pieces {
  #known = '';
  #closed: Piece[] = [];
  #open: Open | null = null;

  /** Of the text before with more at its end, or of another one. */
  of(text: string): Cut {
    if (!text.startsWith(this.#known)) {
      this.#closed = [];
      this.#open = null;
      this.#known = '';
    }
    let at = this.#known.length;
    while (at < text.length) {
      if (this.#isFull(at)) return this.#cut(this.#open ? this.#open.at : at);
      const end = text.indexOf('\n', at);
      if (end < 0) break;
      this.#take(text.slice(at, end), at, end);
      at = end + 1;
    }
    this.#known = text.slice(0, at);
    if (at === text.length) return this.#cut(text.length, this.#open);
    // A line that is not complete is looked at and not remembered: it may still become another thing.
    const kept = [this.#closed, this.#open] as const;
    this.#closed = [...this.#closed];
    this.#take(text.slice(at), at, text.length);
    const cut = this.#cut(text.length, this.#open);
    [this.#closed, this.#open] = kept;
    return cut;
  }

  #isFull(at: number): boolean {
    return (at >= MOST || this.#closed.length >= MOST_PIECES) && !(this.#open?.kind === 'fence' && this.#open.fence);
  }

  #cut(rest: number, open: Open | null = null): Cut {
    return { pieces: open ? [...this.#closed, pieceOf(open)] : this.#closed, rest };
  }

  #take(line: string, at: number, end: number): void {
    const open = this.#open;
    const same = open && goOn(open, line, end);
    if (same) {
      this.#open = same;
      return;
    }
    if (open) this.#closed.push(pieceOf(open));
    this.#open = line.trim() === '' ? null : begin(line, at, end, open);
  }
}

function pieceOf({ kind, at, end, joins, apart, fence }: Open): Piece {
  return { kind, at, end, joins, apart, inCode: fence !== null };
}

function begin(line: string, at: number, end: number, before: Open | null): Open {
  const { indent, rest } = lookAt(line);
  const fence = indent < 4 ? fenceOf(rest) : null;
  const bullet = indent < 4 && !fence ? bulletOf(rest) : null;
  const bare = {
    at,
    end,
    joins: false,
    apart: before?.blank ?? false,
    inCode: false,
    mark: '',
    content: 0,
    blank: false,
  };
  const state = { ...bare, indented: indent > 3, alone: isHeading(rest) || isRule(rest) };
  if (fence) return { ...state, kind: 'fence', fence };
  if (!bullet) return { ...state, kind: 'text', fence: null };
  const joins = before?.kind === 'item' && before.mark === bullet.mark;
  const content = indent + bullet.width;
  return { ...state, kind: 'item', joins, mark: bullet.mark, content, fence: fenceIn(bullet.words) };
}

/** The piece with this line in it, or null when the line begins another. */
function goOn(open: Open, line: string, end: number): Open | null {
  const { indent, rest } = lookAt(line);
  if (open.kind === 'fence') {
    if (!open.fence) return rest === '' ? { ...open, blank: true } : null;
    return { ...open, end, fence: indent < 4 && closes(rest, open.fence) ? null : open.fence };
  }
  if (rest === '') return { ...open, blank: true };
  if (open.kind === 'item') return goOnItem(open, indent, rest, end);
  if (open.indented) return indent > 3 ? { ...open, end, blank: false } : null;
  if (open.blank || open.alone) return null;
  const other = indent < 4 && (fenceOf(rest) !== null || isHeading(rest) || bulletOf(rest)?.interrupts === true);
  return other ? null : { ...open, end };
}

function goOnItem(open: Open, indent: number, rest: string, end: number): Open | null {
  const { content, fence, blank } = open;
  if (indent >= content) {
    const stays = fence && !closes(rest, fence) ? fence : null;
    return { ...open, end, blank: false, fence: fence ? stays : fenceIn(rest) };
  }
  if (fence || blank) return null;
  const other = indent < 4 && (bulletOf(rest) ?? fenceOf(rest) ?? (isHeading(rest) || isRule(rest) || rest[0] === '>'));
  // Words that go on where the item left off, without being moved in.
  return other ? null : { ...open, end };
}

/** The fence that an item, or an item within it, begins with. */
function fenceIn(words: string): Fence | null {
  for (let rest = words, deep = 0; deep < 20; deep += 1) {
    const bullet = bulletOf(rest);
    if (!bullet) return fenceOf(rest);
    rest = lookAt(bullet.words).rest;
  }
  return null;
}
