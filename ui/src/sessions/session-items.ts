// What can be done with a session, as the items of its menu.
import type { SessionInfo } from '../conversation/wire.ts';
import type { MenuItem } from '../parts/menu.tsx';
import type { App } from '../state/app.ts';
import { words } from '../words/words.ts';
import { changeSession, type SessionChange } from './session-change.ts';
import { deleteSession } from './session-deletion.ts';

/** What has to be asked first. */
export type Asked = { what: 'name' | 'group'; key: string };

export function sessionItems(app: App, session: SessionInfo, ask: (asked: Asked) => void): MenuItem[] {
  const { sessions } = words.value;
  const { key, isMain, pinned, archived } = session;
  const items: MenuItem[] = [];
  const change = (wanted: SessionChange) => () => {
    stepAside();
    void changeSession(app, key, wanted);
  };
  if (app.gateway.can('sessions.patch', 'operator.write')) {
    items.push({ icon: 'edit', words: sessions.rename, act: () => ask({ what: 'name', key }) });
    // The one that every client shares is always there, and first.
    if (key !== app.conversations.mainKey.value) {
      items.push(
        { icon: 'pin', words: pinned ? sessions.unpin : sessions.pin, act: change({ pinned: !pinned }) },
        { icon: 'folder', words: sessions.moveTo, act: () => ask({ what: 'group', key }) },
        {
          icon: 'archive',
          words: archived ? sessions.unarchive : sessions.archive,
          act: change({ archived: !archived }),
        },
      );
    }
  }
  if (!isMain && app.gateway.can('sessions.delete', 'operator.admin')) {
    const remove = () => {
      stepAside();
      deleteSession(app, key);
    };
    items.push({ icon: 'trash', words: sessions.remove, bad: true, act: remove });
  }
  return items;
}

/** The row goes from where it stands: the focus stays near, for whoever goes through the list with the keyboard. */
function stepAside(): void {
  const row = document.activeElement?.closest('li');
  const near = row?.nextElementSibling ?? row?.previousElementSibling ?? row?.closest('nav');
  near?.querySelector('a')?.focus({ preventScroll: true });
}
