// Deleting a session. For the gateway that is final, so it is asked only when nobody wants it back any more: until then the
// session is merely out of sight.
import { effect } from '@preact/signals';
import * as v from 'valibot';
import { said } from '../conversation/talk.ts';
import type { App } from '../state/app.ts';
import { titleOf } from '../state/titles.ts';
import { words } from '../words/words.ts';

export function deleteSession(app: App, key: string): void {
  const { conversations, notices, roster, route } = app;
  const { common, sessions } = words.value;
  const title = titleOf(roster.find(key));
  const place = route.place.peek();
  const shown = place.view === 'chat' && conversations.key.peek() === key;
  roster.hide(key, true);
  // One does not come back to it.
  if (shown) route.go({ view: 'chat', key: null, message: null }, 'replace');

  let open = true;
  const undo = () => {
    open = false;
    roster.hide(key, false);
    if (shown) route.chat(key);
  };
  const notice = notices.say(sessions.deleted(title), { words: common.undo, run: undo });
  const end = () => {
    if (open) void deleteForGood(app, key, title);
    open = false;
    watched();
    removeEventListener('pagehide', end);
  };
  const watched = effect(() => {
    if (notices.all.value.some(({ id }) => id === notice)) return;
    // Undo takes the notice away before it says that it was meant.
    queueMicrotask(end);
  });
  // Whoever leaves has chosen. Should this not arrive any more, the session is still there.
  addEventListener('pagehide', end);
}

async function deleteForGood({ conversations, gateway, notices, roster }: App, key: string, title: string) {
  try {
    await gateway.ask('sessions.delete', { key }, v.unknown());
    roster.drop(key);
    conversations.forget(key);
  } catch (error) {
    roster.hide(key, false);
    notices.complain(words.value.sessions.notDeleted(title, said(error)));
  }
}
