// Reads an assistant's text as it comes and gives what people are to see of it. What it has given it never takes
// back, and what it gives depends only on what it gave before: reading its own output again changes nothing.
import { beginsLine, closesFence, type Fence, opensFence, spanEnd } from './code.ts';
import { readControlToken } from './control-token.ts';
import { readDirective } from './directive.ts';
import { readElement } from './element.ts';
import { type Sign, unfinished } from './sign.ts';

type Mode = { is: 'text' } | { is: 'fence'; fence: Fence } | { is: 'block'; close: RegExp; lines: boolean };

const TAIL = 600;
/** Further than any sign and what has to be seen behind it. */
const NEAR = 1000;
const KEPT = 128;
const text: Mode = { is: 'text' };

export class Reader {
  #given = '';
  /** The end of what was given. */
  #tail = '';
  #input = '';
  #mode: Mode = text;
  /** Something was left out just now, over one line or several. */
  #gap: 'line' | 'lines' | null = null;
  /** How far the end of the code span that `#input` begins with was looked for in vain. */
  #searched: number | null = null;
  /** A run that opens no fence, because of a backtick later in its line: it does open one should that be left out. */
  #opener: Fence | null = null;

  push(delta: string): void {
    this.#input += delta;
    this.#read(false);
  }

  end(): void {
    this.#read(true);
    if (this.#mode.is === 'block') this.#leaveBlock(this.#mode.lines || this.#input.includes('\n'));
    this.#input = '';
  }

  /** Also the words of a code span that may not be one: up to the first sign they are the same either way. */
  get text(): string {
    if (this.#searched === null) return this.#given;
    const sign = this.#input.search(/[[<＜]/);
    let end = sign < 0 ? this.#input.length : sign;
    while (/[`~]/.test(this.#input.charAt(end - 1))) end -= 1;
    return this.#given + this.#input.slice(0, end);
  }

  #read(ended: boolean): void {
    while (this.#input !== '' && this.#step(ended));
  }

  /** False when more text has to come first. */
  #step(ended: boolean): boolean {
    const mode = this.#mode;
    if (mode.is === 'block') return this.#skip(mode);
    if (mode.is === 'fence') return this.#readFence(mode.fence, ended);
    if (this.#gap) return this.#bridge(this.#gap, ended);
    const at = this.#input.search(/[`~[<＜]/);
    if (at !== 0) return this.#give(at < 0 ? this.#input.length : at);
    switch (this.#input.charAt(0)) {
      case '`':
      case '~':
        return this.#readRun(ended);
      case '[':
        return this.#obey(readDirective(this.#input.slice(0, NEAR)), ended);
      default:
        return this.#obey(this.#readBracket(), ended);
    }
  }

  #readBracket(): Sign {
    const near = this.#input.slice(0, NEAR);
    const token = readControlToken(near);
    if (token.is === 'tag' || token.is === 'block') return token;
    const element = readElement(near);
    if (element.is === 'open' && token.is === 'open') return { is: 'open', leaked: element.leaked || token.leaked };
    return element.is === 'nothing' ? token : element;
  }

  #obey(sign: Sign, ended: boolean): boolean {
    switch (sign.is) {
      case 'nothing':
        return this.#give(1);
      case 'open':
        if (!ended) return false;
        if (!sign.leaked) return this.#give(1);
        this.#input = '';
        return this.#leaveOut('line');
      case 'tag':
        this.#input = this.#input.slice(sign.length);
        return this.#leaveOut('line');
      case 'block':
        this.#input = this.#input.slice(sign.length);
        this.#mode = { is: 'block', close: sign.close, lines: false };
        return true;
    }
  }

  #skip(mode: Extract<Mode, { is: 'block' }>): boolean {
    const end = mode.close.exec(this.#input);
    if (end) {
      const lines = mode.lines || this.#input.slice(0, end.index).includes('\n');
      this.#input = this.#input.slice(end.index + end[0].length);
      this.#leaveBlock(lines);
      return true;
    }
    if (this.#input.length > KEPT) {
      const gone = this.#input.slice(0, -KEPT);
      this.#mode = { ...mode, lines: mode.lines || gone.includes('\n') };
      this.#input = this.#input.slice(-KEPT);
    }
    return false;
  }

  #leaveBlock(lines: boolean): void {
    this.#mode = text;
    this.#leaveOut(lines ? 'lines' : 'line');
  }

  /** What stood on both sides must not become a sign, a fence or a code span by meeting. */
  #leaveOut(gap: 'line' | 'lines'): true {
    if (unfinished.test(this.#tail)) this.#write('\n');
    if (this.#mode.is === 'fence') return true;
    this.#gap = gap === 'lines' || this.#gap === 'lines' ? 'lines' : 'line';
    return true;
  }

  /** Joins what stands around a gap: no doubled spaces, no empty lines that were not there, paragraphs kept apart. */
  #bridge(gap: 'line' | 'lines', ended: boolean): boolean {
    const [space = ''] = /^[ \t\r\n]*/.exec(this.#input) ?? [];
    if (space.length === this.#input.length && !ended) return false;
    this.#gap = null;
    this.#input = this.#input.slice(space.length);
    if (this.#input === '') return true;
    const breaks = space.split('\n').length - 1;
    const indent = breaks > 0 ? space.slice(space.lastIndexOf('\n') + 1) : '';
    const before = /\n{0,2}$/.exec(this.#tail)?.[0].length ?? 0;
    if (this.#tail === '') this.#write(indent);
    else if (gap === 'lines') this.#write('\n'.repeat(2 - before) + indent);
    else if (breaks > 0)
      this.#write(before === 0 ? space : '\n'.repeat(Math.max(0, Math.min(breaks, 2) - before)) + indent);
    else if (!/\s$/.test(this.#tail)) this.#write(space || this.#seam());
    return true;
  }

  #seam(): string {
    const next = this.#input.slice(0, 2);
    if (this.#tail.endsWith('`') && next.startsWith('`')) return ' ';
    return /[\p{L}\p{N}_]$/u.test(this.#tail) && /^[\p{L}\p{N}_]/u.test(next) ? ' ' : '';
  }

  #readRun(ended: boolean): boolean {
    const [run = ''] = /^(?:`+|~+)/.exec(this.#input) ?? [];
    if (run.length === this.#input.length && !ended) return false;
    if (this.#searched === null) {
      const opens = opensFence(this.#tail, this.#input, run, ended);
      if (opens === null) return false;
      if (opens) this.#mode = { is: 'fence', fence: { mark: run.charAt(0), length: run.length } };
      if (opens || run.startsWith('~')) return this.#give(run.length);
    }
    const end = spanEnd(this.#input, run.length, this.#searched ?? run.length, ended);
    if (end !== 'none' && 'again' in end) {
      this.#searched = end.again;
      return false;
    }
    this.#searched = null;
    if (end !== 'none') return this.#give(end.at + run.length);
    const first = beginsLine(this.#tail) && run.length >= 3;
    this.#give(run.length);
    if (first) this.#opener = { mark: '`', length: run.length };
    return true;
  }

  #readFence(fence: Fence, ended: boolean): boolean {
    const newline = this.#input.indexOf('\n');
    const length = newline < 0 ? this.#input.length : newline;
    if (!this.#tail.endsWith('\n')) return this.#give(newline < 0 ? length : length + 1);
    const closed = closesFence(fence, this.#input.slice(0, length), newline >= 0 || ended);
    if (closed === null) return false;
    if (closed === 0) return this.#give(newline < 0 ? length : length + 1);
    this.#mode = text;
    return this.#give(closed);
  }

  #give(length: number): true {
    const given = this.#input.slice(0, length);
    this.#input = this.#input.slice(length);
    this.#write(given);
    return true;
  }

  /** What would stand in a fence that a line of it opens goes back, to be read as code. */
  #write(text: string): void {
    const newline = text.indexOf('\n');
    const opener = /`/.test(newline < 0 ? text : text.slice(0, newline)) ? null : this.#opener;
    this.#opener = newline < 0 ? opener : null;
    const given = opener && newline >= 0 ? text.slice(0, newline + 1) : text;
    if (opener && newline >= 0) this.#mode = { is: 'fence', fence: opener };
    this.#input = text.slice(given.length) + this.#input;
    this.#given += given;
    this.#tail += given;
    if (this.#tail.length > 2 * TAIL) this.#tail = this.#tail.slice(-TAIL);
  }
}
