// The colours of a block of code: asked for when it comes near the screen, and put on slice by slice, so that nothing waits
// for them.
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useNear } from '../parts/use-near.ts';
import type { Colours } from './code-text.tsx';
import { askColours } from './colouring.ts';
import { CODE_SLICE, slicesOf } from './slices.ts';

const SLICES_A_FRAME = 2;
const none: readonly Colours[] = [];

export function useColours(
  figure: RefObject<HTMLElement | null>,
  code: string | null,
  language: string,
): readonly Colours[] {
  const near = useNear(figure);
  const [known, setKnown] = useState<{ code: string; slices: readonly Colours[]; shown: number } | null>(null);
  useEffect(() => {
    if (!near || code === null || known?.code === code) return;
    let over = false;
    let stop = () => {};
    void askColours(code, language).then((colours) => {
      if (over || !colours) return;
      const slices = cutColours(colours, slicesOf(code, CODE_SLICE));
      stop = onceUnselected(figure.current, () => setKnown({ code, slices, shown: SLICES_A_FRAME }));
    });
    return () => {
      over = true;
      stop();
    };
  }, [near, code, language]);
  useEffect(() => {
    if (!known || known.shown >= known.slices.length) return;
    const frame = requestAnimationFrame(() => setKnown({ ...known, shown: known.shown + SLICES_A_FRAME }));
    return () => cancelAnimationFrame(frame);
  }, [known]);
  return known && known.code === code ? known.slices.slice(0, known.shown) : none;
}

export function cutColours(colours: Colours, slices: readonly string[]): Colours[] {
  let index = 0;
  let left = colours[1] ?? 0;
  return slices.map(({ length }) => {
    const pairs: number[] = [];
    for (let need = length; need > 0 && index < colours.length; ) {
      const taken = Math.min(need, left);
      pairs.push(colours[index] ?? 0, taken);
      need -= taken;
      left -= taken;
      if (left > 0) continue;
      index += 2;
      left = colours[index + 1] ?? 0;
    }
    return Uint32Array.from(pairs);
  });
}

/** Words that somebody has selected stay the same nodes. */
function onceUnselected(node: HTMLElement | null, act: () => void): () => void {
  const look = () => {
    const selection = document.getSelection();
    if (node && selection && !selection.isCollapsed && selection.containsNode(node, true)) return;
    stop();
    act();
  };
  const stop = () => document.removeEventListener('selectionchange', look);
  document.addEventListener('selectionchange', look);
  look();
  return stop;
}
