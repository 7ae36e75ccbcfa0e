// A message that waits is taken back into the composer, or out of the queue; once, however often one presses.
import type { Conversation } from '../conversation/conversation.ts';
import type { Queued } from '../conversation/line.ts';
import type { Draft } from '../conversation/sending.ts';
import { said } from '../conversation/talk.ts';
import type { Notices } from '../state/notices.ts';
import { words } from '../words/words.ts';
import { giveBack } from './draft.ts';

const under = new Set<string>();

/** Null when it could not be, or is being taken back already. */
async function takeBack(conversation: Conversation, item: Queued, notices: Notices): Promise<Draft | null> {
  if (under.has(item.runId)) return null;
  under.add(item.runId);
  try {
    return await conversation.takeBack(item);
  } catch (error) {
    notices.complain(words.value.common.notDone(said(error)));
    return null;
  } finally {
    under.delete(item.runId);
  }
}

export async function editQueued(conversation: Conversation, item: Queued, notices: Notices): Promise<void> {
  const draft = await takeBack(conversation, item, notices);
  if (draft) giveBack(conversation.key, draft);
}

/** Says whether it is gone. */
export async function removeQueued(conversation: Conversation, item: Queued, notices: Notices): Promise<boolean> {
  const draft = await takeBack(conversation, item, notices);
  if (!draft) return false;
  const { common, composer } = words.value;
  notices.say(composer.queued.removed, { words: common.undo, run: () => giveBack(conversation.key, draft) });
  return true;
}

/** The last own message: one that waits comes back to be written on, of one that was answered the button is at hand. */
export function editLast(conversation: Conversation, notices: Notices): void {
  const { queue, chunks } = conversation.scene.peek();
  const waiting = queue.at(-1);
  if (waiting) {
    void editQueued(conversation, waiting, notices);
    return;
  }
  const lines = chunks.toReversed().flatMap((chunk) => chunk.lines.toReversed());
  const own = lines.find((line) => line.kind === 'user' && line.state === 'stored');
  if (!own) return;
  document.querySelector<HTMLElement>(`[data-key="${CSS.escape(own.key)}"] [data-action="edit"]`)?.focus();
}
