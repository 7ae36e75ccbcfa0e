// Whether a run is live in a conversation: told to the many lines that ask only when it changes.
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Conversation } from '../../conversation/conversation.ts';

const known = new WeakMap<Conversation, ReadonlySignal<boolean>>();

export function busyIn(conversation: Conversation): ReadonlySignal<boolean> {
  const found = known.get(conversation);
  if (found) return found;
  const busy = signal(false);
  effect(() => {
    busy.value = conversation.scene.value.live !== null;
  });
  known.set(conversation, busy);
  return busy;
}
