// A dialog before everything else: the browser's own, which holds the focus and gives it back. As a sheet it comes from a side.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { words } from '../words/words.ts';
import { IconButton } from './icon-button.tsx';

type DialogProps = {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  as?: 'dialog' | 'sheet-start' | 'sheet-end' | 'palette';
  /** Its title is read out and not shown. */
  bare?: boolean;
};

export function Dialog({ title, onClose, children, as = 'dialog', bare = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      // By now it is no part of the page any more, and the browser gives nothing back. Whoever went elsewhere stays there.
      const lost = document.activeElement === document.body || shown?.contains(document.activeElement);
      if (lost && before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      class={as}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        // Beside it.
        if (event.target === dialog.current) onClose();
      }}
    >
      <div class="dialog-body">
        <header class={bare ? 'unseen' : 'dialog-head'}>
          <h2 id={id}>{title}</h2>
          {bare ? null : <IconButton icon="close" name={words.value.common.close} onClick={onClose} />}
        </header>
        {children}
      </div>
    </dialog>
  );
}
