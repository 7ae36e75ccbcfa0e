// The files of the message, as cards above its words.
import type { RefObject } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { bytes, number } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';
import { remove, retry } from './attaching.ts';
import { type Attachment, isPicture, type Trouble } from './attachment.ts';
import type { Draft } from './draft.ts';

type AttachmentsProps = { draft: Draft; box: RefObject<HTMLTextAreaElement | null> };

export function Attachments({ draft, box }: AttachmentsProps) {
  const { files } = words.value.composer;
  const all = draft.files.value;
  const list = useRef<HTMLUListElement>(null);
  const held = Boolean(list.current?.querySelector(':focus-visible'));
  useLayoutEffect(() => {
    // The card that had the focus is gone, and the focus would be nowhere.
    if (!held || list.current?.contains(document.activeElement)) return;
    (list.current?.querySelector<HTMLElement>('li:last-child > button:last-of-type') ?? box.current)?.focus();
  }, [all.length]);
  useLayoutEffect(() => {
    // What was attached last is in sight.
    list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }, [all.length]);
  return (
    <>
      <p class="unseen" aria-live="polite">
        {spoken(all)}
      </p>
      {all.length === 0 ? null : (
        <ul ref={list} class="bare draft-files" aria-label={files.list}>
          {all.map((attachment) => (
            <FileCard key={attachment.id} attachment={attachment} draft={draft} />
          ))}
        </ul>
      )}
    </>
  );
}

function FileCard({ attachment, draft }: { attachment: Attachment; draft: Draft }) {
  const { gateway } = useApp();
  const { common, composer } = words.value;
  const id = useId();
  const { name, size, standing } = attachment;
  const { state } = standing;
  return (
    <li class="draft-file" data-state={state}>
      <Preview attachment={attachment} />
      <span class="draft-file-words">
        <span id={id} class="cut" dir="auto" title={name}>
          {name}
        </span>
        <span class={'trouble' in standing ? 'draft-file-state bad' : 'draft-file-state'}>{stateOf(attachment)}</span>
        {state === 'sending' ? (
          <progress aria-label={composer.files.progress(name)} max={Math.max(1, size)} value={standing.sent} />
        ) : null}
      </span>
      {state === 'cut' ? (
        <button
          type="button"
          class="link"
          aria-describedby={id}
          disabled={!gateway.ready}
          onClick={() => retry(draft, gateway, attachment)}
        >
          {composer.files.retry}
        </button>
      ) : null}
      <IconButton
        icon="close"
        name={common.remove}
        size={14}
        describedBy={id}
        onClick={() => remove(draft, gateway, attachment)}
      />
    </li>
  );

  function stateOf({ standing }: Attachment): string {
    const { files } = composer;
    switch (standing.state) {
      case 'waiting':
        return gateway.ready ? files.waiting : files.away;
      case 'sending': {
        // The browser counts what it has handed on, and a little around it.
        const part = size === 0 ? 0 : Math.min(1, standing.sent / size);
        return files.sent(number(Math.floor(part * 100)), bytes(size));
      }
      case 'there':
        return bytes(size);
      case 'cut':
      case 'refused':
        return wordsOf(standing.trouble);
    }
  }
}

function Preview({ attachment: { file, contentType } }: { attachment: Attachment }) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!file || !isPicture(contentType)) return;
    const url = URL.createObjectURL(file);
    setAddress(url);
    return () => URL.revokeObjectURL(url);
  }, [file]);
  return (
    <span class="draft-file-preview">
      {address === null ? (
        <Icon name="file" size={20} />
      ) : (
        <img src={address} alt="" onError={() => setAddress(null)} />
      )}
    </span>
  );
}

/** The last thing that came to an end, for ears. */
function spoken(all: readonly Attachment[]): string {
  const { files } = words.value.composer;
  const last = all.findLast(({ standing: { state } }) => state !== 'waiting' && state !== 'sending');
  if (!last) return '';
  return 'trouble' in last.standing
    ? files.failed(last.name, wordsOf(last.standing.trouble))
    : files.attached(last.name);
}

function wordsOf(trouble: Trouble): string {
  const { files } = words.value.composer;
  switch (trouble.code) {
    case 'too-large':
      return files.tooLarge(bytes(trouble.limit));
    case 'picture-too-large':
      return files.pictureTooLarge(bytes(trouble.limit));
    case 'refused':
      return files.refused(trouble.why);
    case 'unknown':
    case 'empty':
    case 'folder':
    case 'cut':
    case 'busy':
    case 'gone':
      return files[trouble.code];
  }
}
