// Asked before something that is not easily undone: what will be, and whether it is meant.
import type { ComponentChildren } from 'preact';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';
import { Dialog } from './dialog.tsx';

type ConfirmProps = {
  title: string;
  children: ComponentChildren;
  act: string;
  bad?: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

export function Confirm({ title, children, act, bad = false, onConfirm, onClose }: ConfirmProps) {
  const { gateway } = useApp();
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <footer class="dialog-foot">
        <button type="button" class="plain" onClick={onClose}>
          {words.value.common.cancel}
        </button>
        <button
          type="button"
          class={bad ? 'plain bad' : 'primary'}
          disabled={!gateway.ready}
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {act}
        </button>
      </footer>
    </Dialog>
  );
}
