// Where a conversation was edited or answered again: which version of a message the active line shows, and what the others are.
import type { Versions } from './line.ts';
import type { Row } from './row.ts';
import type { Branch } from './wire.ts';

type Version = { leaf: string | null; at: number };

/** By the id of the row on the active line beside which others stand. */
export function versionsOf(branches: readonly Branch[], rows: ReadonlyMap<string, Row>): Map<string, Versions> {
  const partings = new Map<string, Map<string, Branch>>();
  for (const branch of branches) {
    const { besideEntryId, firstEntryId, firstRole } = branch;
    // Other lines part at resets and summaries: those are no versions of a message.
    if (branch.active || firstRole !== 'user' || besideEntryId === undefined || firstEntryId === undefined) continue;
    const others = partings.get(besideEntryId) ?? new Map<string, Branch>();
    partings.set(besideEntryId, others);
    // Of several lines that begin with the same version, the one that was spoken on last.
    const known = others.get(firstEntryId);
    if (!known || known.updatedAt < branch.updatedAt) others.set(firstEntryId, branch);
  }
  const found = new Map<string, Versions>();
  for (const [id, others] of partings) {
    const own: Version = { leaf: null, at: rows.get(id)?.at ?? 0 };
    const all = [own, ...[...others.values()].map(versionOf)].sort((one, other) => one.at - other.at);
    const index = all.indexOf(own);
    const leaf = (place: number) => all[place]?.leaf ?? null;
    found.set(id, { index: index + 1, count: all.length, previous: leaf(index - 1), next: leaf(index + 1) });
  }
  return found;
}

function versionOf({ leafEntryId, createdAt }: Branch): Version {
  return { leaf: leafEntryId, at: Date.parse(createdAt) || 0 };
}
