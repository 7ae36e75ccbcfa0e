// Asking the gateway for what concerns the whole session, and telling what came of it.
import * as v from 'valibot';
import { giveBack } from '../composer/draft.ts';
import type { Scene } from '../conversation/conversation.ts';
import { said } from '../conversation/talk.ts';
import { RequestError } from '../line/requests.ts';
import { about } from '../parts/format.ts';
import type { App } from '../state/app.ts';
import { roomWords } from '../words/words.ts';

const Compacted = v.object({
  compacted: v.boolean(),
  reason: v.optional(v.string(), ''),
  result: v.optional(v.object({ tokensBefore: v.number(), tokensAfter: v.number() })),
});
const Forked = v.object({ sessionKey: v.string(), editorText: v.optional(v.string(), '') });

export async function compact({ gateway, notices }: App, key: string): Promise<void> {
  const { inspector, common } = roomWords.value;
  try {
    const { compacted, reason, result } = await gateway.ask('sessions.compact', { key }, Compacted);
    if (!compacted) notices.say(inspector.notCompacted(reason));
    else if (result) notices.say(inspector.compacted(about(result.tokensBefore), about(result.tokensAfter)));
  } catch (error) {
    // A model may take its time over it; the conversation shows when it is done.
    if (error instanceof RequestError && error.unanswered && gateway.ready) notices.say(inspector.stillCompacting);
    else notices.complain(common.notDone(said(error)));
  }
}

export async function reset({ gateway, notices }: App, key: string): Promise<void> {
  const { inspector, common } = roomWords.value;
  try {
    await gateway.ask('sessions.reset', { key, reason: 'new' }, v.unknown());
    notices.say(inspector.resetDone);
  } catch (error) {
    notices.complain(common.notDone(said(error)));
  }
}

/** A chat of its own with all that came before a question, and the question to be asked again. */
export async function branchOff({ gateway, notices, route }: App, sessionKey: string, entryId: string): Promise<void> {
  try {
    const forked = await gateway.ask('sessions.fork', { sessionKey, entryId }, Forked);
    giveBack(forked.sessionKey, { text: forked.editorText, media: [] });
    route.chat(forked.sessionKey);
  } catch (error) {
    notices.complain(roomWords.value.common.notDone(said(error)));
  }
}

/** The last stored message of a person. */
export function lastQuestion({ chunks }: Scene): string | null {
  for (const { lines } of chunks.toReversed()) {
    const line = lines.findLast((one) => one.kind === 'user' && one.rowId !== null);
    if (line?.kind === 'user') return line.rowId;
  }
  return null;
}
