// What people see of an assistant's words: as they come, and of the whole. Both by the same reader.
import { Reader } from './reader.ts';

const SILENCE = 'no_reply';

/** One text as it is shown; empty when nothing of it is for people. */
export function answerText(text: string): string {
  if (!/\[\[|[<＜]/.test(text)) return silent(text) ? '' : text;
  const reader = new Reader();
  reader.push(text);
  reader.end();
  return silent(reader.text) ? '' : reader.text;
}

/** Texts one after the other, parted by an empty line where both show something. It only ever grows. */
export class Answer {
  #closed = '';
  #reader: Reader | null = null;

  hear(delta: string): void {
    this.#reader ??= new Reader();
    this.#reader.push(delta);
  }

  /** What comes next is another text: what was undecided of this one is decided. */
  close(): void {
    if (!this.#reader) return;
    this.#reader.end();
    if (!silent(this.#reader.text)) this.#closed = this.#joined(this.#reader.text);
    this.#reader = null;
  }

  get text(): string {
    const open = this.#reader?.text ?? '';
    return mayBeSilent(open) ? this.#closed : this.#joined(open);
  }

  #joined(text: string): string {
    return this.#closed === '' ? text : `${this.#closed}\n\n${text}`;
  }
}

function silent(text: string): boolean {
  const said = text.trim();
  return said === '' || (said.length === SILENCE.length && said.toLowerCase() === SILENCE);
}

function mayBeSilent(text: string): boolean {
  const said = text.trim();
  return said.length <= SILENCE.length && SILENCE.startsWith(said.toLowerCase());
}
