// Whether something is on the screen or close to it; once it was, it stays so. What is far away asks for nothing.
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const MARGIN = '800px 0px';

type Watch = { observer: IntersectionObserver; came: Map<Element, () => void> };
const watches = new WeakMap<Node, Watch>();

export function useNear(part: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (!part.current) return;
    return watch(part.current, () => setNear(true));
  }, []);
  return near;
}

/** One observer for everything that scrolls together. */
function watch(part: Element, came: () => void): () => void {
  const view = part.closest('.log-scroll');
  const watch = watches.get(view ?? document) ?? observe(view);
  watches.set(view ?? document, watch);
  watch.came.set(part, came);
  watch.observer.observe(part);
  return () => {
    watch.came.delete(part);
    watch.observer.unobserve(part);
  };
}

function observe(root: Element | null): Watch {
  const came = new Map<Element, () => void>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        came.get(target)?.();
        came.delete(target);
        observer.unobserve(target);
      }
    },
    { root, rootMargin: MARGIN },
  );
  return { observer, came };
}
