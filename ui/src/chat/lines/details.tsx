// What else is known of an answer: who gave it, what it took. On demand.
import { useRef, useState } from 'preact/hooks';
import type { AnswerLine } from '../../conversation/line.ts';
import { dollars, moment, number } from '../../parts/format.ts';
import { IconButton } from '../../parts/icon-button.tsx';
import { words } from '../../words/words.ts';

export function Details({ line: { at, model, usage } }: { line: AnswerLine }) {
  const { chat } = words.value;
  const { details } = chat;
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const facts = [
    ...(model === null ? [] : [[details.model, model] as const]),
    ...(usage ? [[details.tokens, chat.tokens(number(usage.input), number(usage.output))] as const] : []),
    ...(usage?.cost ? [[details.cost, dollars(usage.cost)] as const] : []),
    ...(at > 0 ? [[details.time, moment(at)] as const] : []),
  ];
  if (facts.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key closes what the button in it opened
    <div
      ref={frame}
      class="details-frame"
      onKeyDown={(event) => {
        if (!open || event.key !== 'Escape') return;
        event.stopPropagation();
        setOpen(false);
      }}
      onFocusOut={({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node && frame.current?.contains(relatedTarget))) setOpen(false);
      }}
    >
      <IconButton icon="more" name={details.name} size={16} expanded={open} onClick={() => setOpen(!open)} />
      {open ? (
        <dl class="details">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </div>
  );
}
