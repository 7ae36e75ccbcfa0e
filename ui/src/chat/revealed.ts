// An address that names a message: it is brought, scrolled to, and marked for a moment.
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Conversation } from '../conversation/conversation.ts';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';

const MARKED_MS = 2500;

export function useRevealed(
  conversation: Conversation,
  scroll: RefObject<HTMLElement | null>,
  leaveEnd: () => void,
): void {
  const { route, notices } = useApp();
  const place = route.place.value;
  const message = place.view === 'chat' ? place.message : null;
  const loaded = conversation.reading.loaded.value;
  useEffect(() => {
    if (message === null || !loaded) return;
    let over = false;
    void conversation.reveal(message).then((key) => {
      if (over) return;
      if (key === null) notices.complain(words.value.chat.notFound);
      else
        requestAnimationFrame(() => {
          leaveEnd();
          mark(scroll.current, key);
        });
      // Once seen it is an address like any other.
      route.go({ view: 'chat', key: place.view === 'chat' ? place.key : null, message: null }, 'replace');
    });
    return () => {
      over = true;
    };
  }, [message, loaded]);
}

function mark(view: HTMLElement | null, key: string): void {
  const line = view?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  if (!line) return;
  line.scrollIntoView({ block: 'center' });
  line.dataset.marked = 'true';
  line.tabIndex = -1;
  line.focus({ preventScroll: true });
  setTimeout(() => delete line.dataset.marked, MARKED_MS);
}
