// sessions.* about one session: describe, change, begin again, delete, follow.
import type * as v from 'valibot';
import { invalidRequest } from '../errors.ts';
import { modelInUse, toEntry, toRow } from '../protocol/session-row.ts';
import * as sessions from '../protocol/sessions.ts';
import type { SessionRecord } from '../records.ts';
import { method, type Surroundings, type Table } from './method.ts';
import { keyOf, mainKeyOf } from './target.ts';

export const sessionMethods: Table = {
  'sessions.describe': method({
    params: sessions.KeyParams,
    result: sessions.Described,
    async handle({ key, agentId }, _caller, around) {
      const [session] = await around.index.find({ key: keyOf(key, agentId, around) });
      return { session: session ? toRow(session, around.terms()) : null };
    },
  }),
  'sessions.patch': method({
    params: sessions.PatchParams,
    result: sessions.Patched,
    async handle(params, { principal }, around) {
      const { label, category, queueMode, archived, pinned, unread, model, thinkingLevel } = params;
      if (typeof model === 'string') refuseUnknownModel(model, around);
      const session = await around.sessions.call(principal, keyOf(params.key, params.agentId, around), {
        type: 'patch',
        patch: { label, category, queueMode, archived, pinned, unread, model, thinking: thinkingLevel },
        expected: { sessionId: params.expectedSessionId, revision: params.expectedLifecycleRevision },
      });
      return changed(session, around);
    },
  }),
  'sessions.reset': method({
    params: sessions.ResetParams,
    result: sessions.Patched,
    async handle({ key, agentId }, { principal }, around) {
      return changed(await around.sessions.call(principal, keyOf(key, agentId, around), { type: 'reset' }), around);
    },
  }),
  'sessions.delete': method({
    params: sessions.DeleteParams,
    result: sessions.Deleted,
    async handle(params, { principal }, around) {
      const key = keyOf(params.key, params.agentId, around);
      if (isMain(key, around)) throw invalidRequest(`Cannot delete the main session (${key}).`);
      const { deleted } = await around.sessions.call(principal, key, {
        type: 'delete',
        expected: { sessionId: params.expectedSessionId, revision: params.expectedLifecycleRevision },
      });
      return { ok: true as const, key, deleted, archived: [] };
    },
  }),
  'sessions.abort': method({
    params: sessions.AbortParams,
    result: sessions.Aborted,
    async handle({ key, runId, agentId, clearQueued }, { principal }, around) {
      const at = key === undefined ? await whereRuns(runId, around) : keyOf(key, agentId, around);
      const call = around.sessions.call(principal, at, { type: 'abort', runId, clearQueued, origin: 'rpc' });
      const { aborted, runIds } = await call;
      return { ok: true as const, abortedRunId: runIds[0] ?? null, status: aborted ? 'aborted' : 'no-active-run' };
    },
  }),
  'sessions.messages.subscribe': method({
    params: sessions.KeyParams,
    result: sessions.FollowResult,
    handle({ key, agentId }, caller, around) {
      const canonical = keyOf(key, agentId, around);
      caller.follow(canonical, true);
      return { subscribed: true, key: canonical };
    },
  }),
  'sessions.messages.unsubscribe': method({
    params: sessions.KeyParams,
    result: sessions.FollowResult,
    handle({ key, agentId }, caller, around) {
      const canonical = keyOf(key, agentId, around);
      caller.follow(canonical, false);
      return { subscribed: false, key: canonical };
    },
  }),
};

export function changed(session: SessionRecord, around: Surroundings): v.InferInput<typeof sessions.Patched> {
  const resolved = modelInUse(session, around.terms().defaultsOf(session.agentId));
  return { ok: true, key: session.key, entry: toEntry(session), resolved };
}

export function refuseUnknownModel(model: string, around: Surroundings): void {
  const known = around.models().map(({ provider, id }) => `${provider}/${id}`);
  if (known.includes(model) || around.models().some(({ id }) => id === model)) return;
  throw invalidRequest(`Cannot use the model '${model}': known are ${known.join(', ')}`);
}

function isMain(key: string, around: Surroundings): boolean {
  return around.agents().some((agent) => mainKeyOf(agent.id, around) === key) || mainKeyOf('main', around) === key;
}

async function whereRuns(runId: string | undefined, around: Surroundings): Promise<string> {
  if (runId === undefined) throw invalidRequest("invalid sessions.abort params: at root: must have 'key' or 'runId'");
  const found = await around.index.run(runId);
  if (!found) throw invalidRequest(`No run found: ${runId}`);
  return found.key;
}
