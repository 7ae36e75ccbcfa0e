// What went into a tool or came out of it. Of very much the beginning is shown until somebody asks for all of it.
import { useState } from 'preact/hooks';
import type { Conversation } from '../../conversation/conversation.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Plain } from '../../prose/plain.tsx';
import { Scroller } from '../../prose/scroller.tsx';
import { useApp } from '../../state/app.ts';
import { words } from '../../words/words.ts';
import { withoutMark } from './rest.tsx';

const MOST = 100_000;

type ToolTextProps = {
  label: string;
  text: string;
  /** The row that has the rest. */
  cut: string | null;
  conversation: Conversation;
};

export function ToolText({ label, text, cut, conversation }: ToolTextProps) {
  const { chat, common } = words.value;
  const { gateway, notices } = useApp();
  const [all, setAll] = useState(false);
  const [busy, setBusy] = useState(false);
  const known = cut === null ? text : withoutMark(text);
  const shown = all ? known : known.slice(0, MOST);
  const more = cut !== null || shown.length < known.length;
  const showAll = async () => {
    setAll(true);
    if (cut === null) return;
    setBusy(true);
    const trouble = await conversation.reading.whole(cut);
    setBusy(false);
    if (trouble !== '') notices.complain(chat.restFailed(trouble));
  };
  return (
    <section class="tool-text" aria-label={label}>
      <header>
        <h3>{label}</h3>
        {known === '' ? null : <CopyButton name={`${common.copy}: ${label}`} text={() => known} />}
      </header>
      {known === '' ? (
        <p class="soft">{chat.tool.nothing}</p>
      ) : (
        <Scroller class="tool-frame" name={label}>
          <Plain text={shown} />
        </Scroller>
      )}
      {more ? (
        <button
          type="button"
          class="link small"
          disabled={busy || (cut !== null && !gateway.ready)}
          onClick={() => void showAll()}
        >
          {busy ? chat.rest : chat.tool.all}
        </button>
      ) : null}
    </section>
  );
}
