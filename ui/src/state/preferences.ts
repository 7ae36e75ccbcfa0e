// How a person wants the page: kept in this browser alone, and applied to the document as it changes.
import { effect, signal } from '@preact/signals';
import * as v from 'valibot';
import { languages, speak } from '../words/words.ts';
import { keep, kept } from './keeping.ts';

const Preferences = v.object({
  language: v.fallback(v.picklist(['auto', ...languages.map(({ id }) => id)]), 'auto'),
  theme: v.fallback(v.picklist(['system', 'light', 'dark', 'contrast']), 'system'),
  density: v.fallback(v.picklist(['comfortable', 'compact']), 'comfortable'),
  /** Whether Enter sends, or Enter with Ctrl or Cmd does. */
  enterSends: v.fallback(v.boolean(), true),
  /** A notice of the system when an answer is ready and the page is not in sight. */
  notifications: v.fallback(v.boolean(), false),
  /** Whether the list of sessions stands beside the conversation where there is room. */
  sidebar: v.fallback(v.boolean(), true),
});
export type Preferences = v.InferOutput<typeof Preferences>;

const NAME = 'preferences';

export const preferences = signal<Preferences>(
  v.parse(Preferences, { ...kept(NAME, v.record(v.string(), v.unknown())) }),
);

export function prefer(change: Partial<Preferences>): void {
  preferences.value = { ...preferences.value, ...change };
  keep(NAME, preferences.value);
}

/** Light and dark follow the system unless one was chosen; more contrast can be asked of either. Done when the page speaks
 * the language that is wanted. */
export async function applyPreferences(): Promise<void> {
  const contrast = matchMedia('(prefers-contrast: more)');
  const root = document.documentElement;
  const dress = () => {
    const { theme, density } = preferences.value;
    root.dataset.theme = theme;
    root.dataset.density = density;
    root.toggleAttribute('data-contrast', theme === 'contrast' || contrast.matches);
  };
  contrast.addEventListener('change', dress);
  effect(dress);
  let spoken = Promise.resolve();
  effect(() => {
    spoken = speak(preferences.value.language);
  });
  // Another tab of the same browser.
  addEventListener('storage', ({ key }) => {
    if (key?.endsWith(NAME))
      preferences.value = v.parse(Preferences, { ...kept(NAME, v.record(v.string(), v.unknown())) });
  });
  await spoken;
}
