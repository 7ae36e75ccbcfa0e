// The language, the theme and the density of the page.
import { useId } from 'preact/hooks';
import { prefer, preferences } from '../../state/preferences.ts';
import { languages, roomWords } from '../../words/words.ts';
import { Section } from '../view.tsx';
import { Choice } from './choice.tsx';

const themes = ['system', 'light', 'dark', 'contrast'] as const;
const densities = ['comfortable', 'compact'] as const;

export function LanguageChoice() {
  const { settings } = roomWords.value;
  const id = useId();
  const { language: chosen } = preferences.value;
  return (
    <div class="setting">
      <label class="setting-name" for={id}>
        {settings.language}
      </label>
      <select
        id={id}
        class="field"
        value={chosen}
        onChange={({ currentTarget }) => {
          const found = languages.find(({ id }) => id === currentTarget.value);
          prefer({ language: found?.id ?? 'auto' });
        }}
      >
        <option value="auto">{settings.automatic}</option>
        {languages.map(({ id, name }) => (
          <option key={id} value={id} lang={id}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

export function LookChoices() {
  const { settings } = roomWords.value;
  const { theme, density } = preferences.value;
  return (
    <Section title={settings.look}>
      <Choice
        title={settings.theme}
        options={themes.map((value) => ({ value, words: settings.themes[value] }))}
        chosen={theme}
        choose={(theme) => prefer({ theme })}
      />
      <Choice
        title={settings.density}
        options={densities.map((value) => ({ value, words: settings.densities[value] }))}
        chosen={density}
        choose={(density) => prefer({ density })}
      />
    </Section>
  );
}
