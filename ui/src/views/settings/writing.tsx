// What the Enter key does while a message is written.
import { prefer, preferences } from '../../state/preferences.ts';
import { roomWords } from '../../words/words.ts';
import { Section } from '../view.tsx';
import { Choice } from './choice.tsx';

export function WritingChoice() {
  const { settings } = roomWords.value;
  const key = /mac|iphone|ipad/i.test(navigator.platform) ? '⌘' : 'Ctrl';
  return (
    <Section title={settings.writing}>
      <Choice
        title={settings.enter}
        options={[
          { value: 'sends', words: settings.enterSends, note: settings.enterSendsNote },
          { value: 'breaks', words: settings.enterBreaks, note: settings.enterBreaksNote(key) },
        ]}
        chosen={preferences.value.enterSends ? 'sends' : 'breaks'}
        choose={(value) => prefer({ enterSends: value === 'sends' })}
      />
    </Section>
  );
}
