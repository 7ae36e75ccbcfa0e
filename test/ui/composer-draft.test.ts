// Drafts: what was written comes back after a reload, is gone once it is sent, and is never overwritten by another tab.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const NAME = 'pincer.draft.agent:main:main';
const KEY = 'agent:main:main';
const media = {
  id: 'one',
  url: 'media://inbound/one',
  contentType: 'text/plain',
  kind: 'document',
  sizeBytes: 5,
  fileName: 'one.txt',
} as const;

let stored: Map<string, string>;
let writes = 0;
let heard: Map<string, (event: { key?: string }) => void>;

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers({ now: 1000 });
  stored = new Map();
  heard = new Map();
  writes = 0;
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => {
      writes += 1;
      stored.set(name, value);
    },
    removeItem: (name: string) => void stored.delete(name),
  });
  const hear = (name: string, listener: (event: { key?: string }) => void) => void heard.set(name, listener);
  vi.stubGlobal('addEventListener', hear);
  vi.stubGlobal('document', { addEventListener: hear });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** As in a tab that was just opened. */
async function open() {
  vi.resetModules();
  return import('../../ui/src/composer/draft.ts');
}

const otherTab = (text: string) => {
  stored.set(NAME, JSON.stringify({ text, files: [] }));
  heard.get('storage')?.({ key: NAME });
};

test('A draft is kept at most twice a second, and as soon as the page goes', async () => {
  const draft = (await open()).draftOf(KEY);
  for (const letter of 'hello there') draft.write(draft.text.value + letter);
  expect(writes).toBe(0);
  vi.advanceTimersByTime(500);
  expect(writes).toBe(1);
  draft.write('hello there, you');
  heard.get('pagehide')?.({});
  expect(writes).toBe(2);
  vi.advanceTimersByTime(1000);
  expect(writes).toBe(2);
  expect((await open()).draftOf(KEY).text.value).toBe('hello there, you');
});

test('A draft keeps the files that were uploaded, and says of one that is gone that it is', async () => {
  const { attachmentThere } = await import('../../ui/src/composer/attachment.ts');
  const draft = (await open()).draftOf(KEY);
  draft.attach([attachmentThere(media, 5000, 0)]);
  vi.advanceTimersByTime(500);
  const [kept] = (await open()).draftOf(KEY).files.value;
  expect(kept?.standing).toEqual({ state: 'there', media, until: 5000 });
  vi.setSystemTime(6000);
  const [gone] = (await open()).draftOf(KEY).files.value;
  expect(gone).toMatchObject({ name: 'one.txt', standing: { state: 'refused', trouble: { code: 'gone' } } });
});

test('A draft that is sent is gone at once', async () => {
  const draft = (await open()).draftOf(KEY);
  draft.write('to be sent');
  vi.advanceTimersByTime(500);
  expect(stored.has(NAME)).toBe(true);
  expect(draft.take()).toEqual({ text: 'to be sent', media: [] });
  expect(stored.has(NAME)).toBe(false);
  expect(draft.text.value).toBe('');
});

test('Words that are given back stand above what was written since, and files are there once', async () => {
  const { draftOf, giveBack } = await open();
  const draft = draftOf(KEY);
  draft.write('since');
  giveBack(KEY, { text: 'before', media: [media] });
  giveBack(KEY, { text: '', media: [media] });
  expect(draft.text.value).toBe('before\nsince');
  expect(draft.files.value).toHaveLength(1);
  expect(draft.take()).toEqual({ text: 'before\nsince', media: [media] });
});

test('Another tab does not overwrite what is written here', async () => {
  const draft = (await open()).draftOf(KEY);
  draft.write('mine');
  otherTab('theirs');
  expect(draft.text.value).toBe('mine');
});

test('A draft that was only read here follows the tab in which it is written and sent', async () => {
  stored.set(NAME, JSON.stringify({ text: 'from before', files: [] }));
  const draft = (await open()).draftOf(KEY);
  otherTab('from before, and more');
  expect(draft.text.value).toBe('from before, and more');
  stored.delete(NAME);
  heard.get('storage')?.({ key: NAME });
  expect(draft.text.value).toBe('');
});

test('A draft that cannot be read is an empty one', async () => {
  stored.set(NAME, '{"text":5}');
  expect((await open()).draftOf(KEY).text.value).toBe('');
});
