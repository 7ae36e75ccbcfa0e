// Copies something, and says so for a moment.
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';
import { copy } from './clipboard.ts';
import { IconButton } from './icon-button.tsx';

const SAID_MS = 2000;

/** What is copied is only made when it is wanted. */
type CopyButtonProps = { name: string; text: () => string; icon?: 'copy' | 'link'; size?: number };

export function CopyButton({ name, text, icon = 'copy', size = 16 }: CopyButtonProps) {
  const { notices } = useApp();
  const { common, chat } = words.value;
  const [state, setState] = useState<'idle' | 'asked' | 'copied'>('idle');
  useEffect(() => {
    if (state !== 'copied') return;
    const timer = setTimeout(() => setState('idle'), SAID_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const act = async () => {
    // What is to be read out must be there before it says something.
    setState('asked');
    const done = await copy(text());
    setState(done ? 'copied' : 'idle');
    if (!done) notices.complain(chat.notCopied);
  };
  const copied = state === 'copied';
  return (
    <span class="copy-button">
      <IconButton
        icon={copied ? 'check' : icon}
        name={copied ? common.copied : name}
        size={size}
        onClick={() => void act()}
      />
      {state === 'idle' ? null : (
        <span class="unseen" aria-live="polite">
          {copied ? common.copied : ''}
        </span>
      )}
    </span>
  );
}
