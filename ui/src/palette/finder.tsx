// One field and what is found for it. The focus stays in the field; the arrows walk through what is found.
import { useId, useMemo, useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { useApp } from '../state/app.ts';
import { roomWords } from '../words/words.ts';
import { entriesOf, messagesOf } from './entries.ts';
import type { Entry } from './entry.ts';
import { FoundList } from './found-list.tsx';
import { isCurrent, useFound, worthSearching } from './use-found.ts';
import '../styles/palette.css';

/** It has a list, and that is none of the browser's own. */
const combobox = { role: 'combobox', list: undefined, 'aria-autocomplete': 'list' } as const;

type FinderProps = { scope: 'everything' | 'conversation'; close: () => void };

export function Finder({ scope, close }: FinderProps) {
  const app = useApp();
  const { palette } = roomWords.value;
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const within = scope === 'conversation' ? app.conversations.key.value : null;
  const finding = useFound(query, within);
  const known = useKnown(query, scope);
  const found = messagesOf(app, finding.hits, within);
  const entries = [...known, ...found];
  const active = Math.min(at, entries.length - 1);
  const choose = ({ act }: Entry) => {
    close();
    act();
  };
  const press = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const to = { ArrowDown: active + 1, ArrowUp: active - 1 }[event.key];
    const chosen = entries[active];
    if (to !== undefined && entries.length > 0) setAt((to + entries.length) % entries.length);
    else if (event.key === 'Enter' && chosen) choose(chosen);
    else return;
    event.preventDefault();
  };
  const searching = worthSearching(query) && app.gateway.ready && !isCurrent(finding, query);
  return (
    <div class="finder">
      <div class="finder-field">
        <Icon name="search" />
        <input
          type="text"
          {...combobox}
          {...{ 'aria-expanded': entries.length > 0, 'aria-controls': id }}
          aria-label={palette.titles[scope]}
          {...(active < 0 ? {} : { 'aria-activedescendant': `${id}-${active}` })}
          placeholder={palette.placeholders[scope]}
          autocomplete="off"
          spellcheck={false}
          enterkeyhint="go"
          value={query}
          autofocus
          onInput={({ currentTarget }) => {
            setQuery(currentTarget.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
      </div>
      <FoundList id={id} entries={entries} active={active} query={query} point={setAt} choose={choose} />
      <p class="finder-state" role="status">
        {stateOf({ ...finding, query, searching, ready: app.gateway.ready, count: entries.length })}
      </p>
    </div>
  );
}

function useKnown(query: string, scope: FinderProps['scope']): Entry[] {
  const app = useApp();
  const sessions = app.roster.sessions.value;
  const place = app.route.place.value;
  const { ready } = app.gateway;
  return useMemo(
    () => (scope === 'everything' ? entriesOf(app, query) : []),
    [query, scope, sessions, place, ready, roomWords.value],
  );
}

type State = { query: string; searching: boolean; ready: boolean; count: number; more: boolean; trouble: string };

function stateOf({ query, searching, ready, count, more, trouble }: State): string {
  const { palette } = roomWords.value;
  if (query.trim() === '') return count === 0 ? palette.hint : '';
  if (!ready) return palette.away;
  if (searching) return palette.searching;
  if (trouble !== '') return palette.notSearched(trouble);
  if (count === 0) return palette.nothing;
  return more ? palette.more : palette.count(count);
}
