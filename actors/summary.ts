// What a summary is to stand for, what is kept beside it, and how a model is brought to write it.
import { beginningOf } from '../src/beginning.ts';
import { GatewayError } from '../src/errors.ts';
import type { Entry } from '../src/records.ts';
import { plainText } from './projection.ts';
import { tokensIn, tokensOf, tokensOfAll } from './tokens.ts';

/** What was said last is kept as it is: a quarter of the whole, and no more than this. */
const MOST_KEPT = 20_000;
/** Of the window, when the model itself gives none. */
const SMALL_WINDOW = 8192;
/** The rest is for the instruction, the summary so far and the new one. */
const PART = 0.75;
/** A model may count more tokens than we do, in some scripts four times as many. */
const MOST_SCALE = 4;
const CUT = '\n[the rest is left out]';

export type Plan = {
  older: Entry[];
  kept: Entry[];
  tokensBefore: number;
  /** What the model counts where we count one. */
  scale: number;
};

/** Null when there is nothing that a summary could stand for. */
export function plan(context: readonly Entry[], counted: number): Plan | null {
  const guessed = tokensOfAll(context);
  const tokensBefore = counted || guessed;
  const scale = Math.min(MOST_SCALE, Math.max(1, tokensBefore / Math.max(1, guessed)));
  const budget = Math.min(MOST_KEPT, tokensBefore / 4) / scale;
  let cut = context.length;
  let size = 0;
  for (let index = context.length - 1; index > 0; index -= 1) {
    const entry = context[index];
    size += entry ? tokensOf(entry) : 0;
    if (size > budget) break;
    // A question is not parted from its answer, nor a call from its result.
    if (entry?.role === 'user') cut = index;
  }
  const older = context.slice(0, cut);
  if (!older.some(({ role }) => role !== 'system')) return null;
  return { older, kept: context.slice(cut), tokensBefore, scale };
}

/** In parts that the model can read, each with the summary of those before it. */
export async function sumUp(
  { older, scale }: Plan,
  window: number | null,
  ask: (entries: Entry[]) => Promise<string>,
): Promise<string> {
  const budget = Math.floor(((window ?? SMALL_WINDOW) * PART) / scale);
  let summary = '';
  for (const part of parts(older, budget)) {
    const [first] = part;
    const before = first && summary !== '' ? [asEntry(first, summary)] : [];
    summary = (await ask([...before, ...part])).trim();
    if (summary === '') throw emptySummary();
  }
  return summary;
}

function parts(entries: readonly Entry[], budget: number): Entry[][] {
  const all: Entry[][] = [];
  let size = budget;
  for (const entry of entries) {
    const fitting = shorten(entry, budget);
    const tokens = tokensOf(fitting);
    size += tokens;
    if (size > budget || all.length === 0) {
      all.push([]);
      size = tokens;
    }
    all.at(-1)?.push(fitting);
  }
  return all;
}

/** An entry that no part has room for is told as far as it fits. */
function shorten(entry: Entry, budget: number): Entry {
  if (tokensOf(entry) <= budget) return entry;
  const text = plainText(entry.content);
  const characters = Math.floor(text.length * Math.min(1, budget / (tokensIn(text) + tokensIn(CUT))));
  return { ...entry, content: `${beginningOf(text, characters)}${CUT}` };
}

function asEntry(like: Entry, summary: string): Entry {
  return { ...like, role: 'system', content: summary, meta: { kind: 'compaction' } };
}

export function tokensAfter(summary: string, { kept, scale }: Plan): number {
  return Math.ceil((tokensIn(summary) + tokensOfAll(kept)) * scale);
}

function emptySummary(): GatewayError {
  const words = 'Cannot sum up the conversation as the model said nothing: try again or choose another model';
  return new GatewayError('UNAVAILABLE', words);
}
