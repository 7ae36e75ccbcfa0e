// The foot of the composer: what can be added to the words, by whom they are answered, and the buttons that send and stop.
import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import type { Conversation } from '../conversation/conversation.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';
import { Actions } from './actions.tsx';
import { attach } from './attaching.ts';
import { ContextMeter } from './context-meter.tsx';
import type { Draft } from './draft.ts';
import { opensNoKeyboard } from './keys.ts';
import { useModelInUse } from './model-in-use.ts';
import { ModelPicker, ThinkingPicker } from './model-picker.tsx';
import type { Posting } from './posting.ts';
import type { SlashState } from './slash-state.ts';

type FootProps = {
  conversation: Conversation;
  draft: Draft;
  menu: SlashState;
  posting: Posting;
  box: RefObject<HTMLTextAreaElement | null>;
};

export function Foot({ conversation, draft, menu, posting, box }: FootProps) {
  const inUse = useModelInUse(conversation);
  return (
    <div class="composer-foot">
      <AttachButton draft={draft} box={box} />
      <CommandsButton draft={draft} menu={menu} box={box} />
      <span class="composer-facts">
        <ModelPicker conversation={conversation} inUse={inUse} />
        <ThinkingPicker conversation={conversation} inUse={inUse} />
        <ContextMeter info={conversation.reading.info.value} />
      </span>
      <Actions posting={posting} box={box} />
    </div>
  );
}

function AttachButton({ draft, box }: Pick<FootProps, 'draft' | 'box'>) {
  const { gateway } = useApp();
  const { files } = words.value.composer;
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton icon="attach" name={files.attach} onClick={() => field.current?.click()} />
      <input
        ref={field}
        type="file"
        multiple
        hidden
        aria-label={files.attach}
        onChange={({ currentTarget }) => {
          attach(draft, gateway, { files: [...(currentTarget.files ?? [])] });
          // The same file can then be chosen again.
          currentTarget.value = '';
          if (opensNoKeyboard()) box.current?.focus();
        }}
      />
    </>
  );
}

/** A command is the beginning of a message. */
function CommandsButton({ draft, menu, box }: Pick<FootProps, 'draft' | 'menu' | 'box'>) {
  const text = draft.text.value;
  const can = text.trim() === '' || text.startsWith('/');
  return (
    <span class="composer-commands" data-written={text !== ''}>
      <IconButton
        icon="slash"
        name={words.value.composer.commands}
        opens="listbox"
        expanded={menu.choices.value.length > 0}
        disabled={!can}
        onClick={() => {
          if (text.trim() === '') draft.write('/');
          menu.open();
          box.current?.focus();
        }}
      />
    </span>
  );
}
