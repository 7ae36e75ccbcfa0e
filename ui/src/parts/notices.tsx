// The notices at the edge of the page.
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';
import { IconButton } from './icon-button.tsx';

export function NoticeList() {
  const { notices } = useApp();
  const { common } = words.value;
  return (
    <section class="notices" aria-live="polite" aria-relevant="additions">
      {notices.all.value.map(({ id, words: said, tone, act }) => (
        <div
          key={id}
          class="notice"
          data-tone={tone}
          onPointerEnter={() => notices.hold(id)}
          onFocusIn={() => notices.hold(id)}
        >
          <p dir="auto">{said}</p>
          {act ? (
            <button
              type="button"
              class="link"
              onClick={() => {
                notices.dismiss(id);
                act.run();
              }}
            >
              {act.words}
            </button>
          ) : null}
          <IconButton icon="close" name={common.close} size={14} onClick={() => notices.dismiss(id)} />
        </div>
      ))}
    </section>
  );
}
