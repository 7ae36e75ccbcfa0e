// How much of the context the conversation takes, and on demand what it has used so far.
import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { SessionInfo } from '../conversation/wire.ts';
import { about, dollars, number } from '../parts/format.ts';
import { words } from '../words/words.ts';

export function ContextMeter({ info }: { info: SessionInfo | null }) {
  const { composer } = words.value;
  const open = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open.value) return;
    const leave = ({ target }: Event) => {
      if (!(target instanceof Node && root.current?.contains(target))) open.value = false;
    };
    addEventListener('pointerdown', leave, true);
    return () => removeEventListener('pointerdown', leave, true);
  }, [open.value]);
  const { totalTokens = 0, contextTokens = 0 } = info ?? {};
  if (!info || totalTokens === 0 || contextTokens === 0) return null;
  const part = Math.min(1, totalTokens / contextTokens);
  const name = composer.context(number(Math.round(part * 100)));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of what opens in it
    <div
      ref={root}
      class="context-meter"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open.value) return;
        event.stopPropagation();
        open.value = false;
        button.current?.focus();
      }}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget instanceof Node && !root.current?.contains(relatedTarget)) open.value = false;
      }}
    >
      <button
        ref={button}
        type="button"
        class="context-meter-button"
        title={name}
        aria-label={name}
        aria-expanded={open.value}
        {...(open.value ? { 'aria-controls': id } : {})}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <span class="context-meter-bar" data-tone={part >= 0.9 ? 'warn' : 'plain'}>
          <span style={{ inlineSize: `${Math.max(4, part * 100)}%` }} />
        </span>
      </button>
      {open.value ? (
        <div id={id} class="context-meter-facts">
          <p>{name}</p>
          <Facts info={info} />
        </div>
      ) : null}
    </div>
  );
}

function Facts({ info }: { info: SessionInfo }) {
  const { use } = words.value.composer;
  const { totalTokens = 0, contextTokens = 0, inputTokens, outputTokens, estimatedCostUsd } = info;
  const facts = [
    { name: use.context, value: use.of(about(totalTokens), about(contextTokens)) },
    ...(inputTokens === undefined ? [] : [{ name: use.input, value: number(inputTokens) }]),
    ...(outputTokens === undefined ? [] : [{ name: use.output, value: number(outputTokens) }]),
    ...(estimatedCostUsd === undefined ? [] : [{ name: use.cost, value: dollars(estimatedCostUsd) }]),
  ];
  return (
    <dl>
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
