// What a key means among the words of a message.

export type Pressed = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey' | 'isComposing' | 'keyCode'
>;
export type Intent = 'send' | 'stop' | 'edit-last' | null;

/** While a word is being composed, Enter belongs to the keyboard; 229 is how some browsers say so. */
export function isComposing({ isComposing, keyCode }: Pick<Pressed, 'isComposing' | 'keyCode'>): boolean {
  return isComposing || keyCode === 229;
}

type Scene = { enterSends: boolean; live: boolean; empty: boolean };

export function intentOf(pressed: Pressed, { enterSends, live, empty }: Scene): Intent {
  if (isComposing(pressed)) return null;
  const { key, shiftKey, altKey, ctrlKey, metaKey } = pressed;
  const command = ctrlKey || metaKey;
  if (key === 'Enter' && !shiftKey && !altKey) return enterSends || command ? 'send' : null;
  if (shiftKey || altKey || command) return null;
  if (key === 'Escape' && live) return 'stop';
  return key === 'ArrowUp' && empty ? 'edit-last' : null;
}

/** On a phone the focus in the words opens the keyboard over what there is to read. */
export function opensNoKeyboard(): boolean {
  return matchMedia('(pointer: fine)').matches;
}
