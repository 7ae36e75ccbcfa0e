// How the list of sessions is parted: pinned, the person's own groups, the rest by when it was last used, and the archive.
import type { SessionInfo } from '../conversation/wire.ts';
import { lastUsed } from '../state/roster.ts';

const ages = ['today', 'yesterday', 'week', 'earlier'] as const;
export type Age = (typeof ages)[number];
export type SectionKind =
  | { kind: 'pinned' }
  | { kind: 'group'; name: string }
  | { kind: 'age'; age: Age }
  | { kind: 'archived' };
export type Section = SectionKind & { id: string; count: number; sessions: readonly SessionInfo[] };

type Parting = { mainKey: string; groups: readonly string[]; now: number };

/** `sessions` are in order, and stay so in each section. The main one is always there, and first. */
export function sectionsOf(sessions: readonly SessionInfo[], { mainKey, groups, now }: Parting): Section[] {
  const main = sessions.find(({ key }) => key === mainKey) ?? unwritten(mainKey, true);
  const kinds: readonly (SectionKind & { id: string })[] = [
    { kind: 'pinned', id: 'pinned' },
    ...groups.map((name) => ({ kind: 'group' as const, name, id: `group:${name}` })),
    ...ages.map((age) => ({ kind: 'age' as const, age, id: age })),
    { kind: 'archived', id: 'archived' },
  ];
  const found = new Map<string, SessionInfo[]>(kinds.map(({ id }) => [id, []]));
  found.get('pinned')?.push(main);
  const days = daysBefore(now);
  for (const session of sessions) {
    if (session.key === mainKey) continue;
    const own = found.get(`group:${session.category}`);
    const place = own ?? found.get(ageOf(lastUsed(session), days));
    if (session.archived) found.get('archived')?.push(session);
    else if (session.pinned) found.get('pinned')?.push(session);
    else place?.push(session);
  }
  return kinds.flatMap((kind) => {
    const members = found.get(kind.id) ?? [];
    return members.length === 0 ? [] : [{ ...kind, count: members.length, sessions: members }];
  });
}

/** One in which nothing was said yet: the gateway has no row of it. */
export function unwritten(key: string, isMain = false, now = 0): SessionInfo {
  const [, agentId = 'main'] = /^agent:([^:]+):/.exec(key) ?? [];
  const still = { archived: false, pinned: false, unread: false, hasActiveRun: false };
  return { ...still, key, agentId, isMain, createdAt: now, updatedAt: now };
}

type Days = { today: number; yesterday: number; week: number };

/** Days are counted by midnights: one of them may have 23 hours. */
function daysBefore(now: number): Days {
  const midnight = (days: number) => {
    const day = new Date(now);
    day.setHours(0, 0, 0, 0);
    return day.setDate(day.getDate() - days);
  };
  return { today: midnight(0), yesterday: midnight(1), week: midnight(6) };
}

function ageOf(at: number, { today, yesterday, week }: Days): Age {
  if (at >= today) return 'today';
  if (at >= yesterday) return 'yesterday';
  return at >= week ? 'week' : 'earlier';
}

/** The first of them, over all sections. */
export function firstOf(sections: readonly Section[], most: number): Section[] {
  let left = most;
  return sections.flatMap((section) => {
    const sessions = section.sessions.slice(0, left);
    left -= sessions.length;
    return sessions.length === 0 ? [] : [{ ...section, sessions }];
  });
}
