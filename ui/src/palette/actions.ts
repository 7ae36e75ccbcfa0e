// What the palette can do: the same as the buttons and menus of the page, by their names.

import { said } from '../conversation/talk.ts';
import { openInspector } from '../inspector/open.ts';
import type { IconName } from '../parts/icon.tsx';
import { newChat } from '../sessions/new-chat.ts';
import { rooms } from '../shell/rooms.ts';
import type { App } from '../state/app.ts';
import { prefer, preferences } from '../state/preferences.ts';
import { roomWords } from '../words/words.ts';
import type { Entry } from './entry.ts';
import { openNewChat, openSearch } from './open.ts';

const themes = ['system', 'light', 'dark', 'contrast'] as const;
const formats = ['md', 'html', 'json'] as const;
const tabs = ['session', 'tools', 'checkpoints'] as const;

export function actionsOf(app: App): Entry[] {
  const { gateway, route, conversations } = app;
  const { common, palette, sessions } = roomWords.value;
  const conversation = conversations.current.value;
  const { key } = conversation;
  const entry = (id: string, icon: IconName, name: string, act: () => void): Entry => {
    return { id: `action:${id}`, group: 'actions', icon, name, detail: '', marks: 'name', at: null, act };
  };
  const inChat = route.place.value.view === 'chat';
  const entries = [entry('new', 'plus', sessions.newChat, () => newChat(app))];
  if (gateway.can('sessions.create', 'operator.write')) {
    entries.push(entry('new-with', 'agent', sessions.newChatWith, openNewChat));
  }
  if (inChat && conversation.scene.value.live !== null && gateway.ready) {
    const stop = () => conversation.stop().catch((error) => app.notices.complain(common.notDone(said(error))));
    entries.unshift(entry('stop', 'close', palette.stop, () => void stop()));
  }
  if (inChat) entries.push(entry('search', 'search', palette.searchHere, openSearch));
  for (const { place, icon } of rooms) {
    entries.push(entry(place.view, icon, palette.go(common.views[place.view]), () => route.go(place)));
  }
  if (inChat) {
    for (const tab of tabs) entries.push(entry(tab, 'panel', palette.open[tab], () => openInspector(tab)));
    if (gateway.ready) {
      for (const format of formats) {
        entries.push(entry(format, 'download', palette.exports[format], () => void exportAs(app, key, format)));
      }
    }
  }
  for (const theme of themes) {
    if (preferences.value.theme === theme) continue;
    entries.push(entry(theme, 'settings', palette.themes[theme], () => prefer({ theme })));
  }
  const side = preferences.value.sidebar ? palette.hideSide : palette.showSide;
  entries.push(entry('side', 'panel', side, () => prefer({ sidebar: !preferences.value.sidebar })));
  return entries;
}

async function exportAs(app: App, key: string, format: (typeof formats)[number]): Promise<void> {
  const { exportConversation } = await import('../inspector/export.ts');
  await exportConversation(app, key, format);
}
