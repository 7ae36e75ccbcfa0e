// The place around a conversation on which files can be dropped. Elsewhere on the page nothing happens to them.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Conversation } from '../conversation/conversation.ts';
import { Icon } from '../parts/icon.tsx';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';
import { attach, handedBy } from './attaching.ts';
import { draftOf } from './draft.ts';

type DropZoneProps = { conversation: Conversation; children: ComponentChildren };

export function DropZone({ conversation, children }: DropZoneProps) {
  const { gateway } = useApp();
  const over = useSignal(false);
  useEffect(() => {
    // The browser would leave the page, and show the file.
    const keepPage = (event: DragEvent) => {
      if (!event.defaultPrevented && hasFiles(event)) event.preventDefault();
    };
    addEventListener('dragover', keepPage);
    addEventListener('drop', keepPage);
    return () => {
      removeEventListener('dragover', keepPage);
      removeEventListener('drop', keepPage);
    };
  }, []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button that attaches files does the same without a mouse
    <div
      class="drop-zone"
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) over.value = false;
      }}
      onDrop={(event) => {
        over.value = false;
        if (!event.dataTransfer || !hasFiles(event)) return;
        event.preventDefault();
        attach(draftOf(conversation.key), gateway, handedBy(event.dataTransfer));
      }}
    >
      {children}
      {over.value ? (
        <div class="drop-over">
          <Icon name="attach" size={24} />
          <p>{words.value.composer.files.drop}</p>
        </div>
      ) : null}
    </div>
  );
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}
