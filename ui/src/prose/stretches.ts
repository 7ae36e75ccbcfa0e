// Takes what a grammar finds in code, as stretches of one kind behind each other.
import { numberOf } from './code-kinds.ts';

export class Stretches {
  readonly #found: { kind: number; length: number }[] = [];
  readonly #within: number[] = [];

  startScope(name: string): void {
    this.#within.push(numberOf(name) ?? this.#within.at(-1) ?? 0);
  }

  endScope(): void {
    this.#within.pop();
  }

  /** Grammars and their words come by either of two names. */
  openNode(name: string): void {
    this.startScope(name);
  }

  closeNode(): void {
    this.endScope();
  }

  addText(text: string): void {
    this.#add(this.#within.at(-1) ?? 0, text.length);
  }

  __addSublanguage(inner: unknown): void {
    if (!(inner instanceof Stretches)) return;
    for (const { kind, length } of inner.#found) this.#add(kind || (this.#within.at(-1) ?? 0), length);
  }

  finalize(): void {}

  toHTML(): string {
    return '';
  }

  pairs(): Uint32Array<ArrayBuffer> {
    return Uint32Array.from(this.#found.flatMap(({ kind, length }) => [kind, length]));
  }

  #add(kind: number, length: number): void {
    const last = this.#found.at(-1);
    if (last?.kind === kind) last.length += length;
    else if (length > 0) this.#found.push({ kind, length });
  }
}
