// Which lines of a transcript are part of the conversation, and what they say.
import * as v from 'valibot';
import type { CompactionFacts, Entry } from '../records.ts';
import type { Line } from './lines.ts';
import { readMessage, roleOf } from './message.ts';

export type Kept = Pick<Entry, 'role' | 'content' | 'meta' | 'at'> & { lostParts: number };

const tokens = v.fallback(v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))), undefined);
const Compaction = v.object({
  summary: v.string(),
  firstKeptEntryId: v.fallback(v.optional(v.string()), undefined),
  tokensBefore: tokens,
  tokensAfter: tokens,
  reason: v.fallback(v.optional(v.literal('manual')), undefined),
});

/** Roughly what a token is worth in characters, for summaries that do not say how much they saved. */
const CHARACTERS = 4;

export type Before = {
  /** The time of the entry before. */
  at: number;
  /** The place that the line would have. */
  position: number;
  /** The entries from one of that id up to the line, oldest first; null when it is not among them. */
  since(id: string): readonly Entry[] | null;
};

/** Null for what the conversation does without. */
export function keep(line: Line, before: Before): Kept | null {
  const at = line.at ?? before.at;
  switch (line.type) {
    case 'message': {
      const told = readMessage(line.raw.message);
      return told && { ...told, at: told.at ?? at };
    }
    case 'reset':
      return { ...words('Reset'), meta: { kind: 'reset' }, at };
    case 'compaction': {
      const read = v.safeParse(Compaction, line.raw);
      return read.success ? summary(read.output, at, before) : null;
    }
    default:
      return null;
  }
}

/** What a line that is left out is counted as. */
export function kindOf({ type, id, raw }: Line): string {
  if (type === 'message') return id === null ? 'message without an id' : `message of ${roleOf(raw.message)}`;
  return /^[\w.-]{1,40}$/.test(type) ? type : 'unknown';
}

function summary({ summary: text, ...facts }: v.InferOutput<typeof Compaction>, at: number, before: Before): Kept {
  const kept = facts.firstKeptEntryId === undefined ? null : before.since(facts.firstKeptEntryId);
  const read = [text, ...(kept ?? []).map(({ content }) => JSON.stringify(content))];
  const guess = Math.ceil(read.reduce((sum, { length }) => sum + length, 0) / CHARACTERS);
  const compaction: CompactionFacts = {
    reason: facts.reason ?? 'auto-threshold',
    tokensBefore: facts.tokensBefore ?? 0,
    tokensAfter: facts.tokensAfter ?? guess,
    keptFrom: kept?.[0]?.position ?? before.position,
  };
  return { ...words(text), meta: { kind: 'compaction', compaction }, at };
}

function words(text: string): Pick<Kept, 'role' | 'content' | 'lostParts'> {
  return { role: 'system', content: [{ type: 'text', text }], lostParts: 0 };
}
