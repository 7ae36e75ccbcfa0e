// What the page says, in the language of whoever reads it. English is always here; the others come when they are wanted.
import { signal } from '@preact/signals';
import { english, type Words } from './en.ts';

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

export const words = signal<Words>(english);
export const language = signal<Language>('en');
let wished = 0;

/** "auto" is the first of the browser's languages that the page knows. */
export async function speak(wish: Language | 'auto'): Promise<void> {
  const turn = ++wished;
  const chosen = wish === 'auto' ? firstKnown(navigator.languages) : wish;
  const said = chosen === 'en' ? english : await others[chosen]().catch(() => null);
  if (turn !== wished || said === null) return;
  words.value = said;
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
