// How it stands with a message, in words and with a sign.
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../../parts/icon.tsx';

type StandingProps = { icon: IconName; tone?: 'plain' | 'bad'; words: string; children?: ComponentChildren };

export function Standing({ icon, tone = 'plain', words, children }: StandingProps) {
  return (
    <div class="message-state" data-tone={tone}>
      <Icon name={icon} size={16} />
      <p dir="auto">{words}</p>
      {children}
    </div>
  );
}
