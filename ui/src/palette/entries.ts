// What the palette shows for what is typed: sessions by their titles, what can be done, and what was said.

import { previewOf } from '../sessions/preview.ts';
import { unwritten } from '../sessions/sections.ts';
import type { App } from '../state/app.ts';
import { lastUsed } from '../state/roster.ts';
import { titleOf } from '../state/titles.ts';
import { actionsOf } from './actions.ts';
import type { Entry } from './entry.ts';
import { rankOf } from './matching.ts';
import type { Hit } from './use-found.ts';

const RECENT = 6;
const MOST = 12;

export function entriesOf(app: App, query: string): Entry[] {
  const chats = chatsOf(app);
  const actions = actionsOf(app);
  if (query.trim() === '') return [...chats.slice(0, RECENT), ...actions];
  return [...best(chats, query).slice(0, MOST), ...best(actions, query)];
}

export function messagesOf(
  { roster, route, conversations }: App,
  hits: readonly Hit[],
  within: string | null,
): Entry[] {
  return hits.map(({ sessionKey, messageId, timestamp, snippet }) => {
    const isMain = sessionKey === conversations.mainKey.value;
    const title = titleOf(roster.find(sessionKey) ?? { key: sessionKey, isMain });
    return {
      id: `message:${messageId}`,
      group: 'messages',
      icon: 'sessions',
      name: within === null ? title : '',
      detail: snippet,
      marks: 'detail',
      at: timestamp,
      act: () => route.chat(isMain ? null : sessionKey, messageId),
    };
  });
}

function chatsOf({ roster, route, conversations }: App): Entry[] {
  const mainKey = conversations.mainKey.value;
  const main = roster.find(mainKey) ?? unwritten(mainKey, true);
  const others = roster.sessions.value.filter(({ key }) => key !== mainKey);
  return [main, ...others].map((session) => ({
    id: `chat:${session.key}`,
    group: 'chats',
    icon: session.archived ? 'archive' : 'sessions',
    name: titleOf(session),
    detail: previewOf(session.lastMessagePreview),
    marks: 'name',
    at: lastUsed(session) || null,
    act: () => route.chat(session.key === mainKey ? null : session.key),
  }));
}

/** What fits, the best of it first; what fits equally well stays in its order. */
function best(entries: readonly Entry[], query: string): Entry[] {
  return entries
    .flatMap((entry) => {
      const score = rankOf(entry.name, query);
      return score === null ? [] : [{ entry, score }];
    })
    .sort((one, other) => one.score - other.score)
    .map(({ entry }) => entry);
}
