// A long text as it was written. What is far from the screen is neither laid out nor painted.
import { memo } from '../parts/memo.tsx';
import { slicesOf } from './slices.ts';

const SIZE = 4096;
/** About how many letters stand in a line, and how high one is. */
const LETTERS = 70;
const LINE_REM = 1.6;

export function Plain({ text }: { text: string }) {
  return (
    <div class="plain-text">
      {slicesOf(text, SIZE).map((slice, index) => (
        <Slice key={index} text={slice} />
      ))}
    </div>
  );
}

const Slice = memo(
  ({ text }: { text: string }) => (
    <p dir="auto" style={{ containIntrinsicBlockSize: `auto ${heightOf(text)}rem` }}>
      {text.replace(/\n{1,2}$/, '')}
    </p>
  ),
  (before, after) => before.text === after.text,
);

function heightOf(text: string): number {
  return text.split('\n').reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / LETTERS)), 0) * LINE_REM;
}
