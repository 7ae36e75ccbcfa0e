// The sessions at the side, and the way to search them.
import { useCallback, useEffect, useState } from 'preact/hooks';
import { openPalette } from '../palette/open.ts';
import { Icon } from '../parts/icon.tsx';
import { lazy } from '../parts/lazy.tsx';
import { Loading, Trouble } from '../parts/states.tsx';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';
import { apple } from './apple.ts';
import { firstOf, sectionsOf } from './sections.ts';
import type { Asked } from './session-items.ts';
import { SessionSection } from './session-section.tsx';
import { useDrawn } from './use-drawn.ts';
import { useToday } from './use-today.ts';
import { useUnwritten } from './use-unwritten.ts';
import '../styles/sessions.css';

const SessionDialog = lazy(() => import('./session-dialog.tsx').then(({ SessionDialog }) => SessionDialog));

const AHEAD_MS = 3000;

export function SessionList({ onChosen }: { onChosen?: () => void }) {
  const { conversations, roster, route } = useApp();
  const { sessions } = words.value;
  const [asked, ask] = useState<Asked | null>(null);
  const now = useToday();
  const unwritten = useUnwritten(now);
  const listed = roster.sessions.value;
  const mainKey = conversations.mainKey.value;
  const all = sectionsOf(unwritten ? [unwritten, ...listed] : listed, {
    mainKey,
    groups: roster.groups.names.value,
    now,
  });
  // The main one and the one that was just begun stand here, also where the gateway has nothing of them.
  const known = all.reduce((sum, { count }) => sum + count, 0);
  const { drawn, end } = useDrawn(known, roster.hasMore.value ? () => void roster.loadMore() : null);
  useEffect(fetchAhead, []);
  const current = route.place.value.view === 'chat' ? conversations.key.value : null;
  const trouble = roster.trouble.value;
  const chosen = useCallback(
    (key: string) => {
      route.chat(key === conversations.mainKey.peek() ? null : key);
      onChosen?.();
    },
    [route, conversations, onChosen],
  );
  return (
    <div class="session-list">
      <button
        type="button"
        class="session-search"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => {
          onChosen?.();
          openPalette();
        }}
      >
        <Icon name="search" size={16} />
        <span class="cut">{sessions.search}</span>
        <kbd>{apple ? '⌘ K' : 'Ctrl K'}</kbd>
      </button>
      <nav class="session-scroll" aria-label={sessions.list} onKeyDown={walk}>
        {trouble === '' ? null : <Trouble why={trouble} again={() => void roster.load()} />}
        {firstOf(all, drawn).map((section) => (
          <SessionSection key={section.id} section={section} current={current} ask={ask} chosen={chosen} />
        ))}
        {!roster.loaded.value && trouble === '' ? <Loading rows={6} /> : null}
        <div ref={end} />
      </nav>
      <div class="session-over">{asked ? <SessionDialog asked={asked} onClose={() => ask(null)} /> : null}</div>
    </div>
  );
}

/** What is asked for by keys and menus comes before it is wanted: then it is there without the gateway too. */
function fetchAhead(): () => void {
  const timer = setTimeout(() => {
    const parts = [
      import('../palette/palette.tsx'),
      import('../inspector/inspector.tsx'),
      import('../views/sessions-view.tsx'),
      import('./session-dialog.tsx'),
    ];
    void Promise.allSettled(parts);
  }, AHEAD_MS);
  return () => clearTimeout(timer);
}

function walk(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = [...event.currentTarget.querySelectorAll('.session-link')];
  const at = document.activeElement ? links.indexOf(document.activeElement) : -1;
  if (by === undefined || at < 0) return;
  event.preventDefault();
  const next = links[at + by];
  if (next instanceof HTMLElement) next.focus();
}
