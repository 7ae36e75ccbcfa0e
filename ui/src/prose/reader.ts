// Reads Markdown that may still be growing. What is complete is read once; only the last piece is read again as it grows.
import type { Token, Tokens } from 'marked';
import { type Block, type Item, type List, steadyList } from './block.ts';
import { effortOf, MOST_EFFORT } from './bounds.ts';
import { type Links, lex, noLinks } from './lexing.ts';
import { fenceOf, lookAt } from './markers.ts';
import { mend, mendCode } from './mending.ts';
import { type Piece, Pieces } from './pieces.ts';

type Known = { piece: Piece; text: string; growing: boolean; effort: number; blocks: readonly Block[] };

export class Reader {
  #pieces = new Pieces();
  #known: Known[] = [];
  #links = noLinks();
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
    const blocks = join(this.#known, new Map(this.#blocks.map((block) => [block.key, block])));
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
    return { ...known, blocks: blocksOf(piece, text, !(growing && piece.inCode), links) };
  }

  #readAgain(known: Known): Known {
    const { piece, text, effort } = known;
    return effort >= MOST_EFFORT ? known : { ...known, blocks: blocksOf(piece, text, true, this.#links) };
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

function blocksOf(piece: Piece, text: string, whole: boolean, links: Links): Block[] {
  const key = String(piece.at);
  if (text.trim() === '') return [];
  if (piece.kind === 'fence') return [{ kind: 'code', key, ...codeOf(text, piece.inCode), whole }];
  const tokens = lex(text, links);
  if (!tokens) return [plainOf(piece, text)];
  return tokens.flatMap((token, index) => blockOf(token, index === 0 ? key : `${key}.${index}`, whole));
}

function plainOf({ at }: Piece, text: string): Block {
  return { kind: 'plain', key: String(at), text };
}

function blockOf(token: Token, key: string, whole: boolean): Block[] {
  if (token.type === 'space' || token.type === 'def') return [];
  if (!isList(token)) return [{ kind: 'token', key, token, whole }];
  const items = token.items.map(
    (item, index): Item => ({ key: index === 0 ? key : `${key}/${index}`, token: item, whole }),
  );
  const { ordered, loose } = token;
  return [{ kind: 'list', key, ordered, loose, start: token.start === '' ? 1 : token.start, items }];
}

function isList(token: Token): token is Tokens.List {
  return token.type === 'list';
}

/** Items that were read each by itself are one list again. */
function join(known: readonly Known[], before: ReadonlyMap<string, Block>): Block[] {
  const blocks: Block[] = [];
  let list: (List & { items: Item[] }) | null = null;
  const end = () => {
    if (list) blocks.push(steadyList(list, before.get(list.key)));
    list = null;
  };
  for (const { piece, blocks: own } of known) {
    own.forEach((block, index) => {
      if (block.kind !== 'list') {
        end();
        blocks.push(block);
      } else if (list && piece.joins && index === 0) {
        list.items.push(...block.items);
        list.loose ||= block.loose || piece.apart;
      } else {
        end();
        list = { ...block, items: [...block.items] };
      }
    });
  }
  end();
  return blocks;
}

function codeOf(text: string, open: boolean): { code: string; language: string } {
  const begin = text.indexOf('\n');
  // Its name is not complete before its line is.
  if (begin < 0) return { code: '', language: '' };
  const { indent, rest } = lookAt(text.slice(0, begin));
  const language = (fenceOf(rest)?.info ?? '').split(/[\s{,:]/, 1)[0] ?? '';
  const inside = text.slice(begin + 1, open ? text.length : Math.max(begin + 1, text.lastIndexOf('\n')));
  const code = open ? inside.replace(/\n$/, '') : inside;
  return { code: indent === 0 ? code : code.replace(new RegExp(`^ {1,${indent}}`, 'gm'), ''), language };
}
