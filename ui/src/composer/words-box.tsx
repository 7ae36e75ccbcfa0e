// The words of a message. Whatever the gateway does, they can be written.
import { useSignalEffect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Conversation } from '../conversation/conversation.ts';
import { directionOf } from '../parts/direction.ts';
import { useApp } from '../state/app.ts';
import { preferences } from '../state/preferences.ts';
import { words } from '../words/words.ts';
import { attach, pasted } from './attaching.ts';
import type { Draft } from './draft.ts';
import { intentOf, isComposing, opensNoKeyboard } from './keys.ts';
import type { Posting } from './posting.ts';
import { optionId } from './slash-menu.tsx';
import type { SlashState } from './slash-state.ts';
import { editLast } from './taking-back.ts';

type WordsBoxProps = {
  conversation: Conversation;
  draft: Draft;
  menu: SlashState;
  posting: Posting;
  box: RefObject<HTMLTextAreaElement | null>;
};

export function WordsBox({ conversation, draft, menu, posting, box }: WordsBoxProps) {
  const { gateway, notices, route } = useApp();
  const { composer } = words.value;
  const text = draft.text.value;
  const open = menu.choices.value.length > 0;
  const { enterSends } = preferences.value;
  useHeight(box, text);
  useFocus(box, draft, () => {
    const place = route.place.peek();
    // Whoever follows a link to a message wants to read it.
    return !(place.view === 'chat' && place.message !== null);
  });

  const press = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (menu.key(event)) {
      event.preventDefault();
      return;
    }
    const empty = text === '' && draft.files.peek().length === 0;
    const intent = intentOf(event, { enterSends, live: posting.live.peek(), empty });
    if (intent === null) return;
    event.preventDefault();
    if (intent === 'send') posting.send();
    else if (intent === 'stop') posting.stop();
    else editLast(conversation, notices);
  };

  return (
    <textarea
      ref={box}
      class="composer-words"
      rows={1}
      dir={directionOf(text)}
      aria-label={composer.message}
      placeholder={composer.placeholder}
      enterkeyhint={enterSends ? 'send' : 'enter'}
      autocapitalize="sentences"
      aria-autocomplete="list"
      aria-haspopup="listbox"
      {...(open ? { 'aria-controls': menu.id, 'aria-activedescendant': optionId(menu, menu.active.value) } : {})}
      value={text}
      onInput={(event) => {
        const { value, selectionEnd } = event.currentTarget;
        draft.write(value);
        if (selectionEnd === value.length && !event.isComposing) menu.open();
        else menu.close();
      }}
      onKeyDown={press}
      onFocusOut={({ relatedTarget }) => menu.leave(relatedTarget)}
      onPaste={(event) => {
        const handed = event.clipboardData ? pasted(event.clipboardData) : { files: [] };
        if (handed.files.length === 0 && !handed.folders?.length) return;
        event.preventDefault();
        attach(draft, gateway, handed);
      }}
    />
  );
}

/** As high as its words, where the style sheet alone cannot do that. */
function useHeight(box: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const area = box.current;
    if (!area || CSS.supports('field-sizing', 'content')) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);
}

function useFocus(box: RefObject<HTMLTextAreaElement | null>, draft: Draft, wanted: () => boolean): void {
  const given = useRef(draft.given.peek());
  useEffect(() => {
    const holder = document.activeElement;
    const elsewhere = holder?.matches('input, textarea, select, dialog *') ?? false;
    if (wanted() && !elsewhere && opensNoKeyboard()) box.current?.focus({ preventScroll: true });
  }, []);
  useSignalEffect(() => {
    const count = draft.given.value;
    if (count === given.current) return;
    given.current = count;
    box.current?.focus();
  });
}
