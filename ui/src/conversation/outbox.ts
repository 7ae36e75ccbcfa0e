// Messages that somebody sent and the gateway has not shown yet, kept in the browser: a reload, a crash or a closed tab
// loses none of them. The run's id is the message's name: sent again under it, it is answered once.
import * as v from 'valibot';
import { ShownMedia } from '../../../src/protocol/attachments.ts';
import { forget, keep, kept, keptNames } from '../state/keeping.ts';

const Letter = v.object({
  runId: v.string(),
  key: v.string(),
  text: v.string(),
  media: v.fallback(v.array(ShownMedia), []),
  at: v.number(),
  /** Why the gateway refused it, empty when somebody took it back; null while it may still arrive. */
  refused: v.fallback(v.nullable(v.string()), null),
});
export type Letter = v.InferOutput<typeof Letter>;

const NAME = 'outbox.';

export class Outbox {
  /** What cannot be kept is at least remembered. */
  readonly #letters = new Map<string, Letter>();

  constructor() {
    for (const name of keptNames(NAME)) {
      const letter = kept(NAME + name, Letter);
      if (letter) this.#letters.set(letter.runId, letter);
    }
  }

  /** Of one session, the oldest first. */
  of(key: string): Letter[] {
    return [...this.#letters.values()].filter((letter) => letter.key === key).sort((a, b) => a.at - b.at);
  }

  /** The sessions in which something is still on its way. */
  keys(): Set<string> {
    return new Set([...this.#letters.values()].flatMap(({ key, refused }) => (refused === null ? [key] : [])));
  }

  put(letter: Letter): void {
    this.#letters.set(letter.runId, letter);
    keep(NAME + letter.runId, letter);
  }

  remove(runId: string): void {
    if (this.#letters.delete(runId)) forget(NAME + runId);
  }
}
