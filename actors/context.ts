// What a model reads of a line: the newest summary on it with what was kept beside it and came after, or all of it.
import type { Stretch, Transcript } from '../src/ports.ts';
import type { Entry, Mark } from '../src/records.ts';
import type { History } from './history.ts';
import { holds } from './path.ts';

/** So much of a conversation at most; older entries stay in the transcript. */
const MOST_ENTRIES = 1000;

export type Line = { sessionId: string; path: readonly Stretch[]; position: number; marks: readonly Mark[] };

export async function readContext(history: History, transcript: Transcript, line: Line): Promise<Entry[]> {
  const { sessionId, path, position } = line;
  const mark = line.marks.findLast((one) => one.kind === 'compaction' && holds(path, one));
  const { entry: summary } = mark ? await transcript.find(sessionId, { entry: mark.id }) : {};
  const from = summary ? (summary.meta.compaction?.keptFrom ?? summary.position + 1) : 1;
  const limit = Math.min(MOST_ENTRIES, position - from + 1);
  const entries = limit > 0 ? await history.entries(sessionId, path, position, limit) : [];
  const said = entries.filter(({ meta }) => meta.kind !== 'compaction' && !meta.excludeFromContext);
  return summary ? [summary, ...said] : said;
}
