// Reads Markdown that may still be growing. What is complete is read once; only the last piece is read again as it grows.
import type { Block } from './block.ts';
import { effortOf, MOST_EFFORT } from './bounds.ts';
import { GrowingTable } from './growing-table.ts';
import { type Links, lex, noLinks } from './lexing.ts';
import { joinLists } from './list-joining.ts';
import { mend, mendCode } from './mending.ts';
import { blocksOf, plainOf } from './piece-blocks.ts';
import { type Piece, Pieces } from './pieces.ts';

type Known = { piece: Piece; text: string; growing: boolean; effort: number; blocks: readonly Block[] };

export class Reader {
  #pieces = new Pieces();
  #known: Known[] = [];
  #links = noLinks();
  #table = new GrowingTable();
  #blocks: readonly Block[] = [];
  #last: { text: string; live: boolean } | null = null;
  /** The work of reading the pieces before. */
  #spent = 0;

  read(source: string, live: boolean): readonly Block[] {
    const text = isClean(source) ? source : source.replace(/\r\n?/g, '\n').replace(/\0/g, '\ufffd');
    if (this.#last?.text === text && this.#last.live === live) return this.#blocks;
    if (this.#last && !text.startsWith(this.#last.text)) this.#links = noLinks();
    this.#last = { text, live };
    const { pieces, rest } = this.#pieces.of(text);
    const growing = live && rest === text.length ? pieces.length - 1 : -1;
    const count = Object.keys(this.#links).length;
    this.#spent = 0;
    const known = pieces.map((piece, index) => this.#know(piece, index, text, index === growing));
    // Links whose address comes further down.
    const late = Object.keys(this.#links).slice(count);
    this.#known =
      late.length === 0 ? known : known.map((one) => (namesAny(one.text, late) ? this.#readAgain(one) : one));
    const blocks = joinLists(this.#known, new Map(this.#blocks.map((block) => [block.key, block])));
    if (rest < text.length) blocks.push({ kind: 'plain', key: String(rest), text: text.slice(rest) });
    this.#blocks = blocks;
    if (!live) this.#forget();
    return blocks;
  }

  #know(piece: Piece, index: number, all: string, growing: boolean): Known {
    const source = all.slice(piece.at, piece.end);
    const text = growing ? mended(source, piece) : source;
    const before = this.#known[index];
    const same = before?.piece.at === piece.at && before.piece.kind === piece.kind && before.text === text;
    const effort = same ? before.effort : piece.kind === 'fence' ? 0 : effortOf(text);
    if (effort < MOST_EFFORT) this.#spent += effort;
    // Addresses count from when they are complete.
    const late = before?.growing !== growing && (piece.inCode || text.includes(']:'));
    if (same && !late) return { ...before, piece, growing };
    const known = { piece, text, growing, effort };
    if (effort >= MOST_EFFORT || this.#spent >= MOST_EFFORT) return { ...known, blocks: [plainOf(piece, text)] };
    const links: Links = growing ? Object.assign(noLinks(), this.#links) : this.#links;
    const read = (words: string) => (growing ? this.#table.lex(words, links) : lex(words, links));
    return { ...known, blocks: blocksOf(piece, text, !(growing && piece.inCode), read) };
  }

  #readAgain(known: Known): Known {
    const { piece, text, effort } = known;
    return effort >= MOST_EFFORT
      ? known
      : { ...known, blocks: blocksOf(piece, text, true, (words) => lex(words, this.#links)) };
  }

  /** It will not grow any more: what was needed for that goes. */
  #forget(): void {
    this.#pieces = new Pieces();
    this.#known = [];
    this.#links = noLinks();
  }
}

function isClean(text: string): boolean {
  return !text.includes('\r') && !text.includes('\0');
}

function mended(source: string, { kind, inCode }: Piece): string {
  if (inCode) return mendCode(source);
  return kind === 'fence' ? source : mend(source);
}

function namesAny(text: string, links: readonly string[]): boolean {
  const low = text.toLowerCase();
  return links.some((name) => low.includes(`[${name}]`));
}
