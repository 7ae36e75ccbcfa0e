// What the page and the gateway are, and what they are made with.
import { useApp } from '../../state/app.ts';
import { roomWords } from '../../words/words.ts';
import { Facts } from '../facts.tsx';
import { Section } from '../view.tsx';

declare const __VERSION__: string;

const PROTOCOL = '4';
const parts = [
  { name: 'Preact', licence: 'MIT', holder: '© 2015-present Jason Miller' },
  { name: 'Preact Signals', licence: 'MIT', holder: '© 2022-present Preact Team' },
  { name: 'Valibot', licence: 'MIT', holder: '© Fabian Hiller' },
  { name: 'Marked', licence: 'MIT', holder: '© 2018+ MarkedJS, © 2011-2018 Christopher Jeffrey' },
  { name: 'highlight.js', licence: 'BSD-3-Clause', holder: '© 2006 Ivan Sagalaev' },
  { name: 'remend', licence: 'Apache-2.0', holder: '© 2023 Vercel, Inc.' },
] as const;

export function About() {
  const { gateway } = useApp();
  const { settings, common } = roomWords.value;
  const version = gateway.hello.value?.server.version ?? common.none;
  return (
    <Section title={settings.about}>
      <Facts
        facts={[
          [settings.page, `${common.brand} ${__VERSION__}`],
          [settings.gateway, version],
          [settings.protocol, PROTOCOL],
          [settings.licence, 'MIT'],
        ]}
      />
      <details>
        <summary>{settings.parts}</summary>
        <ul class="bare rows">
          {parts.map(({ name, licence, holder }) => (
            <li key={name}>
              <p>
                {name} <span class="tag">{licence}</span>
              </p>
              <p class="soft small">{holder}</p>
            </li>
          ))}
        </ul>
      </details>
    </Section>
  );
}
