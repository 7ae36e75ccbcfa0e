// How many rows of a long list are drawn: a screenful or two, and more each time its end comes near. Whoever goes on gets
// more at a time.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

const STEP = 100;
const NEAR = '600px';

/** `more` brings further ones, when all that are known are drawn. */
export function useDrawn(
  known: number,
  more: (() => void) | null,
): { drawn: number; end: RefObject<HTMLDivElement | null> } {
  const [drawn, setDrawn] = useState(STEP);
  const end = useRef<HTMLDivElement>(null);
  const rest = drawn < known || more !== null;
  useEffect(() => {
    if (!end.current || !rest) return;
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        const further = drawn + Math.max(STEP, Math.floor(drawn / 2));
        setDrawn((before) => Math.max(before, Math.min(further, known + STEP)));
        if (further > known) more?.();
      },
      { rootMargin: NEAR },
    );
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [drawn, known, rest]);
  return { drawn, end };
}
