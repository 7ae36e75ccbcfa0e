// Notices of the system. The browser is asked when somebody switches them on, and never before.
import { useEffect, useId, useState } from 'preact/hooks';
import { prefer, preferences } from '../../state/preferences.ts';
import { roomWords } from '../../words/words.ts';
import { Section } from '../view.tsx';

type Permission = NotificationPermission | 'missing';

export function NotificationSwitch() {
  const { settings } = roomWords.value;
  const note = useId();
  const [permission, setPermission] = useState<Permission>(permitted);
  useEffect(() => {
    // It may have been changed in the settings of the browser meanwhile.
    const look = () => setPermission(permitted());
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
  }, []);
  const turn = async (on: boolean) => {
    if (!on) return prefer({ notifications: false });
    const answer = await Notification.requestPermission();
    setPermission(answer);
    prefer({ notifications: answer === 'granted' });
  };
  const on = preferences.value.notifications && permission === 'granted';
  const notes = {
    missing: settings.notifyNot,
    denied: settings.notifyRefused,
    default: settings.notifyAsk,
    granted: '',
  };
  return (
    <Section title={settings.notices}>
      <label class="choice-option">
        <input
          type="checkbox"
          checked={on}
          disabled={permission === 'missing' || permission === 'denied'}
          aria-describedby={note}
          onChange={({ currentTarget }) => {
            const wished = currentTarget.checked;
            currentTarget.checked = on;
            void turn(wished);
          }}
        />
        <span>{settings.notify}</span>
      </label>
      <p id={note} class="soft small" aria-live="polite">
        {notes[permission]}
      </p>
    </Section>
  );
}

function permitted(): Permission {
  return 'Notification' in globalThis && isSecureContext ? Notification.permission : 'missing';
}
