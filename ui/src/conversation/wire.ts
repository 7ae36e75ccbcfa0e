// What a conversation reads of the wire. Looser than what the gateway promises: an unknown field is never an error here.
import * as v from 'valibot';
import { Model } from '../../../src/protocol/models.ts';
import { Command } from '../composer/slash-choices.ts';

const Count = v.optional(v.number());

/** What the page shows of a session beside its messages. */
export const SessionInfo = v.object({
  key: v.string(),
  agentId: v.optional(v.string(), 'main'),
  isMain: v.optional(v.boolean(), false),
  displayName: v.optional(v.string()),
  label: v.optional(v.string()),
  category: v.optional(v.string()),
  lastMessagePreview: v.optional(v.string()),
  updatedAt: v.optional(v.number(), 0),
  lastInteractionAt: v.optional(v.number()),
  createdAt: v.optional(v.number(), 0),
  archived: v.optional(v.boolean(), false),
  pinned: v.optional(v.boolean(), false),
  unread: v.optional(v.boolean(), false),
  hasActiveRun: v.optional(v.boolean(), false),
  status: v.optional(v.string()),
  modelProvider: v.optional(v.string()),
  model: v.optional(v.string()),
  thinkingLevel: v.optional(v.string()),
  contextTokens: Count,
  inputTokens: Count,
  outputTokens: Count,
  totalTokens: Count,
  estimatedCostUsd: Count,
  effectiveQueueMode: v.optional(v.string()),
  activeLeafEntryId: v.optional(v.nullable(v.string())),
});
export type SessionInfo = v.InferOutput<typeof SessionInfo>;

const Pending = v.object({
  items: v.array(v.object({ runId: v.string(), message: v.unknown(), state: v.string() })),
  total: v.optional(v.number(), 0),
});
/** A tool that is at work, or was in the step that is not stored yet. */
const OpenCall = v.object({
  toolCallId: v.string(),
  name: v.string(),
  state: v.picklist(['running', 'done', 'failed']),
  args: v.optional(v.unknown()),
});
const State = {
  pendingInputs: v.optional(Pending, { items: [], total: 0 }),
  inputReceipts: v.optional(v.array(v.object({ runId: v.string(), state: v.picklist(['pending', 'consumed']) })), []),
  inFlightRun: v.optional(v.object({ runId: v.string(), text: v.string(), calls: v.optional(v.array(OpenCall), []) })),
  sessionInfo: v.fallback(v.optional(v.nullable(SessionInfo)), undefined),
  deltaCursor: v.optional(v.string()),
  metadata: v.optional(
    v.object({ commands: v.fallback(v.array(Command), []), models: v.fallback(v.array(Model), []) }),
  ),
};
export const History = v.object({
  ...State,
  kind: v.optional(v.literal('page'), 'page'),
  sessionId: v.optional(v.string()),
  messages: v.array(v.unknown()),
  hasMore: v.optional(v.boolean(), false),
  nextOffset: v.optional(v.number()),
  totalMessages: v.optional(v.number(), 0),
});
export type History = v.InferOutput<typeof History>;
const News = v.object({
  ...State,
  kind: v.literal('delta'),
  messages: v.array(v.object({ message: v.unknown() })),
});
export const Startup = v.union([News, v.object({ kind: v.literal('reset') }), History]);

export const MessageGot = v.variant('ok', [
  v.object({ ok: v.literal(true), message: v.unknown() }),
  v.object({ ok: v.literal(false), unavailableReason: v.optional(v.string(), 'not_found') }),
]);

export const Ack = v.object({ runId: v.optional(v.string()) });
export const Rewound = v.object({ editorText: v.optional(v.string(), '') });
export const Branches = v.object({
  branches: v.array(
    v.object({
      leafEntryId: v.string(),
      active: v.boolean(),
      updatedAt: v.optional(v.string(), ''),
      createdAt: v.optional(v.string(), ''),
      headline: v.optional(v.string(), ''),
      messageCount: v.optional(v.number(), 0),
      firstEntryId: v.optional(v.string()),
      firstRole: v.optional(v.string(), 'user'),
      besideEntryId: v.optional(v.string()),
    }),
  ),
});
export type Branch = v.InferOutput<typeof Branches>['branches'][number];

export const ChatEvent = v.object({
  runId: v.string(),
  sessionKey: v.string(),
  state: v.string(),
  deltaText: v.optional(v.string()),
  replace: v.optional(v.boolean(), false),
  message: v.optional(v.unknown()),
  errorMessage: v.optional(v.string()),
  stopReason: v.optional(v.string(), ''),
});
export type ChatEvent = v.InferOutput<typeof ChatEvent>;

export const AgentEvent = v.object({
  runId: v.string(),
  sessionKey: v.string(),
  stream: v.string(),
  ts: v.optional(v.number(), 0),
  data: v.object({
    phase: v.optional(v.string()),
    toolCallId: v.optional(v.string()),
    name: v.optional(v.string()),
    args: v.optional(v.unknown()),
    result: v.optional(v.unknown()),
    delta: v.optional(v.string(), ''),
    provider: v.optional(v.string()),
    model: v.optional(v.string()),
    isError: v.optional(v.boolean(), false),
  }),
});
export type AgentEvent = v.InferOutput<typeof AgentEvent>;

export const SessionMessage = v.object({ sessionKey: v.string(), message: v.unknown() });
export const SessionsChanged = v.object({
  sessionKey: v.string(),
  reason: v.optional(v.string()),
  phase: v.optional(v.string()),
  session: v.fallback(v.optional(SessionInfo), undefined),
});
export const Operation = v.object({ sessionKey: v.string(), operation: v.string(), phase: v.string() });
