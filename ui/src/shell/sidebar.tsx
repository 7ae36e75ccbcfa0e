// The side of the house: who we are, a new chat, the sessions, the other views, and how things stand.
import { BrandMark } from '../parts/brand-mark.tsx';
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
          <BrandMark />
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
