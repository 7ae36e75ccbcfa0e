// A message as history and live events show it.
import * as v from 'valibot';
import { ShownMedia } from './attachments.ts';

export const TextBlock = v.object({ type: v.literal('text'), text: v.string() });
export const ToolCallBlock = v.object({
  type: v.literal('toolCall'),
  id: v.string(),
  name: v.string(),
  arguments: v.record(v.string(), v.unknown()),
});
export const Block = v.variant('type', [TextBlock, ToolCallBlock]);

export const MessageFacts = v.looseObject({
  id: v.string(),
  seq: v.number(),
  runId: v.optional(v.string()),
  kind: v.optional(v.picklist(['reset', 'compaction'])),
  truncated: v.optional(v.boolean()),
  reason: v.optional(v.string()),
  /** What the model thought before it said this. */
  thinking: v.optional(v.string()),
  media: v.optional(v.array(ShownMedia)),
});

export const Message = v.looseObject({
  role: v.picklist(['user', 'assistant', 'toolResult', 'system']),
  content: v.union([v.string(), v.array(Block)]),
  timestamp: v.number(),
  idempotencyKey: v.optional(v.string()),
  __openclaw: MessageFacts,
});
export type Message = v.InferOutput<typeof Message>;
