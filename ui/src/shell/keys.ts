// The keys that work everywhere.
import { openPalette, openSearch, paletteOpen } from '../palette/open.ts';
import { newChat } from '../sessions/new-chat.ts';
import type { App } from '../state/app.ts';
import { prefer, preferences } from '../state/preferences.ts';

export function bindKeys(app: App): () => void {
  const hear = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === 'k' && !event.shiftKey) toggle(openPalette);
    else if (key === 'f' && event.shiftKey) openSearch();
    else if (key === 'o' && event.shiftKey) void newChat(app);
    else if (key === 'b' && !event.shiftKey) prefer({ sidebar: !preferences.value.sidebar });
    else return;
    event.preventDefault();
  };
  addEventListener('keydown', hear);
  return () => removeEventListener('keydown', hear);
}

function toggle(open: () => void): void {
  if (paletteOpen.value === null) open();
  else paletteOpen.value = null;
}
