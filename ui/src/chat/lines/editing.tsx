// A message is written otherwise, where it stands.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Conversation } from '../../conversation/conversation.ts';
import type { UserLine } from '../../conversation/line.ts';
import { said } from '../../conversation/talk.ts';
import { directionOf } from '../../parts/direction.ts';
import { useApp } from '../../state/app.ts';
import { words } from '../../words/words.ts';
import { busyIn } from './busy.ts';

type EditingProps = { line: UserLine; rowId: string; conversation: Conversation; onEnd: () => void };

const MOST_ROWS = 16;

export function Editing({ line: { text, media }, rowId, conversation, onEnd }: EditingProps) {
  const { chat, common } = words.value;
  const { gateway, notices } = useApp();
  const [draft, setDraft] = useState(text);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  // Before anybody can have written into it.
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, []);
  const may = gateway.ready && !busy && !busyIn(conversation).value && (draft.trim() !== '' || media.length > 0);
  const send = async () => {
    if (!may) return;
    setBusy(true);
    try {
      await conversation.branching.edit(rowId, { text: draft, media });
      onEnd();
    } catch (error) {
      notices.complain(common.notDone(said(error)));
      setBusy(false);
    }
  };
  const key = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') onEnd();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <form
      class="editing"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        ref={field}
        class="field"
        dir={directionOf(draft)}
        aria-label={chat.editing}
        rows={Math.min(MOST_ROWS, Math.max(2, draft.split('\n', MOST_ROWS).length))}
        value={draft}
        onInput={({ currentTarget }) => setDraft(currentTarget.value)}
        onKeyDown={key}
      />
      <p class="soft small">{chat.editNote}</p>
      <div class="editing-foot">
        <button type="button" class="plain" onClick={onEnd}>
          {common.cancel}
        </button>
        <button type="submit" class="primary" disabled={!may}>
          {chat.sendEdited}
        </button>
      </div>
    </form>
  );
}
