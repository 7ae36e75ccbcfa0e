// When an answer is ready and the page is not in sight: a notice of the system for those who want it, a mark in the title.
import { effect, signal } from '@preact/signals';
import * as v from 'valibot';
import { SessionsChanged } from '../conversation/wire.ts';
import { words } from '../words/words.ts';
import type { App } from './app.ts';
import { preferences } from './preferences.ts';
import { titleOf } from './titles.ts';

export function notifyEndings({ gateway, route, roster, conversations }: App): void {
  const unseen = signal(0);
  gateway.hear('sessions.changed', (payload) => {
    const read = v.safeParse(SessionsChanged, payload);
    if (!read.success || read.output.phase !== 'end' || !document.hidden) return;
    const { sessionKey, session } = read.output;
    unseen.value += 1;
    if (!preferences.value.notifications || !('Notification' in globalThis) || Notification.permission !== 'granted')
      return;
    const body = session?.lastMessagePreview ?? '';
    const notice = new Notification(titleOf(session), { body, tag: sessionKey });
    notice.onclick = () => {
      focus();
      route.chat(sessionKey);
    };
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) unseen.value = 0;
  });
  effect(() => {
    const { view } = route.place.value;
    const key = conversations.key.value;
    const name =
      view === 'chat'
        ? titleOf(roster.find(key) ?? { key, isMain: key === conversations.mainKey.value })
        : words.value.common.views[view];
    const mark = unseen.value > 0 ? `(${unseen.value}) ` : '';
    document.title = `${mark}${name} · ${words.value.common.brand}`;
  });
}
