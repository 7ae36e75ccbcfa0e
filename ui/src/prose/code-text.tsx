// The lines of a block of code, in slices: as it grows only the last one changes, and colours come to one after the other.
import type { ComponentChild } from 'preact';
import { memo } from '../parts/memo.tsx';
import { kindOf } from './code-kinds.ts';
import { CODE_SLICE, slicesOf } from './slices.ts';

/** Pairs of a kind and a length. */
export type Colours = Uint32Array;
type Slice = { text: string; colours: Colours | null; far: boolean };

/** Of more than this, what is far from the screen is not laid out. */
const LONG = 60_000;

/** `colours` are those of the first slices. */
export function CodeText({ code, colours }: { code: string; colours: readonly Colours[] }) {
  return (
    <code>
      {slicesOf(code, CODE_SLICE).map((text, index) => (
        <SliceView key={index} text={text} colours={colours[index] ?? null} far={code.length > LONG} />
      ))}
    </code>
  );
}

const SliceView = memo(
  ({ text, colours, far }: Slice) => (
    <span
      class="slice"
      data-far={far}
      {...(far ? { style: { containIntrinsicBlockSize: `auto ${text.split('\n').length - 1}lh` } } : {})}
    >
      {colours ? coloured(text, colours) : text}
    </span>
  ),
  (before, after) => before.text === after.text && before.colours === after.colours && before.far === after.far,
);

function coloured(text: string, colours: Colours): ComponentChild[] {
  const parts: ComponentChild[] = [];
  let at = 0;
  for (let index = 0; index < colours.length; index += 2) {
    const end = at + (colours[index + 1] ?? 0);
    const kind = kindOf(colours[index] ?? 0);
    const words = text.slice(at, end);
    parts.push(kind === '' ? words : <span class={`code-${kind}`}>{words}</span>);
    at = end;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}
