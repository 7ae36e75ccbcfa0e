// A table that is still being written: rows that are complete are read once, and keep what they became.
import type { Token, Tokens } from 'marked';
import { beginsTable } from './bounds.ts';
import { type Links, lex } from './lexing.ts';

export class GrowingTable {
  #head = '';
  /** Up to its last complete row. */
  #text = '';
  #rows: Tokens.TableCell[][] = [];

  lex(text: string, links: Links): Token[] | null {
    if (!beginsTable(text)) return lex(text, links);
    if (this.#text === '' || !text.startsWith(this.#text)) this.#begin(text);
    const tokens = lex(this.#head + text.slice(this.#text.length), links);
    const [table] = tokens ?? [];
    // What ends a table ends this way of reading it.
    if (!table || !isTable(table) || tokens?.length !== 1) return lex(text, links);
    const rows = [...this.#rows, ...table.rows];
    const end = text.lastIndexOf('\n') + 1;
    if (end > this.#text.length) {
      const complete = text.slice(this.#text.length, end).split('\n').length - 1;
      this.#rows = rows.slice(0, this.#rows.length + complete);
      this.#text = text.slice(0, end);
    }
    return [{ ...table, raw: text, rows }];
  }

  #begin(text: string): void {
    const end = text.indexOf('\n', text.indexOf('\n') + 1);
    this.#head = end < 0 ? '' : text.slice(0, end + 1);
    this.#text = this.#head;
    this.#rows = [];
  }
}

function isTable(token: Token): token is Tokens.Table {
  return token.type === 'table';
}
