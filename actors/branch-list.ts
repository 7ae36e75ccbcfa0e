// The lines of a conversation as they are listed: each by its last words, the active one wherever it stands.
import type { Transcript } from '../src/ports.ts';
import type { Branches } from '../src/protocol/branches.ts';
import type { SessionRecord, Tip } from '../src/records.ts';
import { excerpt } from './decisions.ts';

const HEADLINE = 120;

export async function listBranches(session: SessionRecord | null, transcript: Transcript): Promise<Branches> {
  if (!session) return { branches: [] };
  const { tips = [] } = await transcript.find(session.id, { tips: true });
  const others = tips.filter(({ id }) => id !== session.leafId).sort((one, other) => other.at - one.at);
  const active = session.leafId === null || session.position === 0 ? [] : [activeLine(session, tips)];
  return { branches: [...active, ...others.map((tip) => line(tip, false))] };
}

/** Right after going back, the active line ends inside of another. */
function activeLine({ leafId, position, preview, updatedAt }: SessionRecord, tips: readonly Tip[]) {
  const tip = tips.find(({ id }) => id === leafId);
  return line(tip ?? { id: leafId ?? '', position, at: updatedAt, words: preview }, true);
}

function line({ id, position, at, words }: Omit<Tip, 'branch'>, active: boolean): Branches['branches'][number] {
  const updatedAt = new Date(at).toISOString();
  return { leafEntryId: id, headline: excerpt(words ?? '', HEADLINE), messageCount: position, updatedAt, active };
}
