// One session whole, from the database: every line of its tree, in the order in which it was written.
import type { Whole } from '../export/session-file.ts';
import type { Transcript } from '../ports.ts';
import type { Entry } from '../records.ts';

const PAGE = 1000;

/** As it was at one moment: what a running gateway writes meanwhile is left for the next time. */
export async function readWhole(transcript: Transcript): Promise<Whole | null> {
  const loaded = await transcript.load();
  if (!loaded) return null;
  const { session, branches } = loaded;
  const entries: Entry[] = [];
  for (const branch of new Set([0, ...branches.map((line) => line.branch)])) {
    entries.push(...(await readLine(transcript, session.id, branch)));
  }
  const then = entries.filter(({ seq }) => seq < session.nextSeq).sort((one, other) => one.seq - other.seq);
  return { session, branches, entries: then };
}

async function readLine(transcript: Transcript, sessionId: string, branch: number): Promise<Entry[]> {
  const found: Entry[] = [];
  let upTo = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const page = await transcript.page(sessionId, { branch, after: 0, upTo }, PAGE);
    found.push(...page);
    const oldest = page.at(-1);
    if (!oldest || page.length < PAGE) return found;
    upTo = oldest.position - 1;
  }
}
