// Where the leaf goes: back before a message, to another line, to before a summary. Nothing that is stored changes.
import { userText } from '../src/display/envelope.ts';
import { GatewayError } from '../src/errors.ts';
import { checkpointOf } from './checkpoints.ts';
import { excerpt } from './decisions.ts';
import { plainText } from './projection.ts';
import type { Voice } from './session-events.ts';
import { liveIn, queuedIn } from './session-state.ts';
import { tokensOfAll } from './tokens.ts';
import type { Circumstances, Decision, Write } from './writes.ts';

const PREVIEW_LENGTH = 240;

type Moving = Extract<Write, { type: 'rewind' | 'switch' | 'restore' }>;
const reasons = { rewind: 'rewind', switch: 'branch-switch', restore: 'checkpoint-restore' } as const;
const actions = { rewind: 'go back', switch: 'go to another line', restore: 'restore the checkpoint' };

export function move(work: Moving, at: Circumstances): Decision {
  refuseWhileBusy(at, actions[work.type]);
  const { draft, move } = at;
  if (!move) throw new GatewayError('INTERNAL', `Nobody looked up where to ${work.type}`);
  const said = move.context.findLast(({ role }) => role === 'user' || role === 'assistant');
  const preview = said ? excerpt(plainText(said.content), PREVIEW_LENGTH) : null;
  draft.moveTo(move.place);
  draft.update({ contextTokens: tokensOfAll(move.context), preview });
  return { result: resultOf(work, at), say: (voice: Voice) => [voice.changed({ reason: reasons[work.type] })] };
}

function resultOf({ type }: Moving, { draft, move }: Circumstances): unknown {
  const entry = move?.entry;
  switch (type) {
    case 'rewind': {
      const editorText = entry ? userText(plainText(entry.content)) : '';
      return editorText === '' ? {} : { editorText };
    }
    case 'switch':
      return {};
    case 'restore':
      return { session: draft.session, checkpoint: entry ? checkpointOf(draft.session, entry) : null };
  }
}

export function refuseWhileBusy({ state, draft, compacting }: Circumstances, action: string): void {
  if (liveIn(state, draft) || queuedIn(state, draft).length > 0) {
    throw busy(`Cannot ${action} while the agent is working: stop it, or wait until it has answered`);
  }
  if (compacting) throw busy(`Cannot ${action} while the conversation is being summed up: wait until that is done`);
}

function busy(words: string): GatewayError {
  return new GatewayError('UNAVAILABLE', words, { details: { code: 'SESSION_BUSY' }, retryAfterMs: 1000 });
}
