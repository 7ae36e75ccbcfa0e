// chat.*: parameters and results.
import * as v from 'valibot';
import { Attachments } from './attachments.ts';
import { Message } from './messages.ts';
import { Model } from './models.ts';
import { printable } from './names.ts';
import { Key, SessionDefaults, SessionRow } from './sessions.ts';
import { Command } from './slash.ts';

const Text = v.pipe(v.string(), v.nonEmpty());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const RunId = v.pipe(Text, v.maxLength(250), printable);
const Target = { sessionKey: Key, agentId: v.optional(Text) };

export const SendParams = v.object({
  ...Target,
  sessionId: v.optional(Text),
  message: v.string(),
  thinking: v.optional(v.string()),
  queueMode: v.optional(v.picklist(['steer', 'followup', 'collect', 'interrupt'])),
  expectedLeafEntryId: v.optional(v.nullable(Text)),
  attachments: Attachments,
  timeoutMs: v.optional(Count),
  idempotencyKey: RunId,
});
export const Sent = v.object({
  runId: Text,
  status: v.picklist(['started', 'in_flight', 'ok']),
  messageSeq: v.optional(v.number()),
});
export type Sent = v.InferOutput<typeof Sent>;

export const HistoryParams = v.object({
  ...Target,
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 200),
  offset: v.optional(Count, 0),
  cursor: v.optional(v.string()),
  messageId: v.optional(Text),
  maxChars: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500_000))),
  maxBytes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  inputRunIds: v.optional(v.pipe(v.array(v.pipe(Text, v.maxLength(256))), v.maxLength(50))),
});
export type HistoryParams = v.InferOutput<typeof HistoryParams>;

/** A call of the step that is not stored yet. */
const OpenCall = v.object({
  toolCallId: Text,
  name: Text,
  state: v.picklist(['running', 'done', 'failed']),
  args: v.optional(v.record(v.string(), v.unknown())),
});
export const InFlightRun = v.object({
  runId: Text,
  text: v.string(),
  startedAt: v.number(),
  calls: v.optional(v.array(OpenCall)),
});
export type InFlightRun = v.InferOutput<typeof InFlightRun>;

export const PendingInputs = v.object({
  items: v.array(
    v.object({
      id: Text,
      runId: Text,
      message: Message,
      acceptedAt: v.number(),
      state: v.picklist(['queued', 'cancelled', 'interrupted']),
    }),
  ),
  total: v.number(),
});
export type PendingInputs = v.InferOutput<typeof PendingInputs>;

export const InputReceipt = v.union([
  v.object({ runId: Text, state: v.literal('pending') }),
  v.object({ runId: Text, state: v.literal('consumed'), consumedByEventId: Text }),
]);
export type InputReceipt = v.InferOutput<typeof InputReceipt>;

export const History = v.object({
  sessionKey: Text,
  sessionId: v.optional(Text),
  messages: v.array(Message),
  pendingInputs: PendingInputs,
  inputReceipts: v.optional(v.array(InputReceipt)),
  deltaCursor: v.optional(Text),
  hasMore: v.boolean(),
  nextOffset: v.optional(v.number()),
  totalMessages: v.number(),
  defaults: SessionDefaults,
  sessionInfo: v.nullable(SessionRow),
  thinkingLevel: v.optional(Text),
  inFlightRun: v.optional(InFlightRun),
});
export type History = v.InferOutput<typeof History>;

export const HistoryDelta = v.object({
  kind: v.literal('delta'),
  messages: v.array(
    v.object({ sessionKey: Text, agentId: Text, message: Message, messageId: Text, messageSeq: v.number() }),
  ),
  deltaCursor: Text,
  pendingInputs: PendingInputs,
  inputReceipts: v.optional(v.array(InputReceipt)),
  sessionInfo: v.nullable(SessionRow),
  inFlightRun: v.optional(InFlightRun),
});
export type HistoryDelta = v.InferOutput<typeof HistoryDelta>;

export const HistoryReset = v.object({ kind: v.literal('reset') });
export const HistoryResult = v.union([HistoryDelta, HistoryReset, History]);
export type HistoryResult = v.InferOutput<typeof HistoryResult>;

export const Metadata = v.object({ models: v.array(Model), commands: v.array(Command) });
export type Metadata = v.InferOutput<typeof Metadata>;
export const MetadataParams = v.optional(v.object({ agentId: v.optional(Text), sessionKey: v.optional(Text) }), {});

const WithMetadata = { metadata: Metadata };
export const StartupResult = v.union([
  v.object({ ...HistoryDelta.entries, ...WithMetadata }),
  HistoryReset,
  v.object({ ...History.entries, ...WithMetadata }),
]);

export const AbortParams = v.object({ ...Target, runId: v.optional(Text) });
export const Aborted = v.object({ ok: v.literal(true), aborted: v.boolean(), runIds: v.array(Text) });
export type Aborted = v.InferOutput<typeof Aborted>;

export const InjectParams = v.object({
  ...Target,
  message: Text,
  label: v.optional(v.pipe(v.string(), v.maxLength(100))),
});
export const Injected = v.object({ ok: v.literal(true), messageId: Text });
export type Injected = v.InferOutput<typeof Injected>;

export const MessageGetParams = v.object({
  ...Target,
  messageId: Text,
  maxChars: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2_000_000))),
});
export const MessageGot = v.union([
  v.object({ ok: v.literal(true), message: Message }),
  v.object({ ok: v.literal(false), unavailableReason: v.picklist(['not_found', 'oversized', 'not_visible']) }),
]);
export type MessageGot = v.InferOutput<typeof MessageGot>;
