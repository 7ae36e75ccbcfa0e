// The rest of a message of which only the beginning came: asked for before somebody reads so far.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Conversation } from '../../conversation/conversation.ts';
import { useNear } from '../../parts/use-near.ts';
import { useApp } from '../../state/app.ts';
import { words } from '../../words/words.ts';

/** What the gateway puts where it cut: nobody wrote that. */
const CUT = '\n...(truncated)...';
const OMITTED = '[chat.history omitted: message too large]';

export function withoutMark(text: string): string {
  if (text.trim() === OMITTED) return '';
  return text.endsWith(CUT) ? text.slice(0, -CUT.length) : text;
}

/** The words of a line. What was seen of them whole, while they came, is not taken away because the stored row came cut. */
export function useWords(text: string, truncated: boolean): { text: string; whole: boolean } {
  const seen = useRef('');
  const known = truncated ? withoutMark(text) : text;
  if (truncated && seen.current.length > known.length && seen.current.startsWith(known)) {
    return { text: seen.current, whole: true };
  }
  seen.current = known;
  return { text: known, whole: !truncated };
}

type RestProps = {
  rowId: string;
  conversation: Conversation;
  /** Nothing is missing to the eye. */
  quiet: boolean;
};

export function Rest({ rowId, conversation, quiet }: RestProps) {
  const { chat, common } = words.value;
  const { gateway } = useApp();
  const place = useRef<HTMLDivElement>(null);
  const near = useNear(place);
  const [trouble, setTrouble] = useState('');
  const { ready } = gateway;
  const ask = async () => {
    setTrouble('');
    setTrouble(await conversation.reading.whole(rowId));
  };
  useEffect(() => {
    if (near && ready) void ask();
  }, [near, ready]);
  return (
    <div ref={place} class="rest" data-quiet={quiet && trouble === ''}>
      {trouble === '' ? (
        <p class={quiet ? 'unseen' : ''}>{chat.rest}</p>
      ) : (
        <>
          <p>{chat.restFailed(trouble)}</p>
          <button type="button" class="link" disabled={!ready} onClick={() => void ask()}>
            {common.loadAgain}
          </button>
        </>
      )}
    </div>
  );
}
