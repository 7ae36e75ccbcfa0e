// One session in the list: what it is called, its last words, when that was, and what can be done with it.
import type { SessionInfo } from '../conversation/wire.ts';
import type { Hello } from '../line/wire.ts';
import { brief } from '../parts/format.ts';
import { Menu } from '../parts/menu.tsx';
import { useApp } from '../state/app.ts';
import { lastUsed } from '../state/roster.ts';
import { addressOfPlace } from '../state/route.ts';
import { titleOf } from '../state/titles.ts';
import { words } from '../words/words.ts';
import { previewOf } from './preview.ts';
import { type Asked, sessionItems } from './session-items.ts';

type SessionRowProps = {
  session: SessionInfo;
  current: boolean;
  /** Null where the gateway has nothing of it yet. */
  ask: ((asked: Asked) => void) | null;
  chosen: (key: string) => void;
};

export function SessionRow({ session, current, ask, chosen }: SessionRowProps) {
  const app = useApp();
  const { sessions } = words.value;
  const { key, hasActiveRun } = session;
  const unread = session.unread && !current;
  const title = titleOf(session);
  const at = lastUsed(session);
  const items = ask === null ? [] : sessionItems(app, session, ask);
  const address = addressOfPlace({
    view: 'chat',
    key: key === app.conversations.mainKey.value ? null : key,
    message: null,
  });
  return (
    <li class="session" data-current={current} data-unread={unread}>
      <a
        class="session-link"
        href={address}
        {...(current ? { 'aria-current': 'page' as const } : {})}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          chosen(key);
        }}
      >
        <span class="session-title cut" dir="auto">
          {title}
        </span>
        {unread ? <span class="session-unread" title={sessions.unread} /> : null}
        {unread ? <span class="unseen">{sessions.unread}</span> : null}
        {at === 0 || unread || hasActiveRun ? null : (
          <time class="session-time" dateTime={new Date(at).toISOString()}>
            {brief(at)}
          </time>
        )}
        {hasActiveRun ? <span class="session-live" aria-hidden="true" /> : null}
        <span class="session-last cut" dir="auto">
          {hasActiveRun ? sessions.answering : lastWords(session, app.gateway.hello.value)}
        </span>
      </a>
      {items.length === 0 ? null : <Menu name={sessions.actions(title)} items={items} disabled={!app.gateway.ready} />}
    </li>
  );
}

/** Whose session it is stands before them, unless it is that of the agent whom most of them belong to. */
function lastWords({ agentId, lastMessagePreview }: SessionInfo, hello: Hello | null): string {
  const whose = agentId === (hello?.snapshot.sessionDefaults.defaultAgentId ?? agentId) ? '' : agentId;
  return [whose, previewOf(lastMessagePreview)].filter(Boolean).join(' · ');
}
