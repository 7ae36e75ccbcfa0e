// A session that begins with a part of another: what the one lends, and how the other takes it over.
import type { Command, Trunk } from '../src/commands.ts';
import { userText } from '../src/display/envelope.ts';
import { entryId } from '../src/entry-id.ts';
import { invalidRequest } from '../src/errors.ts';
import type { Transcript } from '../src/ports.ts';
import type { SessionRecord } from '../src/records.ts';
import { checkpointOf } from './checkpoints.ts';
import { readContext } from './context.ts';
import { excerpt, newSession } from './decisions.ts';
import { nextVersion } from './draft.ts';
import type { History } from './history.ts';
import { between } from './path.ts';
import { cutBeforeCheckpoint, cutBeforeMessage } from './place.ts';
import { plainText } from './projection.ts';
import type { SessionState } from './session-state.ts';
import { tokensOfAll } from './tokens.ts';

/** So many entries are copied by one commit: it must not hold up every other session. */
const PART = 5000;
const PREVIEW_LENGTH = 240;

export async function lend(
  state: SessionState,
  { before }: Extract<Command, { type: 'trunk' }>,
  transcript: Transcript,
  history: History,
): Promise<Trunk> {
  const { entry, place } =
    'message' in before
      ? await cutBeforeMessage(state, transcript, before.message)
      : await cutBeforeCheckpoint(state, transcript, before.checkpoint);
  const { session } = state;
  if (!session) throw invalidRequest('No session found');
  const { path, position } = place;
  const context = await readContext(history, transcript, { sessionId: session.id, path, position, marks: state.marks });
  const said = context.findLast(({ role }) => role === 'user' || role === 'assistant');
  return {
    key: session.key,
    agentId: session.agentId,
    label: session.label,
    sessionId: session.id,
    entryId: entry.id,
    path,
    position,
    editorText: 'message' in before ? userText(plainText(entry.content)) : '',
    checkpoint: 'checkpoint' in before ? checkpointOf(session, entry) : null,
    session: {
      title: position === 0 ? null : session.title,
      preview: said ? excerpt(plainText(said.content), PREVIEW_LENGTH) : null,
      model: session.model,
      thinking: session.thinking,
      contextTokens: tokensOfAll(context),
    },
  };
}

/** Until all is copied, the new session stands on a line of its own that is empty: a crash leaves it so, and whole. */
export async function graft(
  state: SessionState,
  key: string,
  { trunk, label }: Extract<Command, { type: 'graft' }>,
  transcript: Transcript,
  now: number,
): Promise<SessionRecord> {
  if (state.session) throw invalidRequest(`Cannot make the session ${key} as it is there already`);
  const { path, position, sessionId: from, entryId: at } = trunk;
  const fresh = newSession(key, now);
  const names = entryId(now).slice(0, -12);
  const empty: SessionRecord = {
    ...fresh,
    ...trunk.session,
    label,
    parentKey: trunk.key,
    forkSource: { sessionKey: trunk.key, sessionId: from, entryId: at },
    branch: 1,
    branches: 2,
    nextSeq: position + 1,
    interactedAt: now,
  };
  const leafId = position === 0 ? null : `${names}${position.toString(16).padStart(12, '0')}`;
  const whole: SessionRecord = { ...empty, branch: 0, position, leafId };
  const aside = { sessionId: fresh.id, branch: 1, fromBranch: null, fromPosition: 0 };
  let base: number | null = null;
  for (let after = 0; ; after += PART) {
    const upTo = Math.min(after + PART, position);
    const session: SessionRecord = { ...(upTo === position ? whole : empty), version: nextVersion(base ?? 0) };
    const copies = [{ from, to: fresh.id, stretches: between(path, after, upTo), names }];
    await transcript.commit({ base, session, entries: [], branches: after === 0 ? [aside] : [], runs: [], copies });
    if (upTo === position) return session;
    base = session.version;
  }
}
