// Thoughts that a model writes into its words, as local ones do: what stands in <think> at their head is told apart.
import type { AgentEvent } from '../ports.ts';

type Said = Extract<AgentEvent, { type: 'text' | 'reasoning' }>;

const TAGS = ['think', 'thinking', 'thought'];
const opening = new RegExp(`^<(${TAGS.join('|')})>`, 'i');

/** The same events. Only the head of a step is looked at: further on, such a tag is something that is spoken of. */
export async function* withThoughtsApart(events: AsyncIterable<AgentEvent>): AsyncGenerator<AgentEvent> {
  let head = new Head();
  try {
    for await (const event of events) {
      if (event.type === 'text') {
        yield* head.hear(event.delta);
        continue;
      }
      if (event.type === 'tool-start' || event.type === 'step') yield* head.end();
      if (event.type === 'step') head = new Head();
      yield event;
    }
  } catch (error) {
    yield* head.end();
    throw error;
  }
}

class Head {
  /** What is not decided yet: the beginning of a tag may be just that. */
  #held = '';
  /** The end of the thought that is being told. */
  #closing: string | null = null;
  #thought = false;
  #over = false;

  *hear(delta: string): Generator<Said> {
    if (this.#over) {
      yield { type: 'text', delta };
      return;
    }
    this.#held += delta;
    while (!this.#over && this.#held !== '') {
      const said = this.#closing === null ? this.#begin() : this.#think(this.#closing);
      if (said === null) return;
      if (said.delta !== '') yield said;
    }
  }

  *end(): Generator<Said> {
    const delta = this.#closing === null && this.#thought ? this.#held.trimStart() : this.#held;
    const type = this.#closing === null ? 'text' : 'reasoning';
    this.#held = '';
    this.#closing = null;
    this.#over = true;
    if (delta !== '') yield { type, delta };
  }

  /** Null when more has to come first. */
  #begin(): Said | null {
    const begun = this.#held.trimStart();
    const found = opening.exec(begun);
    if (found) {
      this.#held = begun.slice(found[0].length);
      this.#closing = `</${found[1]?.toLowerCase()}>`;
      this.#thought = true;
      return { type: 'reasoning', delta: '' };
    }
    if (TAGS.some((tag) => `<${tag}>`.startsWith(begun.toLowerCase()))) return null;
    const delta = this.#thought ? begun : this.#held;
    this.#held = '';
    this.#over = true;
    return { type: 'text', delta };
  }

  #think(closing: string): Said | null {
    const small = this.#held.toLowerCase();
    const at = small.indexOf(closing);
    if (at >= 0) {
      const delta = this.#held.slice(0, at);
      this.#held = this.#held.slice(at + closing.length);
      this.#closing = null;
      return { type: 'reasoning', delta };
    }
    let open = Math.min(closing.length - 1, small.length);
    while (!closing.startsWith(small.slice(small.length - open))) open -= 1;
    const delta = this.#held.slice(0, this.#held.length - open);
    this.#held = this.#held.slice(this.#held.length - open);
    return delta === '' ? null : { type: 'reasoning', delta };
  }
}
