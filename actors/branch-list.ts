// The lines of a conversation as they are listed: each by its last words, the active one wherever it stands, the others
// by where they part from it.
import type { Place, Standing, Stretch, Transcript } from '../src/ports.ts';
import type { Branches } from '../src/protocol/branches.ts';
import type { SessionRecord, Tip } from '../src/records.ts';
import { excerpt } from './decisions.ts';
import { partingOf, pathOf, placeOn } from './path.ts';
import type { SessionState } from './session-state.ts';

type Line = Branches['branches'][number];
/** The last place that a line shares with the active one, and the first that each has to itself. */
type Parting = { tip: Tip; shared: Place | null; own: Place | null; beside: Place | null };

const HEADLINE = 120;

export async function listBranches(
  { session, path, branches }: Pick<SessionState, 'session' | 'path' | 'branches'>,
  transcript: Transcript,
): Promise<Branches> {
  if (!session) return { branches: [] };
  const { tips = [] } = await transcript.find(session.id, { tips: true });
  const others = tips.filter(({ id }) => id !== session.leafId).sort((one, other) => other.at - one.at);
  const active = session.leafId === null || session.position === 0 ? [] : [activeLine(session, tips)];
  const partings = others.map((tip) => part(tip, pathOf(tip, branches), path));
  const places = partings.flatMap(({ shared, own, beside }) => [shared, own, beside]);
  const known = new Map(places.flatMap((place) => (place ? [[nameOf(place), place]] : [])));
  const { standing = [] } = known.size === 0 ? {} : await transcript.find(session.id, { places: [...known.values()] });
  const found = new Map(standing.map((one) => [nameOf(one), one]));
  return { branches: [...active, ...partings.map((parting) => otherLine(parting, found))] };
}

function part(tip: Tip, line: readonly Stretch[], path: readonly Stretch[]): Parting {
  const last = partingOf(line, path);
  return { tip, shared: placeOn(line, last), own: placeOn(line, last + 1), beside: placeOn(path, last + 1) };
}

function otherLine({ tip, shared, own, beside }: Parting, found: ReadonlyMap<string, Standing>): Line {
  const at = (place: Place | null) => (place ? found.get(nameOf(place)) : undefined);
  const [first, instead] = [at(own), at(beside)];
  return {
    ...line(tip, false),
    parting: at(shared)?.id ?? null,
    ...(first ? { firstEntryId: first.id, firstRole: first.role, createdAt: new Date(first.at).toISOString() } : {}),
    ...(instead ? { besideEntryId: instead.id } : {}),
  };
}

/** Right after going back, the active line ends inside of another. */
function activeLine({ leafId, position, preview, updatedAt }: SessionRecord, tips: readonly Tip[]): Line {
  const tip = tips.find(({ id }) => id === leafId);
  return line(tip ?? { id: leafId ?? '', position, at: updatedAt, words: preview }, true);
}

function line({ id, position, at, words }: Omit<Tip, 'branch'>, active: boolean): Line {
  const updatedAt = new Date(at).toISOString();
  return { leafEntryId: id, headline: excerpt(words ?? '', HEADLINE), messageCount: position, updatedAt, active };
}

function nameOf({ branch, position }: Place): string {
  return `${branch}/${position}`;
}
