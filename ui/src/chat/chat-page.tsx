// The chat: whose conversation it is, what was said, and where one writes.
import { useRef } from 'preact/hooks';
import { Composer } from '../composer/composer.tsx';
import { DropZone } from '../composer/drop-zone.tsx';
import { inspectorTab, openInspector } from '../inspector/open.ts';
import { openSearch } from '../palette/open.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { lazy } from '../parts/lazy.tsx';
import { SideButton } from '../shell/narrow-bar.tsx';
import { useApp } from '../state/app.ts';
import { titleOf } from '../state/titles.ts';
import { words } from '../words/words.ts';
import { Log } from './log.tsx';
import { SpokenEnding } from './spoken-ending.tsx';
import '../styles/chat.css';

const Inspector = lazy(() => import('../inspector/inspector.tsx').then(({ Inspector }) => Inspector));

export function ChatPage() {
  const { conversations, roster } = useApp();
  const { chat, common } = words.value;
  const conversation = conversations.current.value;
  const { key, reading } = conversation;
  const isMain = key === conversations.mainKey.value;
  const title = titleOf(roster.find(key) ?? reading.info.value ?? { key, isMain });
  const trouble = reading.trouble.value;
  const inspecting = inspectorTab.value !== null;
  const panel = useRef<HTMLButtonElement>(null);
  return (
    <div class="chat" data-inspecting={inspecting}>
      <section class="chat-middle" aria-label={title}>
        <header class="chat-head">
          <SideButton />
          <div class="chat-title">
            <h1 class="cut" dir="auto">
              {title}
            </h1>
            {isMain ? <p class="cut soft small">{chat.shared}</p> : null}
          </div>
          <IconButton icon="search" name={chat.searchHere} onClick={() => openSearch()} />
          <IconButton
            icon="panel"
            name={chat.inspector}
            pressed={inspecting}
            buttonRef={panel}
            onClick={() => {
              if (inspecting) inspectorTab.value = null;
              else openInspector('session');
            }}
          />
        </header>
        {trouble === '' ? null : (
          <div class="banner" role="alert">
            <p>{chat.notCurrent(trouble)}</p>
            <button type="button" class="plain" onClick={() => void reading.reload()}>
              {common.loadAgain}
            </button>
          </div>
        )}
        <DropZone conversation={conversation}>
          <Log key={key} conversation={conversation} />
          <Composer key={key} conversation={conversation} />
        </DropZone>
        <SpokenEnding conversation={conversation} />
      </section>
      {inspecting ? (
        <Inspector
          conversation={conversation}
          onClose={() => {
            inspectorTab.value = null;
            panel.current?.focus();
          }}
        />
      ) : null}
    </div>
  );
}
