// The menu of commands above the words. The focus stays in the words: the keys and the screen reader follow them.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { words } from '../words/words.ts';
import type { Choice } from './slash-choices.ts';
import type { SlashState } from './slash-state.ts';

export function SlashMenu({ menu }: { menu: SlashState }) {
  const { composer } = words.value;
  const list = useRef<HTMLDivElement>(null);
  const choices = menu.choices.value;
  const active = menu.active.value;
  useLayoutEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [choices, active]);
  return (
    <>
      <p class="unseen" aria-live="polite">
        {choices.length === 0 ? '' : composer.choices(choices.length)}
      </p>
      {choices.length === 0 ? null : (
        // In the order of the tab key too, as it scrolls: the arrows mean the same in it.
        <div
          ref={list}
          id={menu.id}
          class="slash"
          role="listbox"
          tabIndex={0}
          aria-label={composer.commands}
          aria-activedescendant={optionId(menu, active)}
          onKeyDown={(event) => {
            if (menu.key(event)) event.preventDefault();
          }}
          onFocusOut={({ relatedTarget }) => menu.leave(relatedTarget)}
        >
          {choices.map((choice, index) => (
            <Option key={choice.text} choice={choice} index={index} menu={menu} />
          ))}
        </div>
      )}
    </>
  );
}

function Option({ choice, index, menu }: { choice: Choice; index: number; menu: SlashState }) {
  const { label, takes, description } = choice;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the keys are those of the list
    <div
      id={optionId(menu, index)}
      class="slash-option"
      role="option"
      aria-selected={index === menu.active.value}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => menu.take(index)}
    >
      <span class="slash-name">
        <b>{label}</b> {takes === '' ? null : <span class="soft">{takes}</span>}
      </span>{' '}
      <span class="soft slash-about">{description}</span>
    </div>
  );
}

export function optionId({ id }: SlashState, index: number): string {
  return `${id}-${index}`;
}
