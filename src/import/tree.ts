// The lines of a transcript as our tree: entries with their places. What is no part of the conversation is bridged.
import * as v from 'valibot';
import type { Branch, Content, Entry, EntryMeta, Role } from '../records.ts';
import type { Line } from './lines.ts';
import { readMessage, roleOf } from './message.ts';

export type Tree = {
  entries: Entry[];
  branches: Branch[];
  /** The entry that the conversation goes on from. */
  leaf: Entry | null;
  /** How many lines of each kind are no entries here. */
  leftOut: Record<string, number>;
  /** Images and the like inside of messages: their place says that they were there. */
  lostParts: number;
  /** Entries whose parent is missing: they follow the line before. */
  mended: number;
};

type Kept = { role: Role; content: Content; meta: EntryMeta; at: number; lostParts: number };

const Compaction = v.object({ summary: v.string() });
const Leaf = v.object({ targetId: v.nullable(v.string()), appendParentId: v.optional(v.nullable(v.string())) });

export function growTree(sessionId: string, lines: readonly Line[], createdAt: number): Tree {
  const tree: Tree = { entries: [], branches: [], leaf: null, leftOut: {}, lostParts: 0, mended: 0 };
  /** Every id that was read, and the entry that stands for it: itself, or the nearest before it. */
  const places = new Map<string, Entry | null>();
  const tips = new Map<number, number>();
  let branches = 0;
  let last: Entry | null = null;
  let clock = createdAt;

  const leaveOut = (kind: string) => {
    tree.leftOut[kind] = (tree.leftOut[kind] ?? 0) + 1;
  };

  const parentOf = ({ parentId }: Line): Entry | null => {
    if (parentId === undefined) return last;
    if (parentId === null) return null;
    const place = places.get(parentId);
    if (place === undefined) tree.mended += 1;
    return place === undefined ? last : place;
  };

  const standAfter = (parent: Entry | null, anew: boolean): { branch: number; position: number } => {
    const follows = parent && !anew ? parent : null;
    if (follows && tips.get(follows.branch) === follows.position) {
      return { branch: follows.branch, position: follows.position + 1 };
    }
    // The first line needs no record of where it begins.
    const first = branches === 0 && !anew;
    const branch = anew ? Math.max(branches, 1) : branches;
    branches = branch + 1;
    const [fromBranch, fromPosition] = follows ? [follows.branch, follows.position] : [null, 0];
    if (!first) tree.branches.push({ sessionId, branch, fromBranch, fromPosition });
    return { branch, position: fromPosition + 1 };
  };

  for (const line of lines) {
    if (line.type === 'leaf') {
      const moved = moveTo(line, places);
      if (moved === undefined) leaveOut('leaf');
      else [tree.leaf, last] = moved;
      if (line.id !== null) places.set(line.id, last);
      continue;
    }
    if (line.id !== null && places.has(line.id)) {
      leaveOut('repeated');
      continue;
    }
    const parent = parentOf(line);
    const kept = line.id === null ? null : keep(line, clock);
    if (kept === null || line.id === null) {
      leaveOut(line.type === 'message' ? `message of ${roleOf(line.raw.message)}` : kindOf(line.type));
      if (line.id !== null) places.set(line.id, parent);
      continue;
    }
    const { lostParts, ...said } = kept;
    const seq = tree.entries.length + 1;
    const place = standAfter(parent, kept.meta.kind === 'reset');
    const entry: Entry = { id: line.id, sessionId, seq, ...place, parentId: parent?.id ?? null, ...said };
    tree.entries.push(entry);
    tree.lostParts += lostParts;
    tips.set(entry.branch, entry.position);
    places.set(entry.id, entry);
    clock = entry.at;
    last = entry;
    tree.leaf = entry;
  }
  return tree;
}

/** Undefined when the line names an entry that was never read. */
function moveTo({ raw }: Line, places: ReadonlyMap<string, Entry | null>): [Entry | null, Entry | null] | undefined {
  const leaf = v.safeParse(Leaf, raw);
  if (!leaf.success) return undefined;
  const { targetId, appendParentId = targetId } = leaf.output;
  const target = targetId === null ? null : places.get(targetId);
  const parent = appendParentId === null ? null : places.get(appendParentId);
  return target === undefined || parent === undefined ? undefined : [target, parent];
}

function keep(line: Line, clock: number): Kept | null {
  const at = line.at ?? clock;
  switch (line.type) {
    case 'message': {
      const told = readMessage(line.raw.message);
      return told && { ...told, at: told.at ?? at };
    }
    case 'reset':
      return { role: 'system', content: words('Reset'), meta: { kind: 'reset' }, at, lostParts: 0 };
    case 'compaction': {
      const read = v.safeParse(Compaction, line.raw);
      if (!read.success) return null;
      return { role: 'system', content: words(read.output.summary), meta: { kind: 'compaction' }, at, lostParts: 0 };
    }
    default:
      return null;
  }
}

function words(text: string): Content {
  return [{ type: 'text', text }];
}

function kindOf(type: string): string {
  return /^[\w.-]{1,40}$/.test(type) ? type : 'unknown';
}
