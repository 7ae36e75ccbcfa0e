// What a slash command leaves behind: the words of whoever typed it, the answer, and a run that is over. One commit
// holds them and whatever the command did, so that under the same name neither happens twice.
import type { Asked, Reply, SessionEvent } from '../src/commands.ts';
import type { Sent } from '../src/protocol/chat.ts';
import type { Entry } from '../src/records.ts';
import { repeated } from './decisions.ts';
import type { Voice } from './session-events.ts';
import type { Circumstances, Decision, Write } from './writes.ts';

export function reply(work: Extract<Write, { type: 'reply' }>, at: Circumstances): Decision {
  const earlier = repliedBefore(work, at);
  if (earlier) return { result: earlier };
  const { user, say } = writeReply(work, at);
  return {
    result: { runId: work.runId, status: 'started', messageSeq: user.position },
    say: (voice) => [...say(voice), voice.changed({ reason: 'message' })],
  };
}

/** Null when it is new. The same name for other words is refused, before anything has changed. */
export function repliedBefore(asked: Asked | undefined, { state, draft, known }: Circumstances): Sent | null {
  if (!asked) return null;
  const { runId } = asked;
  const run = draft.runs.find(({ id }) => id === runId) ?? state.run(runId) ?? known.get(runId);
  return run ? repeated(run, asked) : null;
}

/** Neither title nor last words of the session change: what was talked about is something else. */
export function writeReply(
  { runId, message, sender, text }: Reply,
  { draft, now }: Circumstances,
): { user: Entry; say: (voice: Voice) => SessionEvent[] } {
  const unread = { runId, excludeFromContext: true };
  const user = draft.append({
    role: 'user',
    content: message,
    meta: { ...unread, idempotencyKey: `${runId}:user`, sender },
  });
  const answer = draft.append({
    role: 'assistant',
    content: [{ type: 'text', text }],
    meta: {
      ...unread,
      idempotencyKey: `${runId}:assistant`,
      provider: 'openclaw',
      model: 'gateway-injected',
      api: 'openai-responses',
      stopReason: 'stop',
    },
  });
  draft.put({
    sessionId: draft.session.id,
    id: runId,
    state: 'done',
    input: { message, sender },
    entryId: user.id,
    position: user.position,
    text: '',
    acceptedAt: now,
    startedAt: now,
    endedAt: now,
    stopReason: 'command',
    error: null,
  });
  draft.update({ interactedAt: now });
  return { user, say: (voice) => [voice.message(user), voice.message(answer), voice.replied(runId, text)] };
}
