// A block of lines. Far from the screen it is only as high as it was, or would be: thousands of lines cost nothing.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { memo } from '../../parts/memo.tsx';
import { LogRow } from './log-row.tsx';
import type { Block } from './log-store.ts';

const AHEAD = '1500px 0px';

/** `near`: it is at the end, where the reader is when the view opens. */
type BlockProps = { block: Block; near: boolean };

function Drawn({ block, near }: BlockProps) {
  const list = useRef<HTMLOListElement>(null);
  const measured = useRef<{ lines: number; height: number } | null>(null);
  const count = useRef(0);
  count.current = block.lines.length;
  const [seen, setSeen] = useState(near);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const watch = new IntersectionObserver(
      (entries) => {
        const inSight = entries.at(-1)?.isIntersecting ?? false;
        if (!inSight) measured.current = { lines: count.current, height: element.offsetHeight };
        setSeen(inSight);
      },
      { root: element.closest('.records-scroll'), rootMargin: AHEAD },
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const rows = near || seen;
  const known = measured.current?.lines === block.lines.length ? measured.current.height : null;
  const away = known === null ? `calc(${block.lines.length} * var(--record))` : `${known}px`;
  return (
    <ol ref={list} class="bare chunk records-block" style={{ blockSize: rows ? 'auto' : away }}>
      {rows ? block.lines.map((line) => <LogRow key={line.id} line={line} />) : null}
    </ol>
  );
}

export const BlockView = memo(
  Drawn,
  (before: BlockProps, after: BlockProps) => before.near === after.near && sameLines(before.block, after.block),
);

function sameLines({ lines: before }: Block, { lines: after }: Block): boolean {
  return before === after || (before.length === after.length && before.every((line, index) => line === after[index]));
}
