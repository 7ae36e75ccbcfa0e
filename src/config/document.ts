// Where every value of a JSON5 text stands, so that an edit can touch one of them and nothing else.
// The package's own editing drops comments when it deletes a property and cannot read `\x` escapes; its tokens are sound.
import { JsonLexer } from '@croct/json5-parser';
import JSON5 from 'json5';

export type Place = { start: number; end: number };
export type Scalar = Place & { kind: 'scalar' };
/** `comma` is where the comma after it ends; null when there is none. */
export type Member = Place & { key: string; value: Node; comma: number | null };
export type Item = Place & { value: Node; comma: number | null };
/** `inner` is the end of the last thing inside, comments included. */
export type ObjectNode = Place & { kind: 'object'; members: Member[]; inner: number };
export type ArrayNode = Place & { kind: 'array'; items: Item[]; inner: number };
export type Node = Scalar | ObjectNode | ArrayNode;
export type Document = { root: Node | null; comments: Place[] };

type Token = Place & { type: string; text: string };

const SPACE = new Set(['WHITESPACE', 'NEWLINE']);
const COMMENT = new Set(['LINE_COMMENT', 'BLOCK_COMMENT']);

/** Expects a text that JSON5 accepts: grammar is not checked again. */
export function readDocument(text: string): Document {
  const all = tokenize(text);
  const comments = all.filter((token) => COMMENT.has(token.type)).map(({ start, end }) => ({ start, end }));
  const tokens = all.filter((token) => !COMMENT.has(token.type) && token.type !== 'EOF');
  const reader = new Reader(tokens, comments);
  return { root: tokens.length === 0 ? null : reader.value(), comments };
}

class Reader {
  readonly #tokens: Token[];
  readonly #comments: Place[];
  #next = 0;

  constructor(tokens: Token[], comments: Place[]) {
    this.#tokens = tokens;
    this.#comments = comments;
  }

  value(): Node {
    const first = this.#take();
    if (first.type === 'BRACE_LEFT') return this.#object(first);
    if (first.type === 'BRACKET_LEFT') return this.#array(first);
    return { kind: 'scalar', start: first.start, end: first.end };
  }

  #object(open: Token): ObjectNode {
    const members: Member[] = [];
    while (!this.#at('BRACE_RIGHT')) {
      const key = this.#take();
      this.#take();
      const value = this.value();
      members.push({ key: keyOf(key.text), start: key.start, end: value.end, value, comma: this.#comma() });
    }
    const inner = this.#inner(open.end);
    return { kind: 'object', start: open.start, end: this.#take().end, members, inner };
  }

  #array(open: Token): ArrayNode {
    const items: Item[] = [];
    while (!this.#at('BRACKET_RIGHT')) {
      const value = this.value();
      items.push({ start: value.start, end: value.end, value, comma: this.#comma() });
    }
    const inner = this.#inner(open.end);
    return { kind: 'array', start: open.start, end: this.#take().end, items, inner };
  }

  #comma(): number | null {
    return this.#at('COMMA') ? this.#take().end : null;
  }

  #inner(open: number): number {
    const close = this.#tokens[this.#next]?.start ?? open;
    const before = this.#tokens[this.#next - 1]?.end ?? open;
    return this.#comments.reduce((end, comment) => (comment.end <= close ? Math.max(end, comment.end) : end), before);
  }

  #at(type: string): boolean {
    const token = this.#tokens[this.#next];
    if (!token) throw new SyntaxError('The text ends before its brackets do');
    return token.type === type;
  }

  #take(): Token {
    const token = this.#tokens[this.#next];
    if (!token) throw new SyntaxError('The text ends before its brackets do');
    this.#next += 1;
    return token;
  }
}

function tokenize(text: string): Token[] {
  // The tokens' own positions count code points, so places are summed here.
  let start = 0;
  return JsonLexer.tokenize(text)
    .map(({ type, value }): Token => {
      const token = { type, text: value, start, end: start + value.length };
      start = token.end;
      return token;
    })
    .filter((token) => !SPACE.has(token.type));
}

function keyOf(text: string): string {
  return Object.keys(JSON5.parse<Record<string, unknown>>(`{${text}:0}`))[0] ?? '';
}
