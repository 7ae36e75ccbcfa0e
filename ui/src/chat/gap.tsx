// What is missing here is asked for before somebody gets there.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Conversation } from '../conversation/conversation.ts';
import type { GapLine } from '../conversation/line.ts';
import { words } from '../words/words.ts';

type GapProps = { gap: GapLine; conversation: Conversation };

export function Gap({ gap, conversation }: GapProps) {
  const node = useRef<HTMLDivElement>(null);
  const [busy, setBusy] = useState(false);
  const fill = async () => {
    setBusy(true);
    await conversation.reading.fill(gap);
    setBusy(false);
  };
  useEffect(() => {
    const view = node.current?.closest('.log-scroll');
    if (!node.current || !view) return;
    const seen = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) void fill();
      },
      { root: view, rootMargin: '1500px 0px' },
    );
    seen.observe(node.current);
    return () => seen.disconnect();
  }, [gap.to]);
  return (
    <div ref={node} class="gap">
      <button type="button" class="link" aria-disabled={busy} onClick={() => void fill()}>
        {busy ? words.value.common.loading : words.value.chat.earlier}
      </button>
    </div>
  );
}
