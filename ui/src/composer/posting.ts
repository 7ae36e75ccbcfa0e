// Sending what is written, and stopping what runs.
import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { RefObject } from 'preact';
import type { Conversation } from '../conversation/conversation.ts';
import { said } from '../conversation/talk.ts';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';
import type { Draft } from './draft.ts';
import { isEmpty, isStopCommand, type Obstacle, obstacleTo } from './readiness.ts';

export type Posting = {
  /** Why nothing can be sent now. */
  obstacle: ReadonlySignal<Obstacle | null>;
  live: ReadonlySignal<boolean>;
  empty: ReadonlySignal<boolean>;
  send(): void;
  stop(): void;
};

export function usePosting(
  conversation: Conversation,
  draft: Draft,
  box: RefObject<HTMLTextAreaElement | null>,
): Posting {
  const { gateway } = useApp();
  const { scene, sending } = conversation;
  const live = useComputed(() => scene.value.live !== null);
  const empty = useComputed(() => isEmpty({ text: draft.text.value, files: draft.files.value }));
  const obstacle = useComputed(() => {
    const away = gateway.lost.value !== null;
    // Nobody knows before the first welcome: what is written then waits.
    const mayWrite = gateway.hello.value === null || gateway.can('chat.send', 'operator.write');
    return obstacleTo({ text: draft.text.value, files: draft.files.value }, { away, mayWrite });
  });

  const send = () => {
    if (obstacle.value !== null) return;
    const { live, queue } = scene.peek();
    if (gateway.ready && live === null && queue.length === 0 && isStopCommand(draft.text.peek())) {
      draft.hint.value = words.value.composer.nothingRuns;
      return;
    }
    void sending.send(draft.take());
    box.current?.focus();
  };
  const stop = () => {
    draft.hint.value = '';
    conversation.stop().catch((error: unknown) => {
      draft.hint.value = words.value.common.notDone(said(error));
    });
  };
  return { obstacle, live, empty, send, stop };
}
