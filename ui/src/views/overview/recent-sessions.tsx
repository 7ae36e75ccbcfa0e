// The sessions in which something happened last.

import type { SessionInfo } from '../../conversation/wire.ts';
import { brief } from '../../parts/format.ts';
import { PlaceLink } from '../../parts/place-link.tsx';
import { Loading, Trouble } from '../../parts/states.tsx';
import { useApp } from '../../state/app.ts';
import { titleOf } from '../../state/titles.ts';
import { roomWords } from '../../words/words.ts';
import { Section } from '../view.tsx';

const MOST = 5;

export function RecentSessions() {
  const { overview } = roomWords.value;
  const all = <PlaceLink to={{ view: 'sessions' }}>{overview.allSessions}</PlaceLink>;
  return (
    <Section title={overview.recent} actions={all}>
      <Sessions />
    </Section>
  );
}

function Sessions() {
  const { roster, gateway } = useApp();
  const { overview, common } = roomWords.value;
  const why = roster.trouble.value;
  const sessions = roster.sessions.value.filter(({ archived }) => !archived).slice(0, MOST);
  if (sessions.length === 0 && !roster.loaded.value) {
    if (why !== '') return <Trouble why={why} again={() => void roster.load()} />;
    return gateway.lost.value ? <p class="soft">{common.whenBack}</p> : <Loading rows={MOST} />;
  }
  if (sessions.length === 0) return <p class="soft">{overview.noSessions}</p>;
  return (
    <ul class="bare rows">
      {sessions.map((session) => (
        <SessionRow key={session.key} session={session} />
      ))}
    </ul>
  );
}

function SessionRow({ session }: { session: SessionInfo }) {
  const { overview } = roomWords.value;
  const { key, lastMessagePreview, updatedAt, lastInteractionAt, hasActiveRun } = session;
  const at = lastInteractionAt ?? updatedAt;
  return (
    <li>
      <p class="row-head">
        <PlaceLink to={{ view: 'chat', key, message: null }} class="cut">
          {titleOf(session)}
        </PlaceLink>
        <span class="row-end soft small">{hasActiveRun ? overview.answering : at > 0 ? brief(at) : ''}</span>
      </p>
      {lastMessagePreview ? (
        <p class="soft small cut" dir="auto">
          {lastMessagePreview}
        </p>
      ) : null}
    </li>
  );
}
