// Where messages are written, and above it those that wait for their turn.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Conversation } from '../conversation/conversation.ts';
import { words } from '../words/words.ts';
import { Attachments } from './attachments.tsx';
import { type Draft, draftOf } from './draft.ts';
import { Foot } from './foot.tsx';
import { type Posting, usePosting } from './posting.ts';
import { Queue } from './queue.tsx';
import { SlashMenu } from './slash-menu.tsx';
import { useSlash } from './slash-state.ts';
import { WordsBox } from './words-box.tsx';
import '../styles/composer.css';
import '../styles/composer-foot.css';

export function Composer({ conversation }: { conversation: Conversation }) {
  const draft = draftOf(conversation.key);
  const box = useRef<HTMLTextAreaElement>(null);
  const menu = useSlash(draft, conversation.reading.commands, box);
  const posting = usePosting(conversation, draft, box);
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => tellHeight(root.current), []);
  const parts = { conversation, draft, menu, posting, box };
  return (
    <div ref={root} class="composer">
      <Queue conversation={conversation} box={box} />
      <form
        class="composer-box"
        onSubmit={(event) => {
          event.preventDefault();
          posting.send();
        }}
      >
        <SlashMenu menu={menu} />
        <Attachments draft={draft} box={box} />
        <WordsBox {...parts} />
        <Hint conversation={conversation} draft={draft} posting={posting} />
        <Foot {...parts} />
      </form>
    </div>
  );
}

/** Notices stand above it: they must not cover what is being written, and the buttons. */
function tellHeight(composer: HTMLElement | null): () => void {
  const { style } = document.documentElement;
  const watch = new ResizeObserver(() => style.setProperty('--composer', `${composer?.offsetHeight ?? 0}px`));
  if (composer) watch.observe(composer);
  return () => {
    watch.disconnect();
    style.removeProperty('--composer');
  };
}

type HintProps = { conversation: Conversation; draft: Draft; posting: Posting };

/** Why something does not go on, or what is going on instead. */
function Hint({ conversation, draft, posting }: HintProps) {
  const { composer, common } = words.value;
  const reasons = {
    away: common.away.readOnly,
    empty: '',
    'not-yours': composer.why.notYours,
    upload: composer.why.upload,
    broken: composer.why.broken,
    'too-many': composer.why.tooMany,
  };
  const obstacle = posting.obstacle.value;
  const reason = obstacle === null ? '' : reasons[obstacle];
  const summing = conversation.summing.value ? composer.summing : '';
  return (
    <p class="composer-hint" aria-live="polite">
      {draft.hint.value || reason || summing}
    </p>
  );
}
