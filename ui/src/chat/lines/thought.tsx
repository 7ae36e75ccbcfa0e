// What the model thought before it spoke: one folded line.
import type { ThoughtLine } from '../../conversation/line.ts';
import { Prose } from '../../prose/prose.tsx';
import { words } from '../../words/words.ts';
import { Folded } from './folded.tsx';

export function Thought({ line: { key, text, live } }: { line: ThoughtLine }) {
  const { thinking, thought } = words.value.chat;
  return (
    <div class="line thought" data-key={key} data-live={live}>
      <Folded head={<span>{live ? thinking : thought}</span>}>{() => <Prose text={text} live={live} />}</Folded>
    </div>
  );
}
