// The mark that a client keeps to ask "what is new since": which line of which session, and how far.
import * as v from 'valibot';

const Place = v.pipe(v.number(), v.integer());
const Mark = v.tuple([v.string(), v.string(), Place, Place]);

export type Cursor = { sessionId: string; revision: string; branch: number; position: number };

export function writeCursor(cursor: Cursor): string {
  return btoa(JSON.stringify([cursor.sessionId, cursor.revision, cursor.branch, cursor.position]));
}

/** Null for anything that this gateway did not write. */
export function readCursor(text: string): Cursor | null {
  try {
    const [sessionId, revision, branch, position] = v.parse(Mark, JSON.parse(atob(text)));
    return { sessionId, revision, branch, position };
  } catch {
    return null;
  }
}
