// How it stands with a message on its way, until the gateway shows it.
import { giveBack } from '../../composer/draft.ts';
import type { Conversation } from '../../conversation/conversation.ts';
import type { UserLine } from '../../conversation/line.ts';
import { useApp } from '../../state/app.ts';
import { words } from '../../words/words.ts';
import { Late } from './late.tsx';
import { Standing } from './standing.tsx';

type SentProps = { line: UserLine; conversation: Conversation };

export function Sent({ line: { state, reason, runId }, conversation }: SentProps) {
  const { chat } = words.value;
  const { gateway } = useApp();
  const { states } = chat;
  switch (state) {
    case 'stored':
    case 'accepted':
      return null;
    case 'sending':
      return (
        <Late>
          <Standing icon="clock" words={states.sending} />
        </Late>
      );
    case 'waiting':
      return <Standing icon="clock" words={states.waiting} />;
    case 'unconfirmed':
      return <Standing icon="clock" words={states.unconfirmed} />;
    case 'failed': {
      const discard = () => {
        const draft = conversation.sending.discard(runId);
        if (draft) giveBack(conversation.key, { text: draft.text, media: draft.media });
      };
      return (
        <Standing icon="failed" tone="bad" words={reason === '' ? states.cancelled : `${states.failed}: ${reason}.`}>
          <button
            type="button"
            class="link"
            disabled={!gateway.ready}
            onClick={() => void conversation.sending.again(runId)}
          >
            {chat.retry}
          </button>
          <button type="button" class="link" onClick={discard}>
            {chat.discard}
          </button>
        </Standing>
      );
    }
  }
}
