// Markdown on the page. It becomes elements one by one, never HTML, so there is nothing in it that could do anything.
import { signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { BlockView } from './blocks.tsx';
import { Plain } from './plain.tsx';
import type { Reader } from './reader.ts';
import '../styles/prose.css';

const later = globalThis.requestIdleCallback ?? setTimeout;
/** What reads it is fetched while the page is put together, so that nothing on the way to the first paint waits for it. */
const reading = signal<{ state: 'coming' } | { state: 'missing' } | { state: 'there'; make: () => Reader }>({
  state: 'coming',
});
import('./reader.ts').then(
  ({ Reader }) => {
    reading.value = { state: 'there', make: () => new Reader() };
    // The first reading of all is slow: better now than under the first words of an answer.
    later(() => void new Reader().read('**a** `b` [c](https://example.org)\n\n- d', true));
  },
  () => {
    reading.value = { state: 'missing' };
  },
);

type ProseProps = {
  text: string;
  /** More of it is coming. */
  live?: boolean;
  /** It may end anywhere, because it was broken off. */
  broken?: boolean;
};

export function Prose({ text, live = false, broken = false }: ProseProps) {
  const reader = useRef<Reader | null>(null);
  const { value: how } = reading;
  if (how.state === 'there') reader.current ??= how.make();
  return (
    <div class="prose" data-live={live}>
      {how.state === 'missing' ? <Plain text={text} /> : null}
      {reader.current?.read(text, live || broken).map((block) => (
        <BlockView key={block.key} block={block} />
      ))}
    </div>
  );
}
