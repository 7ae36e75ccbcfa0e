// A long list, shown a part at a time.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { number } from '../parts/format.ts';
import { roomWords } from '../words/words.ts';

type MoreProps<T> = { items: readonly T[]; step: number; children: (shown: readonly T[]) => ComponentChildren };

export function More<T>({ items, step, children }: MoreProps<T>) {
  const [most, setMost] = useState(step);
  const rest = Math.max(0, items.length - most);
  return (
    <>
      {children(items.slice(0, most))}
      {rest > 0 ? (
        <button type="button" class="link" onClick={() => setMost(most + step)}>
          {roomWords.value.common.showMore(number(Math.min(step, rest)))}
        </button>
      ) : null}
    </>
  );
}
