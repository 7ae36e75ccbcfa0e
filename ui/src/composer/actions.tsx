// Send, Queue and Stop: one button that is what can be done now, and Stop beside it while there are words too.
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon, StopIcon } from '../parts/icon.tsx';
import { useApp } from '../state/app.ts';
import { preferences } from '../state/preferences.ts';
import { words } from '../words/words.ts';
import type { Posting } from './posting.ts';

type ActionsProps = { posting: Posting; box: RefObject<HTMLTextAreaElement | null> };

/** A press leaves the focus in the words: on a phone the keyboard would close and open again. */
const stay = (event: Event) => event.preventDefault();

export function Actions({ posting, box }: ActionsProps) {
  const { gateway } = useApp();
  const { composer } = words.value;
  const live = posting.live.value;
  const stops = live && posting.empty.value;
  const root = useRef<HTMLDivElement>(null);
  const held = root.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    // The button that had the focus is gone, or can do nothing more.
    if (held && !root.current?.querySelector(':focus:enabled')) box.current?.focus();
  });
  const key = preferences.value.enterSends ? 'Enter' : 'Ctrl Enter';
  const name = live ? composer.queue : composer.send;
  return (
    <div ref={root} class="composer-actions">
      {live ? (
        <button
          type="button"
          class={stops ? 'composer-round main' : 'composer-round'}
          aria-label={composer.stop}
          title={composer.withKey(composer.stop, 'Esc')}
          disabled={!gateway.ready}
          onMouseDown={stay}
          onClick={posting.stop}
        >
          <StopIcon />
        </button>
      ) : null}
      {stops ? null : (
        <button
          type="submit"
          class={live ? 'composer-round main worded' : 'composer-round main'}
          aria-label={name}
          title={composer.withKey(name, key)}
          disabled={posting.obstacle.value !== null}
          onMouseDown={stay}
        >
          <Icon name={live ? 'clock' : 'send'} />
          {live ? <span>{name}</span> : null}
        </button>
      )}
    </div>
  );
}
