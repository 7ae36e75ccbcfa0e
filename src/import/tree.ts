// The lines of a transcript as our tree: entries with their places. What is no part of the conversation is bridged.
import * as v from 'valibot';
import type { Branch, Entry } from '../records.ts';
import { keep, kindOf } from './entry.ts';
import type { Line } from './lines.ts';

export type Tree = {
  entries: Entry[];
  branches: Branch[];
  /** Where the conversation goes on from: a free place, as it is at the end of every line. */
  stand: { leafId: string | null; branch: number; position: number; branches: number };
  /** How many lines of each kind are no entries here. */
  leftOut: Record<string, number>;
  /** Images and the like inside of messages: their place says that they were there. */
  lostParts: number;
  /** Entries whose parent is missing: they follow the line before. */
  mended: number;
};

const Leaf = v.object({ targetId: v.nullable(v.string()), appendParentId: v.optional(v.nullable(v.string())) });

export function growTree(sessionId: string, lines: readonly Line[], createdAt: number): Tree {
  const grower = new Grower(sessionId, createdAt);
  for (const line of lines) grower.take(line);
  return grower.tree();
}

class Grower {
  readonly #sessionId: string;
  readonly #entries: Entry[] = [];
  readonly #branches: Branch[] = [];
  readonly #leftOut: Record<string, number> = {};
  /** Every id that was read, and the entry that stands for it: itself, or the nearest before it. */
  readonly #places = new Map<string, Entry | null>();
  /** How long each branch is. */
  readonly #tips = new Map<number, number>();
  #used = 0;
  #lostParts = 0;
  #mended = 0;
  /** What a line without a parent of its own follows. */
  #last: Entry | null = null;
  #leaf: Entry | null = null;
  #clock: number;

  constructor(sessionId: string, createdAt: number) {
    this.#sessionId = sessionId;
    this.#clock = createdAt;
  }

  take(line: Line): void {
    if (line.type === 'leaf') this.#move(line);
    else if (line.id !== null && this.#places.has(line.id)) this.#leaveOut('repeated');
    else this.#put(line);
  }

  #put(line: Line): void {
    const parent = this.#parentOf(line);
    const position = (parent?.position ?? 0) + 1;
    const kept = keep(line, { at: this.#clock, position, since: (id) => this.#since(id, parent) });
    if (kept && line.id !== null) this.#grow(line.id, parent, kept);
    else {
      this.#leaveOut(kindOf(line));
      if (line.id !== null) this.#places.set(line.id, parent);
    }
  }

  tree(): Tree {
    const leaf = this.#leaf;
    const free = leaf ? this.#tips.get(leaf.branch) === leaf.position : this.#entries.length === 0;
    const branch = free ? (leaf?.branch ?? 0) : this.#branchOff(leaf, false);
    return {
      entries: this.#entries,
      branches: this.#branches,
      stand: { leafId: leaf?.id ?? null, branch, position: leaf?.position ?? 0, branches: Math.max(this.#used, 1) },
      leftOut: this.#leftOut,
      lostParts: this.#lostParts,
      mended: this.#mended,
    };
  }

  #grow(id: string, parent: Entry | null, { lostParts, ...said }: NonNullable<ReturnType<typeof keep>>): void {
    const anew = said.meta.kind === 'reset';
    const goesOn = parent !== null && !anew && this.#tips.get(parent.branch) === parent.position;
    const branch = goesOn ? parent.branch : this.#branchOff(anew ? null : parent, anew);
    const entry: Entry = {
      id,
      sessionId: this.#sessionId,
      seq: this.#entries.length + 1,
      branch,
      position: (anew ? 0 : (parent?.position ?? 0)) + 1,
      parentId: parent?.id ?? null,
      ...said,
    };
    this.#entries.push(entry);
    this.#places.set(id, entry);
    this.#tips.set(branch, entry.position);
    this.#lostParts += lostParts;
    this.#clock = entry.at;
    this.#last = entry;
    this.#leaf = entry;
  }

  #branchOff(from: Entry | null, anew: boolean): number {
    // The first line is there without a record of where it begins.
    const first = this.#used === 0 && !anew;
    const branch = first ? 0 : Math.max(this.#used, 1);
    this.#used = branch + 1;
    const [fromBranch, fromPosition] = from ? [from.branch, from.position] : [null, 0];
    if (!first) this.#branches.push({ sessionId: this.#sessionId, branch, fromBranch, fromPosition });
    return branch;
  }

  #parentOf({ parentId }: Line): Entry | null {
    if (parentId === undefined) return this.#last;
    if (parentId === null) return null;
    const place = this.#places.get(parentId);
    if (place !== undefined) return place;
    this.#mended += 1;
    return this.#last;
  }

  #since(id: string, parent: Entry | null): Entry[] | null {
    const first = this.#places.get(id);
    const found: Entry[] = [];
    for (let at = parent; at; at = at.parentId === null ? null : (this.#places.get(at.parentId) ?? null)) {
      found.push(at);
      if (at === first) return found.reverse();
      if (at.meta.kind === 'reset') return null;
    }
    return null;
  }

  #move(line: Line): void {
    const { success, output } = v.safeParse(Leaf, line.raw);
    const find = (id: string | null) => (id === null ? null : this.#places.get(id));
    const target = success ? find(output.targetId) : undefined;
    const parent = success && output.appendParentId !== undefined ? find(output.appendParentId) : target;
    if (target === undefined || parent === undefined) this.#leaveOut('leaf');
    else [this.#leaf, this.#last] = [target, parent];
    if (line.id !== null) this.#places.set(line.id, this.#last);
  }

  #leaveOut(kind: string): void {
    this.#leftOut[kind] = (this.#leftOut[kind] ?? 0) + 1;
  }
}
