// What the page says, in the language of whoever reads it. Some English is always here; the rest of it, and the other
// languages, come when they are wanted.
import { computed, signal } from '@preact/signals';
import type { FirstWords, RoomWords, Words } from './en.ts';
import { first } from './en-first.ts';

export type Language = 'en' | 'es' | 'fr' | 'pt' | 'zh';

/** Each by its own name. */
export const languages: readonly { id: Language; name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'es', name: 'Español' },
  { id: 'fr', name: 'Français' },
  { id: 'pt', name: 'Português' },
  { id: 'zh', name: '中文' },
];

const others: Record<Exclude<Language, 'en'>, () => Promise<Words>> = {
  es: () => import('./es.ts').then(({ spanish }) => spanish),
  fr: () => import('./fr.ts').then(({ french }) => french),
  pt: () => import('./pt.ts').then(({ portuguese }) => portuguese),
  zh: () => import('./zh.ts').then(({ chinese }) => chinese),
};

/** Of the frame, the gate and the chat. */
export const words = signal<FirstWords>(first);
export const language = signal<Language>('en');
const rooms = signal<RoomWords | null>(null);
let wished = 0;

/** With those of the views around the chat, which ask for theirs before they are drawn. */
export const roomWords = computed<Words>(() => {
  if (!rooms.value) throw new Error('Cannot draw a view before its words are here');
  return { ...words.value, ...rooms.value };
});

export async function loadRoomWords(): Promise<void> {
  if (rooms.peek()) return;
  const english = await import('./en-rooms.ts');
  rooms.value ??= english.rooms;
}

/** "auto" is the first of the browser's languages that the page knows. */
export async function speak(wish: Language | 'auto'): Promise<void> {
  const turn = ++wished;
  const chosen = wish === 'auto' ? firstKnown(navigator.languages) : wish;
  const said = await load(chosen).catch(() => null);
  if (turn !== wished || said === null) return;
  words.value = said.first;
  rooms.value = said.rooms;
  language.value = chosen;
  document.documentElement.lang = chosen;
}

export function firstKnown(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const found = languages.find(({ id }) => wish.toLowerCase().split('-')[0] === id);
    if (found) return found.id;
  }
  return 'en';
}

async function load(chosen: Language): Promise<{ first: FirstWords; rooms: RoomWords | null }> {
  if (chosen !== 'en') {
    const all = await others[chosen]();
    return { first: all, rooms: all };
  }
  return { first, rooms: rooms.peek() ? (await import('./en-rooms.ts')).rooms : null };
}
