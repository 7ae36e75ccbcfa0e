// The checkpoints of the conversation on the screen, and making one now.
import type { Conversation } from '../conversation/conversation.ts';
import { roomWords } from '../words/words.ts';
import { CheckpointList } from './checkpoint-list.tsx';

export function CheckpointsTab({ conversation }: { conversation: Conversation }) {
  const { inspector } = roomWords.value;
  return (
    <>
      <p class="soft small">{inspector.checkpointsWhat}</p>
      {conversation.summing.value ? <p role="status">{inspector.compacting}</p> : null}
      <CheckpointList sessionKey={conversation.key} />
    </>
  );
}
