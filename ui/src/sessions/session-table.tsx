// Sessions in rows, with what each has used. A row opens to its checkpoints. Where there is no room it is a card.
import { useId, useState } from 'preact/hooks';
import type { SessionInfo } from '../conversation/wire.ts';
import { CheckpointList } from '../inspector/checkpoint-list.tsx';
import { about, brief, dollars } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { useApp } from '../state/app.ts';
import { lastUsed } from '../state/roster.ts';
import { titleOf } from '../state/titles.ts';
import { words } from '../words/words.ts';
import { previewOf } from './preview.ts';
import { type Asked, sessionItems } from './session-items.ts';

type SessionTableProps = { sessions: readonly SessionInfo[]; ask: (asked: Asked) => void };

export function SessionTable({ sessions, ask }: SessionTableProps) {
  const { view, title, agent, model } = words.value.sessions;
  return (
    <div class="session-table">
      <p class="session-table-head" aria-hidden="true">
        <span>{title}</span>
        <span>{agent}</span>
        <span>{model}</span>
        <span>{view.tokens}</span>
        <span>{view.cost}</span>
        <span>{view.used}</span>
      </p>
      <ul class="bare">
        {sessions.map((session) => (
          <Row key={session.key} session={session} ask={ask} />
        ))}
      </ul>
    </div>
  );
}

function Row({ session, ask }: { session: SessionInfo; ask: SessionTableProps['ask'] }) {
  const app = useApp();
  const { sessions } = words.value;
  const { view } = sessions;
  const [open, setOpen] = useState(false);
  const id = useId();
  const { key, agentId, model, inputTokens = 0, outputTokens = 0, estimatedCostUsd: cost } = session;
  const title = titleOf(session);
  const place = key === app.conversations.mainKey.value ? null : key;
  const used = lastUsed(session);
  const items = sessionItems(app, session, ask);
  return (
    <li class="session-entry" data-open={open}>
      <div class="session-cells">
        <div class="session-name">
          <p class="session-name-line">
            <PlaceLink to={{ view: 'chat', key: place, message: null }} class="cut">
              <bdi>{title}</bdi>
            </PlaceLink>
            <Marks session={session} />
          </p>
          <p class="session-words cut soft small" dir="auto">
            {session.hasActiveRun ? sessions.answering : previewOf(session.lastMessagePreview)}
          </p>
        </div>
        <dl>
          <Cell name={sessions.agent}>{agentId}</Cell>
          <Cell name={sessions.model}>{model ?? ''}</Cell>
          <Cell name={view.tokens}>{inputTokens + outputTokens === 0 ? '' : about(inputTokens + outputTokens)}</Cell>
          <Cell name={view.cost}>{cost === undefined ? '' : dollars(cost)}</Cell>
          <Cell name={view.used}>{used === 0 ? '' : brief(used)}</Cell>
        </dl>
        <div class="session-doings">
          <button
            type="button"
            class="icon-button"
            title={view.checkpoints}
            aria-label={view.showCheckpoints(title)}
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? 'down' : 'right'} size={16} />
          </button>
          {items.length === 0 ? null : (
            <Menu name={sessions.actions(title)} items={items} disabled={!app.gateway.ready} />
          )}
        </div>
      </div>
      <div id={id} class="session-checkpoints" hidden={!open}>
        {open ? (
          <>
            <h2>{view.checkpoints}</h2>
            <CheckpointList sessionKey={key} />
          </>
        ) : null}
      </div>
    </li>
  );
}

function Cell({ name, children }: { name: string; children: string }) {
  return (
    <div data-empty={children === ''}>
      <dt>{name}</dt>
      <dd class="cut" title={children}>
        {children}
      </dd>
    </div>
  );
}

function Marks({ session: { category, pinned, archived, unread } }: { session: SessionInfo }) {
  const { sessions } = words.value;
  const marks = [
    ...(unread ? [sessions.unread] : []),
    ...(pinned ? [sessions.pinned] : []),
    ...(archived ? [sessions.archived] : []),
    ...(category === undefined ? [] : [category]),
  ];
  return marks.map((mark) => (
    <span key={mark} class="tag cut">
      <bdi>{mark}</bdi>
    </span>
  ));
}
