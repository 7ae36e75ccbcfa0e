// All sessions: found, compared, put in order, and the groups that they are in.
import { useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { Empty, Loading, Trouble } from '../parts/states.tsx';
import { GroupList } from '../sessions/group-list.tsx';
import { newChat } from '../sessions/new-chat.ts';
import { SessionDialog } from '../sessions/session-dialog.tsx';
import type { Asked } from '../sessions/session-items.ts';
import { SessionTable } from '../sessions/session-table.tsx';
import { useDrawn } from '../sessions/use-drawn.ts';
import { useMatching, type Wish } from '../sessions/use-matching.ts';
import { useApp } from '../state/app.ts';
import { roomWords } from '../words/words.ts';
import { View } from './view.tsx';
import '../styles/sessions-view.css';

const all: Wish = { search: '', agentId: '', archived: 'all' };
const start: Wish = { ...all, archived: 'no' };

export function SessionsView() {
  const app = useApp();
  const { roster } = app;
  const { common, sessions } = roomWords.value;
  const [wish, setWish] = useState(start);
  const [asked, ask] = useState<Asked | null>(null);
  const found = useMatching(wish);
  const { drawn, end } = useDrawn(found.length, roster.hasMore.value ? () => void roster.loadMore() : null);
  const trouble = roster.trouble.value;
  const known = roster.sessions.value.length;
  const begin = (
    <button type="button" class="primary session-begin" onClick={() => newChat(app)}>
      <Icon name="plus" size={16} /> {sessions.newChat}
    </button>
  );
  return (
    <View title={common.views.sessions} actions={begin}>
      <Filters wish={wish} change={(change) => setWish({ ...wish, ...change })} />
      {trouble === '' ? null : <Trouble why={trouble} again={() => void roster.load()} />}
      {!roster.loaded.value && trouble === '' ? <Loading rows={8} /> : null}
      {roster.loaded.value && found.length === 0 && !roster.hasMore.value ? (
        <Empty>
          <p>{known === 0 ? sessions.view.none : sessions.view.nothingFits}</p>
          {known === 0 ? null : (
            <button type="button" class="plain" onClick={() => setWish(all)}>
              {sessions.view.showAll}
            </button>
          )}
        </Empty>
      ) : null}
      {found.length > 0 ? <SessionTable sessions={found.slice(0, drawn)} ask={ask} /> : null}
      <div ref={end} />
      <GroupList />
      {asked ? <SessionDialog asked={asked} onClose={() => ask(null)} /> : null}
    </View>
  );
}

type FiltersProps = { wish: Wish; change: (change: Partial<Wish>) => void };
const shown = ['no', 'only', 'all'] as const;

function Filters({ wish, change }: FiltersProps) {
  const { roster } = useApp();
  const { view } = roomWords.value.sessions;
  const agents = [...new Set(roster.sessions.value.map(({ agentId }) => agentId))].sort();
  const names = { no: view.active, only: view.archived, all: view.all };
  return (
    <search class="session-filters">
      <label class="label">
        {view.find}
        <input
          class="field"
          type="search"
          dir="auto"
          value={wish.search}
          onInput={({ currentTarget }) => change({ search: currentTarget.value })}
        />
      </label>
      {agents.length > 1 ? (
        <label class="label">
          {view.agents}
          <select
            class="field"
            value={wish.agentId}
            onChange={({ currentTarget }) => change({ agentId: currentTarget.value })}
          >
            <option value="">{view.allAgents}</option>
            {agents.map((agent) => (
              <option key={agent} value={agent}>
                {agent}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <label class="label">
        {view.which}
        <select
          class="field"
          value={wish.archived}
          onChange={({ currentTarget: { value } }) => change({ archived: shown.find((one) => one === value) ?? 'no' })}
        >
          {shown.map((one) => (
            <option key={one} value={one}>
              {names[one]}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}
