// One part of the list of sessions, under its name. The archive is folded until somebody wants it.
import { useId, useState } from 'preact/hooks';
import { number } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';
import type { Section } from './sections.ts';
import type { Asked } from './session-items.ts';
import { SessionRow } from './session-row.tsx';

type SessionSectionProps = {
  section: Section;
  current: string | null;
  ask: (asked: Asked) => void;
  chosen: (key: string) => void;
};

export function SessionSection({ section, current, ask, chosen }: SessionSectionProps) {
  const { roster } = useApp();
  const id = useId();
  const folds = section.kind === 'archived';
  const [opened, setOpened] = useState<boolean | null>(null);
  const open = !folds || (opened ?? section.sessions.some(({ key }) => key === current));
  return (
    <section class="session-section" aria-labelledby={id}>
      <h2 id={id}>
        {folds ? (
          <button type="button" class="session-fold" aria-expanded={open} onClick={() => setOpened(!open)}>
            <Icon name={open ? 'down' : 'right'} size={14} />
            {nameOf(section)} <span>{number(section.count)}</span>
          </button>
        ) : (
          <bdi>{nameOf(section)}</bdi>
        )}
      </h2>
      {open ? (
        <ul class="bare">
          {section.sessions.map((session) => (
            <SessionRow
              key={session.key}
              session={session}
              current={session.key === current}
              ask={roster.find(session.key) ? ask : null}
              chosen={chosen}
            />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function nameOf(section: Section): string {
  const { sessions } = words.value;
  switch (section.kind) {
    case 'pinned':
      return sessions.pinned;
    case 'group':
      return section.name;
    case 'age':
      return sessions.ages[section.age];
    case 'archived':
      return sessions.archived;
  }
}
