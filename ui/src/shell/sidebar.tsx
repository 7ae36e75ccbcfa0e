// The side of the house: who we are, a new chat, the sessions, the other views, and how things stand.
import { IconButton } from '../parts/icon-button.tsx';
import { NewChatButton } from '../sessions/new-session.tsx';
import { SessionList } from '../sessions/session-list.tsx';
import { prefer } from '../state/preferences.ts';
import { words } from '../words/words.ts';
import { Standing } from './standing.tsx';
import { ViewLinks } from './view-links.tsx';

/** `onChosen`: it lies over the conversation, and somebody has gone somewhere. */
export function Sidebar({ onChosen }: { onChosen?: () => void }) {
  const { common, chat } = words.value;
  const chosen = onChosen === undefined ? {} : { onChosen };
  return (
    <aside class="sidebar" aria-label={common.side}>
      <div class="sidebar-head">
        <span class="brand">
          <svg class="icon" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <path d="M12 21c-5 0-8-3.500-8-8 0-5 3.500-9 8-10-1.500 3-1.500 5 0 7 1.500-2 1.500-4 0-7 4.500 1 8 5 8 10 0 4.500-3 8-8 8z" />
          </svg>
          {common.brand}
        </span>
        <NewChatButton {...chosen} />
        {onChosen ? null : <IconButton icon="left" name={chat.hideSide} onClick={() => prefer({ sidebar: false })} />}
      </div>
      <SessionList {...chosen} />
      <ViewLinks {...chosen} />
      <Standing />
    </aside>
  );
}
