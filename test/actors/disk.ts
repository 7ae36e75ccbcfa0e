// What a session's transcript is written to in these tests: it can be held, refuse, and lose its process.
import { plainText } from '../../actors/projection.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Change, Found, Loaded, Place, Stretch, Transcript } from '../../src/ports.ts';
import type { Branch, Entry, Mark, Run, SessionRecord, Tip } from '../../src/records.ts';

/** What is lost is UNAVAILABLE, as a server's: it was not made, or it was, or it is still on its way. */
type Answer =
  | 'done'
  | 'refused'
  | 'refused after all was written'
  | 'lost'
  | 'lost but written'
  | 'late'
  | 'written, then away';

export class Disk {
  session: SessionRecord | null = null;
  entries: Entry[] = [];
  branches: Branch[] = [];
  readonly runs = new Map<string, Run>();
  /** Commits that were asked for, whatever came of them. */
  asked: Change[] = [];
  /** Commits that were made. */
  made: Change[] = [];
  /** Nothing can be read, and nothing be written. */
  away = false;
  #answers: Answer[] = [];
  #late: Change[] = [];
  #gate: { opened: Promise<void>; open: () => void } | null = null;
  #process = 1;

  /** The next commits are refused. */
  refuse(times = 1, answer: Answer = 'refused'): void {
    for (let count = 0; count < times; count += 1) this.#answers.push(answer);
  }

  works(): void {
    this.#answers = [];
    this.away = false;
  }

  /** What was still on its way comes now, and is made where nothing else was made meanwhile. */
  arrive(): void {
    for (const change of this.#late.splice(0)) if (this.#fits(change)) this.#write(change);
  }

  /** From now on commits wait, until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = { opened: promise, open: resolve };
    return () => {
      this.#gate = null;
      resolve();
    };
  }

  /** Whoever has it open never hears of it again, as if the process had been killed. */
  crash(): void {
    this.#process += 1;
  }

  open(): Transcript {
    const mine = this.#process;
    const alive = async <T>(work: () => T): Promise<T> => {
      await Promise.resolve();
      if (mine !== this.#process) return new Promise<T>(() => undefined);
      if (this.away) throw unavailable();
      return structuredClone(work());
    };
    return {
      load: () => alive(() => this.#load()),
      commit: async (change) => {
        const written = structuredClone(change);
        await alive(() => this.asked.push(written));
        await this.#gate?.opened;
        await alive(() => this.#commit(written));
      },
      page: (id, stretch, limit) => alive(() => this.#page(id, stretch, limit)),
      find: (id, what) => alive(() => this.#find(id, what)),
      erase: (id) => alive(() => this.#erase(id)),
    };
  }

  #load(): Loaded | null {
    if (!this.session) return null;
    const open = [...this.runs.values()].filter((run) => run.endedAt === null);
    const dividers = this.entries.filter(({ role }) => role === 'system');
    const marks = dividers.map(
      ({ id, branch, position, meta }): Mark => ({ id, branch, position, kind: meta.kind ?? null }),
    );
    return { session: this.session, branches: this.branches, runs: open, marks };
  }

  #commit(change: Change): void {
    const answer = this.#answers.shift() ?? 'done';
    if (answer === 'refused') throw new Error('disk I/O error at /secret/place');
    if (answer === 'lost') throw unavailable();
    if (answer === 'late') {
      this.#late.push(change);
      throw unavailable();
    }
    if (!this.#fits(change)) throw unavailable('something else has changed the session');
    this.#refuseWhatWouldBreak(change);
    this.#write(change);
    if (answer === 'written, then away') this.away = true;
    if (answer === 'lost but written' || this.away) throw unavailable();
    if (answer !== 'done') throw new Error('the connection was lost while waiting for the answer');
  }

  /** As a guard says it: made from what is stored. */
  #fits({ base, session }: Change): boolean {
    if (base === null) return this.session === null;
    return this.session?.id === session.id && this.session.version === base;
  }

  #write(change: Change): void {
    this.session = change.session;
    this.entries.push(...change.entries);
    this.branches.push(...change.branches);
    for (const run of change.runs) this.runs.set(run.id, run);
    this.made.push(change);
  }

  #refuseWhatWouldBreak({ session, entries }: Change): void {
    if (this.session && this.session.id !== session.id) throw new Error(`another session has the key ${session.key}`);
    for (const entry of entries) {
      const taken = this.entries.some(
        (one) => one.id === entry.id || (one.branch === entry.branch && one.position === entry.position),
      );
      if (taken) throw new Error(`entry ${entry.branch}/${entry.position} is there already`);
    }
  }

  #page(id: string, { branch, after, upTo }: Stretch, limit: number): Entry[] {
    const mine = this.entries.filter((one) => one.sessionId === id && one.branch === branch);
    const within = mine.filter(({ position }) => position > after && position <= upTo);
    return within.sort((one, other) => other.position - one.position).slice(0, limit);
  }

  #find(id: string, what: Parameters<Transcript['find']>[1]): Found {
    if (this.session?.id !== id) return {};
    if ('tips' in what) return { tips: this.#tips() };
    if ('run' in what) {
      const run = this.runs.get(what.run);
      return run ? { run } : {};
    }
    if ('places' in what) {
      const isAt = (one: Place) => (place: Place) => one.branch === place.branch && one.position === place.position;
      return { standing: this.entries.filter((one) => what.places.some(isAt(one))) };
    }
    const entry = this.entries.find((one) => one.id === what.entry);
    return entry ? { entry } : {};
  }

  #tips(): Tip[] {
    const lines = Map.groupBy(this.entries, ({ branch }) => branch);
    return [...lines.values()].flatMap((line) => {
      const tip = line.toSorted((one, other) => other.position - one.position)[0];
      const said = line
        .filter(({ role }) => role === 'user' || role === 'assistant')
        .map(({ content }) => plainText(content));
      return tip ? [{ ...tip, words: said.filter((text) => text !== '').at(-1) ?? null }] : [];
    });
  }

  #erase(id: string): void {
    const answer = this.#answers.shift() ?? 'done';
    if (answer === 'refused') throw new Error('disk I/O error at /secret/place');
    if (answer === 'lost') throw unavailable();
    if (this.session?.id === id) {
      this.session = null;
      this.entries = [];
      this.branches = [];
      this.runs.clear();
    }
    if (answer !== 'done') throw unavailable();
  }
}

function unavailable(words = 'the database server cannot be reached'): GatewayError {
  return new GatewayError('UNAVAILABLE', `Cannot save: ${words}`, { retryAfterMs: 2000 });
}
