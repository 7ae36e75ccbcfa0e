// Texts of workspace files that are not saved: when they are a change, when somebody else was faster, when they are done.
import { beforeEach, describe, expect, test } from 'vitest';
import {
  asInField,
  asInFile,
  drafts,
  edited,
  hasChanged,
  isDirty,
  isDone,
  putDraft,
  savedAs,
} from '../../ui/src/views/agents/file-drafts.ts';

const file = { content: 'Be kind.\r\nBe brief.\r\n', updatedAtMs: 100 };
const begun = edited(undefined, file, 'Be kind.\n');

beforeEach(() => {
  for (const name of drafts.value.keys()) putDraft(name, null);
});

test('edited() remembers what the file said when the editing began', () => {
  expect(begun).toEqual({ text: 'Be kind.\n', base: 'Be kind.\nBe brief.\n', baseAt: 100 });
  expect(edited(begun, { content: 'Other', updatedAtMs: 200 }, 'Be.')).toEqual({ ...begun, text: 'Be.' });
  expect(edited(undefined, { content: '' }, 'New')).toEqual({ text: 'New', base: '', baseAt: null });
});

test('isDirty() is true of a text that is another one than before', () => {
  expect(isDirty(undefined)).toBe(false);
  expect(isDirty(begun)).toBe(true);
  expect(isDirty(edited(begun, file, asInField(file.content)))).toBe(false);
});

test('putDraft() keeps the texts of several files until they are given up', () => {
  putDraft('main/SOUL.md', begun);
  putDraft('main/USER.md', { ...begun, text: 'Me' });
  putDraft('main/SOUL.md', null);
  expect([...drafts.value.keys()]).toEqual(['main/USER.md']);
});

describe('hasChanged()', () => {
  test('tells when somebody else has written the file', () => {
    expect(hasChanged(begun, file)).toBe(false);
    expect(hasChanged(begun, { content: 'Be rude.', updatedAtMs: 200 })).toBe(true);
  });

  test('does not when the same text was written again, with whichever line ends', () => {
    expect(hasChanged(begun, { ...file, updatedAtMs: 200 })).toBe(false);
    expect(hasChanged(begun, { content: 'Be kind.\nBe brief.\n', updatedAtMs: 200 })).toBe(false);
  });

  test('tells when the file was made, or removed', () => {
    expect(hasChanged(edited(undefined, { content: '' }, 'Mine'), { content: 'Theirs', updatedAtMs: 1 })).toBe(true);
    expect(hasChanged(begun, { content: '' })).toBe(true);
  });
});

test('savedAs() leaves what was typed while it was being saved', () => {
  const typedOn = { ...begun, text: 'Be kind.\nAlways.\n' };
  const after = savedAs(typedOn, 'Be kind.\n', { updatedAtMs: 300 });
  expect(after).toEqual({ text: 'Be kind.\nAlways.\n', base: 'Be kind.\n', baseAt: 300 });
  expect(isDirty(after)).toBe(true);
});

test('isDone() waits until the gateway has shown the file that was saved', () => {
  const after = savedAs(begun, begun.text, { updatedAtMs: 300 });
  expect(isDone(after, file)).toBe(false);
  expect(isDone(after, { content: begun.text, updatedAtMs: 300 })).toBe(true);
  expect(isDone(begun, file)).toBe(false);
  expect(isDone(undefined, file)).toBe(false);
});

test('asInFile() gives a file back the line ends that it had', () => {
  expect(asInFile(asInField(file.content), file.content)).toBe(file.content);
  expect(asInFile('a\nb\n', 'a\n')).toBe('a\nb\n');
});
