// The tools of an agent, in two ways: what may be used in a session now, and all there are with what decides about them.
import { useId, useRef, useState } from 'preact/hooks';
import { roomWords } from '../../words/words.ts';
import { Section } from '../view.tsx';
import { AvailableTools } from './available-tools.tsx';
import { ToolAccess } from './tool-access.tsx';
import { ToolConfiguration } from './tool-configuration.tsx';

const tabs = ['available', 'configuration'] as const;
type Tab = (typeof tabs)[number];

export function ToolsPanel({ agentId, mainKey }: { agentId: string; mainKey: string }) {
  const { tools } = roomWords.value.agents;
  const [tab, setTab] = useState<Tab>('available');
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const turn = (event: KeyboardEvent) => {
    const at = tabs.indexOf(tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (next === undefined) return;
    event.preventDefault();
    setTab(next);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <Section title={tools.title}>
      <div ref={list} class="tabs" role="tablist" aria-label={tools.title} onKeyDown={turn}>
        {tabs.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`${id}-${one}`}
            data-tab={one}
            aria-selected={one === tab}
            aria-controls={`${id}-panel`}
            tabIndex={one === tab ? 0 : -1}
            onClick={() => setTab(one)}
          >
            {tools[one]}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} class="tab-panel" role="tabpanel" aria-labelledby={`${id}-${tab}`}>
        {tab === 'available' ? (
          <AvailableTools agentId={agentId} mainKey={mainKey} />
        ) : (
          <ToolConfiguration agentId={agentId} />
        )}
      </div>
      <ToolAccess agentId={agentId} />
    </Section>
  );
}
