// Commits that failed. Each may have been made all the same, and on a server it may be made even later, as long as
// nothing else was: the version that is stored says which.
import type { Loaded } from '../src/ports.ts';
import type { Draft } from './draft.ts';
import type { Letter } from './letter.ts';
import type { Step } from './step.ts';

/** What arrives later than so many others that failed is taken over as if somebody else had written it. */
const MOST = 32;

export class Doubts {
  #steps: Step[] = [];
  #held: { letter: Letter; error: unknown }[] = [];
  #unread = false;

  /** Memory may be behind what is stored. */
  get unread(): boolean {
    return this.#unread;
  }

  /** Without a step, something of which nothing is left to do but to read what came of it. */
  add(step?: Step): void {
    this.#unread = true;
    if (step) this.#steps = [...this.#steps, step].slice(-MOST);
  }

  /** A letter that is not refused before it is known what came of it. */
  hold(letter: Letter, error: unknown): void {
    this.#held.push({ letter, error });
  }

  /** The step that was made after all. Those that still may be are kept, until something is committed after them. */
  settle(loaded: Loaded | null): Step | null {
    this.#unread = false;
    const made = this.#steps.find(({ draft }) => isStored(draft, loaded)) ?? null;
    const answered = new Set(made?.decisions.map(({ letter }) => letter));
    for (const { letter, error } of this.#held) if (!answered.has(letter)) letter.reject(error);
    this.#held = [];
    if (made) this.#steps = [];
    return made;
  }

  /** Something was committed: whatever else was made from the same version cannot be any more. */
  clear(): void {
    this.#steps = [];
  }
}

function isStored({ session }: Draft, loaded: Loaded | null): boolean {
  return loaded?.session.id === session.id && loaded.session.version === session.version;
}
