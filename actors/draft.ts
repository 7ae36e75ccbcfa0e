// A session as it will be once the pending change is committed. Decisions are made against a draft;
// the actor adopts it only after the write, so a failed write leaves no gap.
import { entryId } from '../src/entry-id.ts';
import type { Change } from '../src/ports.ts';
import type { Attached, Branch, Content, Entry, EntryMeta, Role, Run, SessionRecord } from '../src/records.ts';
import type { Place } from './place.ts';
import { tokensOf } from './tokens.ts';

/** Two commits on the same version have the same next one as rarely as one in so many. */
const STEPS = 2 ** 24;

export type Written = { role: Role; content: Content; meta?: EntryMeta; id?: string };

export class Draft {
  session: SessionRecord;
  readonly entries: Entry[] = [];
  readonly branches: Branch[] = [];
  readonly #media: string[] = [];
  readonly #runs = new Map<string, Run>();
  readonly #now: number;
  readonly #base: number | null;
  #touched = false;

  /** The session that is stored, or with `isNew` one that is not yet. */
  constructor(session: SessionRecord, now: number, isNew = false) {
    this.session = session;
    this.#now = now;
    this.#base = isNew ? null : session.version;
  }

  get dirty(): boolean {
    return this.#touched;
  }

  get runs(): Run[] {
    return [...this.#runs.values()];
  }

  update(fields: Partial<SessionRecord>): void {
    this.#touch();
    this.session = { ...this.session, ...fields, updatedAt: this.#now };
  }

  put(run: Run): void {
    this.#touch();
    this.#runs.set(run.id, run);
  }

  hold(attachments: readonly Attached[]): void {
    this.#media.push(...attachments.map(({ id }) => id));
  }

  append(written: Written): Entry {
    const { session } = this;
    const entry: Entry = {
      id: written.id ?? entryId(this.#now),
      sessionId: session.id,
      seq: session.nextSeq,
      branch: session.branch,
      position: session.position + 1,
      parentId: session.leafId,
      role: written.role,
      content: written.content,
      meta: written.meta ?? {},
      at: this.#now,
    };
    this.entries.push(entry);
    const contextTokens = session.contextTokens + tokensOf(entry);
    this.update({ leafId: entry.id, position: entry.position, nextSeq: entry.seq + 1, contextTokens });
    return entry;
  }

  /** A new line whose history begins here. What came before stays where it is. */
  beginAnew(): void {
    const branch = this.session.branches;
    this.branches.push({ sessionId: this.session.id, branch, fromBranch: null, fromPosition: 0 });
    this.update({ branch, branches: branch + 1, position: 0 });
  }

  /** The leaf goes to another place, and what it leaves stays where it is. Inside of a line, another line begins. */
  moveTo({ branch, position, leafId, goesOn }: Place): void {
    if (goesOn && branch !== null) {
      this.update({ branch, position, leafId });
      return;
    }
    const { id: sessionId, branches } = this.session;
    this.branches.push({ sessionId, branch: branches, fromBranch: branch, fromPosition: position });
    this.update({ branch: branches, branches: branches + 1, position, leafId });
  }

  change(): Change {
    const { session, entries, branches, runs } = this;
    const media = this.#media.length > 0 ? { media: this.#media } : {};
    return { base: this.#base, session, entries, branches, runs, ...media };
  }

  #touch(): void {
    if (this.#touched) return;
    this.#touched = true;
    this.session = { ...this.session, version: nextVersion(this.session.version) };
  }
}

/**
 * Higher than the one before by a step that nobody else takes: who finds it stored knows that this very change was
 * committed, and not that of another who has read the same.
 */
export function nextVersion(version: number): number {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return version + 1 + (random % STEPS);
}
