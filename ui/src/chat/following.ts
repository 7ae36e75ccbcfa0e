// Where the reader is in a long text that grows: at the end, and then it follows; or elsewhere, and then nothing moves.
import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { firstBelow, showNear } from './near.ts';

const NEAR = 48;

/** How many lines are remembered: the first may be one that goes when there is more above it, as a date. */
const ANCHORS = 4;

type Anchor = { node: Element; top: number };
export type Following = {
  atEnd: Signal<boolean>;
  toEnd: () => void;
  /** The reader is taken elsewhere: the end is followed no more, whatever the heights on the way turn out to be. */
  leaveEnd: () => void;
  drawn: () => void;
};

export function useFollowing(scroll: RefObject<HTMLElement | null>): Following {
  const atEnd = useSignal(true);
  const anchors = useRef<readonly Anchor[]>([]);
  const height = useRef(0);

  const toEnd = useCallback(() => {
    atEnd.value = true;
    const view = scroll.current;
    if (view) view.scrollTop = view.scrollHeight;
  }, []);

  const leaveEnd = useCallback(() => {
    atEnd.value = false;
    anchors.current = [];
  }, []);

  /** After something was drawn: the end stays the end, and what was being read stays where it was. */
  const drawn = useCallback(() => {
    const view = scroll.current;
    if (!view) return;
    const anchor = anchors.current.find(({ node }) => node.isConnected);
    if (atEnd.peek()) {
      view.scrollTop = view.scrollHeight;
    } else if (anchor) {
      const moved = topIn(view, anchor.node) - anchor.top;
      if (Math.abs(moved) > 1) view.scrollTop += moved;
    }
    height.current = view.scrollHeight;
  }, []);

  useEffect(() => {
    const view = scroll.current;
    if (!view) return;
    let before = view.scrollTop;
    const near = new Set<HTMLElement>();
    const look = () => {
      const left = view.scrollHeight - view.clientHeight - view.scrollTop;
      // Text that has grown since it was last drawn is no reason to believe that somebody scrolled.
      const up = view.scrollTop < before - 1 && view.scrollHeight >= height.current;
      if (left < NEAR) atEnd.value = true;
      else if (up || !atEnd.peek()) atEnd.value = false;
      before = view.scrollTop;
      showNear(view, near);
      anchors.current = atEnd.peek() ? [] : anchorsIn(view);
    };
    view.addEventListener('scroll', look, { passive: true });
    const sizes = new ResizeObserver(() => {
      if (atEnd.peek()) view.scrollTop = view.scrollHeight;
      height.current = view.scrollHeight;
    });
    sizes.observe(view);
    if (view.firstElementChild) sizes.observe(view.firstElementChild);
    return () => {
      view.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, []);

  return { atEnd, toEnd, leaveEnd, drawn };
}

/** The first lines that can be seen. */
function anchorsIn(view: HTMLElement): Anchor[] {
  const anchors: Anchor[] = [];
  const edge = view.getBoundingClientRect().top;
  const chunks = view.getElementsByClassName('chunk');
  for (let index = firstBelow(chunks, edge); index < chunks.length; index += 1) {
    for (const node of chunks[index]?.querySelectorAll('[data-key]') ?? []) {
      if (node.getBoundingClientRect().bottom <= edge) continue;
      anchors.push({ node, top: topIn(view, node) });
      if (anchors.length === ANCHORS) return anchors;
    }
  }
  return anchors;
}

function topIn(view: HTMLElement, node: Element): number {
  return node.getBoundingClientRect().top - view.getBoundingClientRect().top;
}
