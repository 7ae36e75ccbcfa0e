// What a key does among the words of a message, and what is never sent by one.
import { expect, test } from 'vitest';
import { intentOf, type Pressed } from '../../ui/src/composer/keys.ts';
import { isStopCommand } from '../../ui/src/composer/readiness.ts';

const plain: Pressed = {
  key: 'Enter',
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 13,
};
const scene = { enterSends: true, live: false, empty: false };
const press = (pressed: Partial<Pressed>, other: Partial<typeof scene> = {}) =>
  intentOf({ ...plain, ...pressed }, { ...scene, ...other });

test('Enter sends, and with Shift or Alt it breaks the line', () => {
  expect(press({})).toBe('send');
  expect(press({ ctrlKey: true })).toBe('send');
  expect(press({ shiftKey: true })).toBeNull();
  expect(press({ altKey: true })).toBeNull();
});

test('Enter breaks the line for whoever prefers it, and sends with Ctrl or Cmd', () => {
  const lines = { enterSends: false };
  expect(press({}, lines)).toBeNull();
  expect(press({ ctrlKey: true }, lines)).toBe('send');
  expect(press({ metaKey: true }, lines)).toBe('send');
  expect(press({ metaKey: true, shiftKey: true }, lines)).toBeNull();
});

test.each([{ isComposing: true }, { keyCode: 229 }])(
  'No key means anything while a word is composed: %j',
  (composing) => {
    for (const key of ['Enter', 'Escape', 'ArrowUp']) {
      expect(press({ ...composing, key }, { live: true, empty: true })).toBeNull();
      expect(press({ ...composing, key, ctrlKey: true }, { enterSends: false })).toBeNull();
    }
  },
);

test('Escape stops a run and nothing else', () => {
  expect(press({ key: 'Escape' }, { live: true })).toBe('stop');
  expect(press({ key: 'Escape' })).toBeNull();
});

test('The arrow up edits the last message only where nothing is written', () => {
  expect(press({ key: 'ArrowUp' }, { empty: true })).toBe('edit-last');
  expect(press({ key: 'ArrowUp' })).toBeNull();
  expect(press({ key: 'ArrowUp', shiftKey: true }, { empty: true })).toBeNull();
});

test('The command that stops is known by each of its names, and by nothing longer', () => {
  for (const text of ['/stop', ' /ABORT ', '/esc\n']) expect(isStopCommand(text)).toBe(true);
  for (const text of ['stop', '/stop it', '/stopp', 'say /stop', '']) expect(isStopCommand(text)).toBe(false);
});
