// What is on the screen counts as read, for every device.
import { effect, signal, untracked } from '@preact/signals';
import * as v from 'valibot';
import type { App } from '../state/app.ts';

export function keepRead({ conversations, gateway, roster, route }: App): void {
  const seen = signal(!document.hidden);
  document.addEventListener('visibilitychange', () => {
    seen.value = !document.hidden;
  });
  effect(() => {
    const key = conversations.key.value;
    const unread = roster.find(key)?.unread === true;
    if (!unread || !seen.value || route.place.value.view !== 'chat') return;
    if (!gateway.ready || !gateway.can('sessions.patch', 'operator.write')) return;
    untracked(() => {
      const session = roster.find(key);
      if (session) roster.put({ ...session, unread: false });
      void gateway.ask('sessions.patch', { key, unread: false }, v.unknown()).catch(() => undefined);
    });
  });
}
