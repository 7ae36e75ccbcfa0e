// A session that somebody wants imported, and what was found of it; what may be one, and is not, says why.
import type { Whole } from '../export/session-file.ts';
import type { Lines } from './lines.ts';
import type { SessionEntry } from './session-entry.ts';
import type { Tree } from './tree.ts';

/** A transcript as it was read; `entry` is null when no list of sessions names it. */
export type Source = { key: string; agentId: string; sessionId: string; entry: SessionEntry | null; lines: Lines };

export type Counts = Pick<Lines, 'cut' | 'damaged'> & Pick<Tree, 'leftOut' | 'lostParts' | 'mended'>;

export type Candidate = { whole: Whole; counts: Counts };

export type Refused = { key: string; sessionId: string | null; reason: string };

export const nothingLost: Counts = { cut: 0, damaged: 0, leftOut: {}, lostParts: 0, mended: 0 };

/** Where a session goes that has no key, or whose key is another session's here. */
export function besideKey(agentId: string, sessionId: string): string {
  return `agent:${agentId}:imported:${sessionId}`;
}
