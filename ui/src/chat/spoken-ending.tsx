// For ears: that an answer is coming, and then the whole of it, once. Words that come one by one could not be listened to.
import { useSignal, useSignalEffect } from '@preact/signals';
import type { Conversation } from '../conversation/conversation.ts';
import { words } from '../words/words.ts';

const LONGEST = 4000;

export function SpokenEnding({ conversation }: { conversation: Conversation }) {
  const told = useSignal('');
  useSignalEffect(() => {
    const { live } = conversation.scene.value;
    if (live !== null) told.value = words.value.chat.said.answering;
  });
  useSignalEffect(() => {
    const ending = conversation.ending.value;
    if (ending) told.value = `${words.value.chat.said[ending.state]} ${textOf(conversation, ending.runId)}`.trim();
  });
  return (
    <p class="unseen" aria-live="polite" data-silent-copy>
      {told.value}
    </p>
  );
}

function textOf({ scene }: Conversation, runId: string): string {
  const answers = scene.peek().chunks.flatMap(({ lines }) => {
    return lines.flatMap((line) => (line.kind === 'answer' && line.runId === runId ? [line.text] : []));
  });
  return answers.join('\n').slice(0, LONGEST);
}
