// How a person wants the page. Each change counts at once: there is nothing to save.
import { roomWords } from '../../words/words.ts';
import { View } from '../view.tsx';
import { About } from './about.tsx';
import { LanguageChoice, LookChoices } from './look.tsx';
import { NotificationSwitch } from './notification-switch.tsx';
import { ThisBrowser } from './this-browser.tsx';
import { WritingChoice } from './writing.tsx';
import '../../styles/settings.css';

export function SettingsView() {
  const { settings } = roomWords.value;
  return (
    <View title={settings.title}>
      <p class="soft">{settings.note}</p>
      <LanguageChoice />
      <LookChoices />
      <WritingChoice />
      <NotificationSwitch />
      <ThisBrowser />
      <About />
    </View>
  );
}
