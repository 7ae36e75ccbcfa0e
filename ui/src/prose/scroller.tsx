// What may be wider than the page scrolls within itself; by the keyboard, too, when there is something to scroll.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

type ScrollerProps = { name: string; children: ComponentChildren; class: string; onWide?: (wide: boolean) => void };

export function Scroller({ name, children, class: dress, onWide }: ScrollerProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const shown = frame.current;
    if (!shown) return;
    const sizes = new ResizeObserver(() => {
      const now = shown.scrollWidth > shown.clientWidth + 1;
      setWide(now);
      onWide?.(now);
    });
    sizes.observe(shown);
    if (shown.firstElementChild) sizes.observe(shown.firstElementChild);
    return () => sizes.disconnect();
  }, []);
  return (
    <div ref={frame} class={`scroller ${dress}`} {...(wide ? { role: 'region', 'aria-label': name, tabIndex: 0 } : {})}>
      {children}
    </div>
  );
}
