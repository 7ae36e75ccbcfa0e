// What OpenClaw's list of sessions says of one of them: `sessions.json`, or `session_nodes.entry_json`.
import * as v from 'valibot';
import type { SessionStatus } from '../records.ts';
import { isName, timeOf } from './lines.ts';

// What stands in a column of its own comes back only without control characters and halves of characters.
const text = v.fallback(v.optional(v.pipe(v.string(), v.transform(tidy))), undefined);
const time = v.optional(v.pipe(v.unknown(), v.transform(timeOf)), null);
const count = v.fallback(v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0), 0);
const flag = v.fallback(v.optional(v.boolean(), false), false);
const ended: readonly SessionStatus[] = ['done', 'failed', 'killed', 'timeout'];

export const SessionEntry = v.object({
  sessionId: v.pipe(
    v.string(),
    v.check((id) => isName(id)),
  ),
  sessionFile: text,
  lifecycleRevision: text,
  createdAt: time,
  sessionStartedAt: time,
  updatedAt: time,
  lastInteractionAt: time,
  startedAt: time,
  endedAt: time,
  label: text,
  category: text,
  parentSessionKey: text,
  spawnedBy: text,
  providerOverride: text,
  modelOverride: text,
  thinkingLevel: text,
  archived: flag,
  archivedAt: time,
  pinned: flag,
  pinnedAt: time,
  status: v.fallback(v.optional(v.nullable(v.picklist(ended)), null), null),
  inputTokens: count,
  outputTokens: count,
  totalTokens: count,
});
export type SessionEntry = v.InferOutput<typeof SessionEntry>;

export type Listed = { key: string; entry: SessionEntry };

const List = v.record(v.string(), v.unknown());

/** Null when the text is no list of sessions. */
export function readSessionList(json: string): { listed: Listed[]; unreadable: number } | null {
  const list = v.safeParse(List, parse(json));
  if (!list.success) return null;
  const listed: Listed[] = [];
  for (const [key, value] of Object.entries(list.output)) {
    const one = readListed(key, value);
    if (one) listed.push(one);
  }
  return { listed, unreadable: Object.keys(list.output).length - listed.length };
}

export function readListed(key: string, value: unknown): Listed | null {
  const entry = v.safeParse(SessionEntry, typeof value === 'string' ? parse(value) : value);
  // A key has to come back from the database as it went in.
  return entry.success && /^[^\p{Cc}\p{Cs}]{1,512}$/u.test(key) ? { key, entry: entry.output } : null;
}

export function tidy(words: string): string {
  return words.toWellFormed().replace(/\p{Cc}/gu, ' ');
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
