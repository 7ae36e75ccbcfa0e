// The messages that wait until the run is over, above the words: each can be taken back as long as it waits.
import type { RefObject } from 'preact';
import { useId, useRef } from 'preact/hooks';
import type { Conversation } from '../conversation/conversation.ts';
import type { Queued } from '../conversation/line.ts';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';
import { editQueued, removeQueued } from './taking-back.ts';

type QueueProps = { conversation: Conversation; box: RefObject<HTMLTextAreaElement | null> };

export function Queue({ conversation, box }: QueueProps) {
  const { queue } = conversation.scene.value;
  if (queue.length === 0) return null;
  return (
    <ul class="bare composer-queue" aria-label={words.value.composer.queued.list}>
      {queue.map((item) => (
        <QueuedRow key={item.runId} item={item} conversation={conversation} box={box} />
      ))}
    </ul>
  );
}

function QueuedRow({ item, conversation, box }: QueueProps & { item: Queued }) {
  const { gateway, notices } = useApp();
  const { common, composer } = words.value;
  const { queued, files } = composer;
  const id = useId();
  const row = useRef<HTMLLIElement>(null);
  const { text, media, accepted } = item;
  const fixed = !accepted || !gateway.ready;
  const takeOut = async () => {
    const shown = row.current;
    const byKey = shown?.querySelector(':focus-visible') !== null;
    const next = shown?.nextElementSibling ?? shown?.previousElementSibling;
    const gone = await removeQueued(conversation, item, notices);
    // Its button is gone, and the focus would be nowhere.
    if (gone && byKey) (next?.querySelector<HTMLElement>('button:last-of-type') ?? box.current)?.focus();
  };
  return (
    <li ref={row} class="composer-queued">
      <Icon name="clock" size={16} />
      <span id={id} class="cut composer-queued-words" dir="auto">
        {queued.next(text.trim() === '' ? media.map(({ fileName }) => fileName).join(', ') : text)}
      </span>
      {media.length > 0 ? <span class="soft">{files.count(media.length)}</span> : null}
      {accepted ? null : <span class="soft">{queued.sending}</span>}
      <button
        type="button"
        class="link"
        aria-describedby={id}
        disabled={fixed}
        onClick={() => void editQueued(conversation, item, notices)}
      >
        {queued.edit}
      </button>
      <IconButton
        icon="close"
        name={common.remove}
        size={14}
        describedBy={id}
        disabled={fixed}
        onClick={() => void takeOut()}
      />
    </li>
  );
}
