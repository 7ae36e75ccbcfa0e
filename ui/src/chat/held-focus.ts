// Lines come and go, and what had the focus may be gone with one, or able to do nothing more. The focus is then at the same
// thing in the line that stands there now, else at the conversation: it is never nowhere.
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

type Held = { element: Element; key: string | null; name: string | null; version: number };

const SWITCH = '.version-switch';

export function useHeldFocus(scroll: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const view = scroll.current;
    if (!view) return;
    let held: Held | null = null;
    /** The conversation has the focus until the line is there in which it belongs. */
    let parked = false;
    const look = () => {
      const { activeElement: active } = document;
      const lost = active === document.body || active?.matches(':disabled') || (parked && active === view);
      if (!held || !lost) return;
      const substitute = substituteIn(view, held);
      parked = substitute === null;
      if (active !== (substitute ?? view)) (substitute ?? view).focus({ preventScroll: true });
    };
    const changes = new MutationObserver(() => requestAnimationFrame(look));
    const letGo = () => {
      held = null;
      parked = false;
      changes.disconnect();
    };
    const take = ({ target }: FocusEvent) => {
      if (parked && target === view) return;
      letGo();
      if (!(target instanceof Element) || target === view) return;
      held = whatIs(target, view);
      changes.observe(view, { subtree: true, childList: true, attributeFilter: ['disabled'] });
    };
    const leave = ({ target, relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null) letGo();
      else
        requestAnimationFrame(() => {
          // Somebody has left it on purpose: it is still there, and could still be used.
          const stays = target instanceof Element && target.isConnected && !target.matches(':disabled');
          if (stays && held?.element === target) letGo();
          else look();
        });
    };
    const goOn = ({ target }: KeyboardEvent) => {
      if (target === view) letGo();
    };
    view.addEventListener('focusin', take);
    view.addEventListener('focusout', leave);
    view.addEventListener('keydown', goOn);
    return () => {
      letGo();
      view.removeEventListener('keydown', goOn);
      view.removeEventListener('focusin', take);
      view.removeEventListener('focusout', leave);
    };
  }, []);
}

function whatIs(element: Element, view: HTMLElement): Held {
  const line = element.closest<HTMLElement>('[data-key]');
  const switches = [...view.querySelectorAll(SWITCH)];
  return {
    element,
    key: line?.dataset.key ?? null,
    name: element.getAttribute('aria-label'),
    version: switches.findIndex((one) => one.contains(element)),
  };
}

function substituteIn(view: HTMLElement, { key, name, version }: Held): HTMLElement | null {
  // Wordings of one message are other lines, and the lines before it are the same.
  const place = version < 0 ? lineIn(view, key) : view.querySelectorAll(SWITCH)[version];
  const able = [...(place?.querySelectorAll<HTMLElement>('button:enabled') ?? [])];
  const same = able.find((one) => name !== null && one.getAttribute('aria-label') === name);
  return same ?? (version < 0 ? null : (able[0] ?? null));
}

function lineIn(view: HTMLElement, key: string | null): Element | null {
  return key === null ? null : view.querySelector(`[data-key="${CSS.escape(key)}"]`);
}
