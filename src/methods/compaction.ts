// sessions.compact and sessions.compaction.*: summing up, and going back to before it.
import { GatewayError, invalidRequest } from '../errors.ts';
import * as compaction from '../protocol/compaction.ts';
import { toEntry } from '../protocol/session-row.ts';
import { method, type Table } from './method.ts';
import { keyOf, newKey } from './target.ts';

const MAX_LABEL = 512;
const BRANCHED = ' (checkpoint)';

export const compactionMethods: Table = {
  'sessions.compact': method({
    params: compaction.CompactParams,
    result: compaction.CompactResult,
    async handle({ key: given, agentId, maxLines }, { principal }, around) {
      if (maxLines !== undefined) {
        throw invalidRequest('Cannot cut a transcript to maxLines as nothing said is thrown away: leave maxLines out');
      }
      const key = keyOf(given, agentId, around);
      const compacted = await around.sessions.call(principal, key, { type: 'compact' });
      if ('status' in compacted) throw new GatewayError('INTERNAL', 'Asked to compact and was told of a run');
      return { ok: true as const, key, ...compacted };
    },
  }),
  'sessions.compaction.list': method({
    params: compaction.CheckpointsParams,
    result: compaction.Checkpoints,
    async handle({ key: given, agentId }, { principal }, around) {
      const key = keyOf(given, agentId, around);
      const checkpoints = await around.sessions.call(principal, key, { type: 'checkpoints' });
      return { ok: true as const, key, checkpoints };
    },
  }),
  'sessions.compaction.get': method({
    params: compaction.CheckpointParams,
    result: compaction.OneCheckpoint,
    async handle({ key: given, agentId, checkpointId: id }, { principal }, around) {
      const key = keyOf(given, agentId, around);
      const [checkpoint] = await around.sessions.call(principal, key, { type: 'checkpoints', id });
      if (!checkpoint) throw invalidRequest(`checkpoint not found: ${id}`);
      return { ok: true as const, key, checkpoint };
    },
  }),
  'sessions.compaction.branch': method({
    params: compaction.CheckpointParams,
    result: compaction.BranchedOff,
    async handle({ key: given, agentId, checkpointId }, { principal }, around) {
      const sourceKey = keyOf(given, agentId, around);
      const before = { checkpoint: checkpointId };
      const trunk = await around.sessions.call(principal, sourceKey, { type: 'trunk', before });
      const { checkpoint } = trunk;
      if (!checkpoint) throw new GatewayError('INTERNAL', 'Asked for a checkpoint and got none');
      const label =
        trunk.label === null ? 'Checkpoint branch' : `${trunk.label.slice(0, MAX_LABEL - BRANCHED.length)}${BRANCHED}`;
      const graft = { type: 'graft', trunk, label, reason: 'checkpoint-branch' } as const;
      const session = await around.sessions.call(principal, newKey(trunk.agentId), graft);
      const { key, id: sessionId } = session;
      return { ok: true as const, sourceKey, key, sessionId, checkpoint, entry: toEntry(session) };
    },
  }),
  'sessions.compaction.restore': method({
    params: compaction.CheckpointParams,
    result: compaction.Restored,
    async handle({ key: given, agentId, checkpointId }, { principal }, around) {
      const key = keyOf(given, agentId, around);
      const { session, checkpoint } = await around.sessions.call(principal, key, { type: 'restore', checkpointId });
      return { ok: true as const, key, sessionId: session.id, checkpoint, entry: toEntry(session) };
    },
  }),
};
