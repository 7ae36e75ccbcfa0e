// sessions.compact and sessions.compaction.*: summaries, and the checkpoints before them.
import * as v from 'valibot';
import { Entry, Key } from './sessions.ts';

const Text = v.pipe(v.string(), v.nonEmpty());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Target = { key: Key, agentId: v.optional(Text) };

export const CompactParams = v.object({
  ...Target,
  maxLines: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});
export const CompactResult = v.object({
  ok: v.literal(true),
  key: Text,
  compacted: v.boolean(),
  reason: v.optional(v.string()),
  result: v.optional(
    v.object({
      summary: Text,
      firstKeptEntryId: v.optional(Text),
      tokensBefore: Count,
      tokensAfter: Count,
      checkpointId: Text,
    }),
  ),
});
export type Compacted = Omit<v.InferOutput<typeof CompactResult>, 'ok' | 'key'>;

const Side = v.object({ sessionId: Text, leafId: v.optional(Text), entryId: v.optional(Text) });
export const Checkpoint = v.object({
  checkpointId: Text,
  sessionKey: Text,
  sessionId: Text,
  createdAt: Count,
  reason: v.picklist(['manual', 'auto-threshold']),
  tokensBefore: v.optional(Count),
  tokensAfter: v.optional(Count),
  summary: v.optional(v.string()),
  firstKeptEntryId: v.optional(Text),
  preCompaction: Side,
  postCompaction: Side,
});
export type Checkpoint = v.InferOutput<typeof Checkpoint>;

export const CheckpointsParams = v.object(Target);
export const Checkpoints = v.object({ ok: v.literal(true), key: Text, checkpoints: v.array(Checkpoint) });

export const CheckpointParams = v.object({ ...Target, checkpointId: v.pipe(Text, v.maxLength(256)) });
export const OneCheckpoint = v.object({ ok: v.literal(true), key: Text, checkpoint: Checkpoint });

const Arrived = { ok: v.literal(true), key: Text, sessionId: Text, checkpoint: Checkpoint, entry: Entry };
export const Restored = v.object(Arrived);
export const BranchedOff = v.object({ ...Arrived, sourceKey: Text });
