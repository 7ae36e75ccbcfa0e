// A button that opens a menu: arrows move in it, Escape and leaving close it, and the focus comes back to the button.
// The menu lies over everything as a popover, so that no list that scrolls around it cuts it off.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';
import { IconButton } from './icon-button.tsx';

export type MenuItem = {
  icon?: IconName;
  words: string;
  /** Said below the words: what tells it from others, or why it cannot be chosen. */
  note?: string;
  act: () => void;
  bad?: boolean;
  checked?: boolean;
  disabled?: boolean;
};

type MenuProps = {
  name: string;
  icon?: IconName;
  label?: string;
  items: readonly MenuItem[];
  up?: boolean;
  disabled?: boolean;
};

/** Between the button and its menu, and around the menu. */
const SPACE = 4;

export function Menu({ name, icon = 'more', label, items, up = false, disabled = false }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const close = (back: boolean) => {
    setOpen(false);
    if (back) button.current?.focus();
  };
  useLayoutEffect(() => {
    const menu = list.current;
    if (!open || !menu) return;
    const settle = () => place(menu, (button.current ?? menu).getBoundingClientRect(), up);
    const leave = ({ target }: Event) => {
      if (!(target instanceof Node && root.current?.contains(target))) setOpen(false);
    };
    menu.showPopover();
    settle();
    itemsIn(menu)[0]?.focus({ preventScroll: true });
    addEventListener('pointerdown', leave, true);
    addEventListener('scroll', settle, true);
    addEventListener('resize', settle);
    return () => {
      removeEventListener('pointerdown', leave, true);
      removeEventListener('scroll', settle, true);
      removeEventListener('resize', settle);
    };
  }, [open]);

  const key = (event: KeyboardEvent) => {
    if (!open) return;
    const all = itemsIn(root.current);
    const at = all.findIndex((item) => item.matches(':focus'));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) all[(to + all.length) % all.length]?.focus();
    else if (event.key === 'Escape') close(true);
    else if (event.key === 'Tab') close(false);
    else return;
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the menu in it
    <div
      ref={root}
      class="menu"
      onKeyDown={key}
      onFocusOut={(event) => {
        if (open && event.relatedTarget instanceof Node && !root.current?.contains(event.relatedTarget)) close(false);
      }}
    >
      {label === undefined ? (
        <IconButton
          icon={icon}
          name={name}
          opens="menu"
          expanded={open}
          buttonRef={button}
          disabled={disabled}
          onClick={() => setOpen(!open)}
        />
      ) : (
        <button
          ref={button}
          type="button"
          class="menu-button"
          aria-haspopup="menu"
          aria-expanded={open}
          aria-label={`${name}: ${label}`}
          disabled={disabled}
          onClick={() => setOpen(!open)}
        >
          <span class="cut">{label}</span>
          <Icon name="down" size={14} />
        </button>
      )}
      {open ? (
        <div ref={list} class="menu-list" popover="manual" role="menu" aria-label={name}>
          {items.map(({ icon, words, note, act, bad, checked, disabled }) => (
            <button
              key={`${words} ${note ?? ''}`}
              type="button"
              role={checked === undefined ? 'menuitem' : 'menuitemradio'}
              tabIndex={-1}
              class={bad ? 'bad' : ''}
              {...(checked === undefined ? {} : { 'aria-checked': checked })}
              {...(disabled ? { 'aria-disabled': true } : {})}
              onClick={() => {
                if (disabled) return;
                close(true);
                act();
              }}
            >
              {icon ? <Icon name={icon} size={16} /> : null}
              <span>
                {words}
                {note === undefined ? null : <span class="menu-note">{note}</span>}
              </span>
              {checked ? <Icon name="check" size={16} /> : null}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}

function itemsIn(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
}

/** Where there is room: below the button, or above it. */
function place(menu: HTMLElement, button: DOMRect, up: boolean): void {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = innerHeight - button.bottom - 2 * SPACE;
  const above = button.top - 2 * SPACE;
  const over = up ? above >= height || above > below : below < height && above > below;
  const top = over ? button.top - SPACE - height : button.bottom + SPACE;
  const start = getComputedStyle(menu).direction === 'rtl' ? button.left : button.right - width;
  const within = (at: number, most: number) => `${Math.max(SPACE, Math.min(at, most - SPACE))}px`;
  menu.style.top = within(top, innerHeight - height);
  menu.style.left = within(start, innerWidth - width);
}
