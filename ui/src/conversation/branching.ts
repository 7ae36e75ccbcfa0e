// Saying something otherwise: what came after is kept on a line of its own, and one can go back to it.
import { signal } from '@preact/signals';
import * as v from 'valibot';
import type { Versions } from './line.ts';
import type { Draft, Sending } from './sending.ts';
import type { Talk } from './talk.ts';
import { versionsOf } from './versions.ts';
import { type Branch, Branches, Rewound } from './wire.ts';

export class Branching {
  readonly branches = signal<readonly Branch[]>([]);
  readonly #talk: Talk;
  readonly #sending: Sending;
  #versions: { of: readonly unknown[]; found: ReadonlyMap<string, Versions> } = { of: [], found: new Map() };

  constructor(talk: Talk, sending: Sending) {
    this.#talk = talk;
    this.#sending = sending;
  }

  /** The same one until there are other branches or rows. */
  get versions(): ReadonlyMap<string, Versions> {
    const { rows, ordered } = this.#talk.transcript;
    const of = [this.branches.peek(), ordered];
    if (of.some((one, index) => one !== this.#versions.of[index])) {
      this.#versions = { of, found: versionsOf(this.branches.peek(), rows) };
    }
    return this.#versions.found;
  }

  async read(): Promise<void> {
    const { gateway, key: sessionKey, changed } = this.#talk;
    if (!gateway.can('sessions.branches.list')) return;
    const found = await gateway.ask('sessions.branches.list', { sessionKey }, Branches).catch(() => null);
    if (!found) return;
    this.branches.value = found.branches;
    changed();
  }

  /** Something was said on the active line: only now is there something beside which other versions stand. */
  async grown(): Promise<void> {
    if (this.branches.peek().some(({ active }) => !active)) await this.read();
  }

  /** Goes back to before a message and says it in other words. */
  async edit(entryId: string, draft: Draft): Promise<void> {
    const { gateway, key: sessionKey, transcript } = this.#talk;
    await gateway.ask('sessions.rewind', { sessionKey, entryId }, Rewound);
    // Until history is read anew the old wording would stand above the new one.
    transcript.leave(entryId);
    await this.#sending.send(draft);
  }

  /** The same question once more. */
  async regenerate(runId: string): Promise<void> {
    const rows = this.#talk.transcript.ordered;
    const answer = rows.findIndex((row) => row.runId === runId && row.role === 'assistant');
    const asked = rows.slice(0, answer).findLast(({ role }) => role === 'user');
    if (asked) await this.edit(asked.id, { text: asked.text, media: asked.media });
  }

  async switchTo(leafEntryId: string): Promise<void> {
    const { gateway, key: sessionKey } = this.#talk;
    await gateway.ask('sessions.branches.switch', { sessionKey, leafEntryId }, v.unknown());
  }
}
