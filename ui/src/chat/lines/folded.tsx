// A line that opens: a heading that is a button, and below it what is only drawn when somebody wants it.
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Icon } from '../../parts/icon.tsx';

type FoldedProps = {
  head: ComponentChildren;
  children: () => ComponentChildren;
  /** Stands before the head; without one it is the arrow. */
  sign?: ComponentChildren;
  end?: ComponentChildren;
};

export function Folded({ head, children, sign, end }: FoldedProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="fold-head" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {sign ?? <Icon name="right" size={16} />}
        {head}
        {sign === undefined ? null : <Icon name="right" size={14} />}
        {end}
      </button>
      <div id={id} class="fold-body" hidden={!open}>
        {open ? children() : null}
      </div>
    </>
  );
}
