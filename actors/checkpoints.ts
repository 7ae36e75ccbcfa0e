// A checkpoint is the place before a summary: named by the summary's entry, found by it, and never stored twice.
import type { Transcript } from '../src/ports.ts';
import type { Checkpoint } from '../src/protocol/compaction.ts';
import type { Entry, SessionRecord } from '../src/records.ts';
import { between, pathOf } from './path.ts';
import { cutBeforeCheckpoint } from './place.ts';
import { plainText } from './projection.ts';
import type { SessionState } from './session-state.ts';

/** So many are told of, the newest first. */
const MOST = 100;

/** All of them, or the one that is named. */
export async function readCheckpoints(state: SessionState, transcript: Transcript, id?: string): Promise<Checkpoint[]> {
  const { session } = state;
  if (id !== undefined) await cutBeforeCheckpoint(state, transcript, id);
  if (!session) return [];
  const marks = state.marks.filter((mark) => mark.kind === 'compaction' && (id === undefined || mark.id === id));
  const found = marks.slice(-MOST).map(async (mark) => {
    const { entry } = await transcript.find(session.id, { entry: mark.id });
    return entry ? checkpointOf(session, entry, await firstKept(state, transcript, session.id, entry)) : null;
  });
  return (await Promise.all(found)).filter((one) => one !== null).reverse();
}

export function checkpointOf(
  { key, id: sessionId }: SessionRecord,
  entry: Entry,
  firstKeptEntryId?: string,
): Checkpoint {
  const { reason = 'manual', ...facts } = entry.meta.compaction ?? {};
  const tokens = 'tokensBefore' in facts ? { tokensBefore: facts.tokensBefore, tokensAfter: facts.tokensAfter } : {};
  return {
    checkpointId: entry.id,
    sessionKey: key,
    sessionId,
    createdAt: entry.at,
    reason,
    ...tokens,
    summary: plainText(entry.content),
    ...(firstKeptEntryId === undefined ? {} : { firstKeptEntryId }),
    preCompaction: { sessionId, ...(entry.parentId === null ? {} : { leafId: entry.parentId }) },
    postCompaction: { sessionId, leafId: entry.id, entryId: entry.id },
  };
}

async function firstKept(state: SessionState, transcript: Transcript, sessionId: string, entry: Entry) {
  const from = entry.meta.compaction?.keptFrom;
  if (from === undefined || from >= entry.position) return undefined;
  const [stretch] = between(pathOf(entry, state.branches), from - 1, from);
  return stretch ? (await transcript.page(sessionId, stretch, 1))[0]?.id : undefined;
}
