// What was found, in groups, as one list of choices.
import { useEffect, useRef } from 'preact/hooks';
import { brief } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { roomWords } from '../words/words.ts';
import type { Entry } from './entry.ts';
import { Marked } from './marked.tsx';

type FoundListProps = {
  id: string;
  entries: readonly Entry[];
  active: number;
  query: string;
  point: (index: number) => void;
  choose: (entry: Entry) => void;
};
const groups = ['chats', 'actions', 'messages'] as const;

export function FoundList({ id, entries, active, query, point, choose }: FoundListProps) {
  const { palette } = roomWords.value;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, entries.length]);
  return (
    <div ref={list} class="found" id={id} role="listbox" aria-label={palette.found}>
      {groups.map((group) => {
        const members = entries.flatMap((entry, index) => (entry.group === group ? [{ entry, index }] : []));
        if (members.length === 0) return null;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a list of choices
          <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
            <p class="found-group" id={`${id}-${group}`}>
              {palette.groups[group]}
            </p>
            {members.map(({ entry, index }) => (
              // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the focus stays in the field, and so do the keys
              <div
                key={entry.id}
                id={`${id}-${index}`}
                class="found-entry"
                role="option"
                aria-selected={index === active}
                onPointerMove={() => point(index)}
                onClick={() => choose(entry)}
              >
                <Icon name={entry.icon} size={16} />
                <span class="found-words">
                  {entry.name === '' ? null : (
                    <span class="cut">
                      {entry.marks === 'name' ? <Marked text={entry.name} query={query} /> : <bdi>{entry.name}</bdi>}
                    </span>
                  )}
                  {entry.detail === '' ? null : (
                    <span class={entry.marks === 'detail' ? 'found-snippet' : 'found-detail cut'}>
                      {entry.marks === 'detail' ? <Marked text={entry.detail} query={query} /> : entry.detail}
                    </span>
                  )}
                </span>
                {entry.at === null ? null : <time class="found-time">{brief(entry.at)}</time>}
              </div>
            ))}
          </div>
        );
      })}
    </div>
  );
}
