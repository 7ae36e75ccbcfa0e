// A text in which what was searched for is marked.
import { partsOf } from './matching.ts';

export function Marked({ text, query }: { text: string; query: string }) {
  return (
    <span dir="auto">
      {partsOf(text, query).map(({ text, hit }, index) => (hit ? <mark key={index}>{text}</mark> : text))}
    </span>
  );
}
