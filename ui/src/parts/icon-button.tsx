// A button that is only a sign: its name is for those who cannot see it, and for those who ask with the mouse.
import type { ReadonlySignal } from '@preact/signals';
import type { Ref } from 'preact';
import { Icon, type IconName } from './icon.tsx';

type IconButtonProps = {
  icon: IconName;
  name: string;
  onClick?: (event: MouseEvent) => void;
  /** A signal changes the button alone, and not what it is a part of. */
  disabled?: boolean | ReadonlySignal<boolean>;
  pressed?: boolean;
  expanded?: boolean;
  opens?: 'menu' | 'dialog' | 'listbox';
  buttonRef?: Ref<HTMLButtonElement>;
  size?: number;
  /** The id of what says which of several it is about. */
  describedBy?: string;
  /** By what it does it is found by other parts of the page. */
  action?: string;
};

export function IconButton({
  icon,
  name,
  onClick,
  disabled,
  pressed,
  expanded,
  opens,
  buttonRef,
  size,
  describedBy,
  action,
}: IconButtonProps) {
  return (
    <button
      type="button"
      class="icon-button"
      title={name}
      aria-label={name}
      {...(onClick === undefined ? {} : { onClick })}
      {...(disabled === undefined ? {} : { disabled })}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      {...(expanded === undefined ? {} : { 'aria-expanded': expanded })}
      {...(opens === undefined ? {} : { 'aria-haspopup': opens })}
      {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
      {...(action === undefined ? {} : { 'data-action': action })}
      {...(buttonRef === undefined ? {} : { ref: buttonRef })}
    >
      <Icon name={icon} {...(size === undefined ? {} : { size })} />
    </button>
  );
}
