// What is so about the conversation on the screen: beside it where there is room, else on a sheet over it.
import { useId, useRef } from 'preact/hooks';
import type { Conversation } from '../conversation/conversation.ts';
import { Dialog } from '../parts/dialog.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { useWide } from '../shell/wide.ts';
import { roomWords } from '../words/words.ts';
import { CheckpointsTab } from './checkpoints-tab.tsx';
import { type InspectorTab, inspectorTab } from './open.ts';
import { SessionTab } from './session-tab.tsx';
import { ToolsTab } from './tools-tab.tsx';
import '../styles/inspector.css';

type InspectorProps = { conversation: Conversation; onClose: () => void };
const tabs = ['session', 'tools', 'checkpoints'] as const;

export function Inspector({ conversation, onClose }: InspectorProps) {
  const { inspector, common } = roomWords.value;
  const wide = useWide();
  if (!wide) {
    return (
      <Dialog title={inspector.title} as="sheet-end" onClose={onClose}>
        <Tabs conversation={conversation} />
      </Dialog>
    );
  }
  return (
    <aside class="inspector" aria-label={inspector.title}>
      <header class="inspector-head">
        <h2>{inspector.title}</h2>
        <IconButton icon="close" name={common.close} onClick={onClose} />
      </header>
      <Tabs conversation={conversation} />
    </aside>
  );
}

function Tabs({ conversation }: { conversation: Conversation }) {
  const { inspector } = roomWords.value;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const shown = inspectorTab.value ?? 'session';
  const turn = (event: KeyboardEvent) => {
    const at = tabs.indexOf(shown);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (next === undefined) return;
    event.preventDefault();
    inspectorTab.value = next;
    list.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <>
      <div ref={list} class="inspector-tabs" role="tablist" aria-label={inspector.title} onKeyDown={turn}>
        {tabs.map((tab) => (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`${id}-${tab}`}
            data-tab={tab}
            aria-selected={tab === shown}
            aria-controls={`${id}-panel`}
            tabIndex={tab === shown ? 0 : -1}
            onClick={() => {
              inspectorTab.value = tab;
            }}
          >
            {inspector.tabs[tab]}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and there may be nothing in it to hold on to */}
      <div id={`${id}-panel`} class="inspector-panel" role="tabpanel" aria-labelledby={`${id}-${shown}`} tabIndex={0}>
        <Panel key={`${shown} ${conversation.key}`} tab={shown} conversation={conversation} />
      </div>
    </>
  );
}

function Panel({ tab, conversation }: { tab: InspectorTab; conversation: Conversation }) {
  switch (tab) {
    case 'session':
      return <SessionTab conversation={conversation} />;
    case 'tools':
      return <ToolsTab conversation={conversation} />;
    case 'checkpoints':
      return <CheckpointsTab conversation={conversation} />;
  }
}
