// What the menu of commands offers for the words as they are, and which of it is meant.
import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useId } from 'preact/hooks';
import type { Draft } from './draft.ts';
import { type Choice, type Command, choicesFor } from './slash-choices.ts';

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>;

export type SlashState = {
  id: string;
  choices: ReadonlySignal<readonly Choice[]>;
  active: ReadonlySignal<number>;
  /** After words were written. */
  open(): void;
  close(): void;
  /** The focus leaves the words or the list: it stays open while the other one has it. */
  leave(to: EventTarget | null): void;
  take(index: number): void;
  /** Whether the key was for the menu. */
  key(pressed: Pressed): boolean;
};

export function useSlash(
  draft: Draft,
  commands: ReadonlySignal<readonly Command[]>,
  box: RefObject<HTMLTextAreaElement | null>,
): SlashState {
  const id = useId();
  /** The words for which it is open: when they are others, it is not. */
  const wanted = useSignal<string | null>(null);
  const active = useSignal(0);
  const choices = useComputed(() => {
    const text = draft.text.value;
    return wanted.value === text ? choicesFor(text, commands.value) : [];
  });
  const open = () => {
    wanted.value = draft.text.peek();
    active.value = 0;
  };
  const close = () => {
    wanted.value = null;
  };
  const take = (index: number) => {
    const choice = choices.peek()[index];
    if (!choice) return;
    draft.write(choice.text);
    open();
    box.current?.focus();
  };
  const key = ({ key: name, shiftKey, altKey, ctrlKey, metaKey }: Pressed) => {
    const { length } = choices.peek();
    if (length === 0 || shiftKey || altKey || ctrlKey || metaKey) return false;
    const at = active.peek();
    if (name === 'ArrowDown') active.value = (at + 1) % length;
    else if (name === 'ArrowUp') active.value = (at + length - 1) % length;
    else if (name === 'Enter' || name === 'Tab') take(at);
    else if (name === 'Escape') {
      close();
      box.current?.focus();
    } else return false;
    return true;
  };
  const leave: SlashState['leave'] = (to) => {
    const within = to instanceof Element && (to.id === id || to === box.current);
    if (!within) close();
  };
  return { id, choices, active, open, close, leave, take, key };
}
