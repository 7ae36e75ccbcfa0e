// A person's words as they were written. Many of them are folded to the eye, and nothing is cut.
import { useId, useState } from 'preact/hooks';
import { ExternalLink } from '../../prose/inline.tsx';
import { addressesIn } from '../../prose/links.ts';
import { Plain } from '../../prose/plain.tsx';
import { words } from '../../words/words.ts';

const MOST_LINES = 20;
const MOST_LETTERS = 2000;
/** Longer texts are laid out in slices, and have no links. */
const LONG = 16_000;

export function Said({ text }: { text: string }) {
  const { chat } = words.value;
  const id = useId();
  const [open, setOpen] = useState(false);
  const long = text.length > MOST_LETTERS || text.split('\n', MOST_LINES + 2).length > MOST_LINES;
  const shown = text.length > LONG ? <Plain text={text} /> : <Words text={text} />;
  if (!long) return shown;
  return (
    <>
      {/* Whoever gets into it with the keyboard is to see where they are. */}
      <div id={id} class="said-fold" data-open={open} onFocusIn={() => setOpen(true)}>
        {shown}
      </div>
      <button type="button" class="link small" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {open ? chat.less : chat.whole}
      </button>
    </>
  );
}

function Words({ text }: { text: string }) {
  return (
    <p class="said" dir="auto">
      {addressesIn(text).map((part) =>
        typeof part === 'string' ? part : <ExternalLink href={part.href}>{part.text}</ExternalLink>,
      )}
    </p>
  );
}
