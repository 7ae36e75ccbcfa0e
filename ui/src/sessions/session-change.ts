// Changing what is written on a session: shown at once, and taken back when the gateway does not take it.
import * as v from 'valibot';
import { said } from '../conversation/talk.ts';
import type { SessionInfo } from '../conversation/wire.ts';
import type { App } from '../state/app.ts';
import { words } from '../words/words.ts';

export type SessionChange = {
  label?: string | null;
  category?: string | null;
  archived?: boolean;
  pinned?: boolean;
  queueMode?: string | null;
  thinkingLevel?: string | null;
};

/** Says whether it was done; if not, the person has been told. */
export async function changeSession({ gateway, roster, notices }: App, key: string, change: SessionChange) {
  const before = roster.find(key);
  if (before) roster.put(changed(before, change));
  try {
    await gateway.ask('sessions.patch', { key, ...change }, v.unknown());
    return true;
  } catch (error) {
    const now = roster.find(key);
    if (before && now) roster.put(restored(now, before, change));
    notices.complain(words.value.common.notDone(said(error)));
    return false;
  }
}

function changed(session: SessionInfo, change: SessionChange): SessionInfo {
  const { label = session.label, category = session.category, thinkingLevel = session.thinkingLevel } = change;
  const { archived = session.archived, pinned = session.pinned } = change;
  const { queueMode } = change;
  return {
    ...session,
    archived,
    pinned,
    label: label ?? undefined,
    category: category ?? undefined,
    thinkingLevel: thinkingLevel ?? undefined,
    effectiveQueueMode: queueMode ?? session.effectiveQueueMode,
  };
}

/** Only what was tried: somebody else may have changed the rest meanwhile. */
function restored(now: SessionInfo, before: SessionInfo, change: SessionChange): SessionInfo {
  const { label, category, archived, pinned, thinkingLevel, effectiveQueueMode } = before;
  return {
    ...now,
    ...('label' in change ? { label } : {}),
    ...('category' in change ? { category } : {}),
    ...('archived' in change ? { archived } : {}),
    ...('pinned' in change ? { pinned } : {}),
    ...('thinkingLevel' in change ? { thinkingLevel } : {}),
    ...('queueMode' in change ? { effectiveQueueMode } : {}),
  };
}
