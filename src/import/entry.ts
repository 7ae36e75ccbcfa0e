// Which lines of a transcript are part of the conversation, and what they say.
import * as v from 'valibot';
import type { Entry } from '../records.ts';
import type { Line } from './lines.ts';
import { readMessage, roleOf } from './message.ts';

export type Kept = Pick<Entry, 'role' | 'content' | 'meta' | 'at'> & { lostParts: number };

const Compaction = v.object({ summary: v.string() });

/** Null for what the conversation does without; `clock` is the time of the entry before. */
export function keep(line: Line, clock: number): Kept | null {
  const at = line.at ?? clock;
  switch (line.type) {
    case 'message': {
      const told = readMessage(line.raw.message);
      return told && { ...told, at: told.at ?? at };
    }
    case 'reset':
      return divider('reset', 'Reset', at);
    case 'compaction': {
      const read = v.safeParse(Compaction, line.raw);
      return read.success ? divider('compaction', read.output.summary, at) : null;
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

function divider(kind: 'reset' | 'compaction', text: string, at: number): Kept {
  return { role: 'system', content: [{ type: 'text', text }], meta: { kind }, at, lostParts: 0 };
}
