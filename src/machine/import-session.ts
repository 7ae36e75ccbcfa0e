// A session made of a transcript and of what OpenClaw's list says of it.
import { excerpt, newSession } from '../../actors/decisions.ts';
import { plainText } from '../../actors/projection.ts';
import type { Candidate, Source } from '../import/candidate.ts';
import { type SessionEntry, tidy } from '../import/session-entry.ts';
import { growTree } from '../import/tree.ts';
import { readSessionKey } from '../protocol/session-key.ts';
import type { Entry, SessionRecord } from '../records.ts';

const TITLE_LENGTH = 80;
const PREVIEW_LENGTH = 240;

export function candidateOf(
  { key, agentId, sessionId, entry, lines }: Source,
  mainKey: string,
  now: number,
): Candidate {
  const createdAt = entry?.createdAt ?? entry?.sessionStartedAt ?? lines.lines[0]?.at ?? now;
  const { stand, entries, branches, ...lost } = growTree(sessionId, lines.lines, createdAt);
  const last = entries.at(-1);
  const session: SessionRecord = {
    ...newSession(readSessionKey(key, mainKey, agentId).key, createdAt),
    id: sessionId,
    ...stand,
    nextSeq: entries.length + 1,
    updatedAt: entry?.updatedAt ?? last?.at ?? createdAt,
    interactedAt: entry?.lastInteractionAt ?? entries.findLast(({ role }) => role === 'user')?.at ?? null,
    title: excerptOf(
      entries.find(({ role }) => role === 'user'),
      TITLE_LENGTH,
    ),
    preview: excerptOf(previewed(entries, stand.leafId), PREVIEW_LENGTH),
    ...(entry ? listedAs(entry) : {}),
  };
  return { whole: { session, entries, branches }, counts: { cut: lines.cut, damaged: lines.damaged, ...lost } };
}

function listedAs(entry: SessionEntry): Partial<SessionRecord> {
  const { providerOverride: provider, modelOverride: model } = entry;
  return {
    ...(entry.lifecycleRevision ? { revision: entry.lifecycleRevision } : {}),
    label: entry.label ?? null,
    category: entry.category ?? null,
    queueMode: null,
    version: 0,
    parentKey: entry.parentSessionKey ?? entry.spawnedBy ?? null,
    model: model && provider ? `${provider}/${model}` : (model ?? null),
    thinking: entry.thinkingLevel ?? null,
    archived: entry.archived || entry.archivedAt !== null,
    pinned: entry.pinned || entry.pinnedAt !== null,
    status: entry.status,
    startedAt: entry.startedAt,
    endedAt: entry.endedAt,
    inputTokens: entry.inputTokens,
    outputTokens: entry.outputTokens,
    contextTokens: entry.totalTokens,
  };
}

/** The last that was said on the line that is shown. */
function previewed(entries: readonly Entry[], leafId: string | null): Entry | undefined {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  let at = leafId === null ? undefined : byId.get(leafId);
  while (at && at.meta.kind !== 'reset') {
    if ((at.role === 'user' || at.role === 'assistant') && plainText(at.content) !== '') return at;
    at = at.parentId === null ? undefined : byId.get(at.parentId);
  }
  return undefined;
}

function excerptOf(entry: Entry | undefined, length: number): string | null {
  return entry ? tidy(excerpt(plainText(entry.content), length)) || null : null;
}
