// sessions.*: rows, parameters and results.
import * as v from 'valibot';
import { Attachments } from './attachments.ts';
import { GroupName } from './groups.ts';
import { printable } from './names.ts';

const Text = v.pipe(v.string(), v.nonEmpty());
export const Key = v.pipe(v.string(), v.nonEmpty(), v.maxLength(512), printable);
const Label = v.pipe(Text, v.maxLength(512));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Limit = v.pipe(v.number(), v.integer(), v.minValue(1));
const Nullable = v.nullable(Text);

export const SessionRow = v.object({
  key: Text,
  sessionId: Text,
  kind: v.literal('direct'),
  classification: Text,
  agentId: Text,
  isMain: v.boolean(),
  label: v.optional(Text),
  category: v.optional(GroupName),
  displayName: v.optional(Text),
  derivedTitle: v.optional(Text),
  lastMessagePreview: v.optional(v.string()),
  createdAt: v.number(),
  updatedAt: v.number(),
  lastInteractionAt: v.optional(v.number()),
  archived: v.boolean(),
  pinned: v.boolean(),
  unread: v.boolean(),
  visibility: v.literal('shared'),
  status: v.optional(v.picklist(['queued', 'running', 'done', 'failed', 'killed', 'timeout'])),
  hasActiveRun: v.boolean(),
  activeRunIds: v.array(Text),
  startedAt: v.optional(v.number()),
  endedAt: v.optional(v.number()),
  runtimeMs: v.optional(v.number()),
  abortedLastRun: v.boolean(),
  activeLeafEntryId: v.nullable(Text),
  parentSessionKey: v.optional(Text),
  forkedFromParent: v.optional(v.boolean()),
  forkSource: v.optional(v.object({ sessionKey: Text, sessionId: Text, entryId: v.optional(Text) })),
  modelProvider: v.optional(Text),
  model: v.optional(Text),
  thinkingLevel: v.optional(Text),
  contextTokens: v.optional(v.number()),
  inputTokens: v.number(),
  outputTokens: v.number(),
  totalTokens: v.number(),
  estimatedCostUsd: v.optional(v.number()),
  effectiveQueueMode: Text,
});
export type SessionRow = v.InferOutput<typeof SessionRow>;

export const SessionDefaults = v.object({
  modelProvider: Nullable,
  model: Nullable,
  contextTokens: v.nullable(v.number()),
});
export type SessionDefaults = v.InferOutput<typeof SessionDefaults>;

export const ListParams = v.optional(
  v.object({
    limit: v.optional(Limit, 100),
    offset: v.optional(Count, 0),
    activeMinutes: v.optional(Limit),
    sortBy: v.optional(v.picklist(['updatedAt', 'lastInteractionAt']), 'updatedAt'),
    label: v.optional(Label),
    spawnedBy: v.optional(Text),
    agentId: v.optional(Text),
    search: v.optional(v.pipe(v.string(), v.maxLength(1000))),
    includeDerivedTitles: v.optional(v.boolean(), false),
    includeLastMessage: v.optional(v.boolean(), false),
    archived: v.optional(v.union([v.boolean(), v.literal('all')])),
  }),
  {},
);
export type ListParams = v.InferOutput<typeof ListParams>;

export const List = v.object({
  ts: v.number(),
  count: v.number(),
  totalCount: v.number(),
  limitApplied: v.number(),
  nextOffset: v.nullable(v.number()),
  hasMore: v.boolean(),
  owners: v.array(v.unknown()),
  defaults: SessionDefaults,
  sessions: v.array(SessionRow),
});
export type List = v.InferOutput<typeof List>;

export const SubscribeParams = v.optional(v.object({ ...v.unwrap(ListParams).entries, limit: v.optional(Limit) }), {});
export const Subscribed = v.object({ subscribed: v.boolean(), list: v.optional(List) });

export const KeyParams = v.object({ key: Key, agentId: v.optional(Text) });
export const FollowResult = v.object({ subscribed: v.boolean(), key: Text });

export const Described = v.object({ session: v.nullable(SessionRow) });

export const ResolveParams = v.object({
  key: v.optional(Text),
  sessionId: v.optional(Text),
  label: v.optional(Label),
  shortId: v.optional(Text),
  agentId: v.optional(Text),
  allowMissing: v.optional(v.boolean(), false),
});
const Candidate = { key: Text, agentId: Text, displayName: v.optional(v.string()) };
export const Resolved = v.union([
  v.object({ ok: v.literal(true), ...Candidate }),
  v.object({ ok: v.literal(false), candidates: v.optional(v.array(v.object(Candidate))) }),
]);

export const PreviewParams = v.object({
  keys: v.pipe(v.array(Key), v.maxLength(100)),
  limit: v.optional(v.pipe(Limit, v.maxValue(100)), 12),
  maxChars: v.optional(v.pipe(v.number(), v.integer(), v.minValue(20)), 240),
});
export const PreviewItem = v.object({ role: Text, text: v.string() });
export type PreviewItem = v.InferOutput<typeof PreviewItem>;
export const Previews = v.object({
  ts: v.number(),
  previews: v.array(
    v.object({ key: Text, status: v.picklist(['ok', 'empty', 'missing']), items: v.array(PreviewItem) }),
  ),
});

export const CreateParams = v.optional(
  v.object({
    key: v.optional(Key),
    agentId: v.optional(Text),
    label: v.optional(Label),
    displayName: v.optional(v.pipe(Text, v.maxLength(500))),
    category: v.optional(GroupName),
    model: v.optional(Text),
    thinkingLevel: v.optional(Text),
    parentSessionKey: v.optional(Text),
    message: v.optional(v.string()),
    attachments: Attachments,
    idempotencyKey: v.optional(v.pipe(Text, v.maxLength(250))),
  }),
  {},
);

export const Entry = v.object({
  sessionId: Text,
  lifecycleRevision: Text,
  createdAt: v.number(),
  updatedAt: v.number(),
  label: v.optional(Text),
  category: v.optional(GroupName),
  parentSessionKey: v.optional(Text),
  model: v.optional(Text),
  thinkingLevel: v.optional(Text),
  archived: v.boolean(),
  pinned: v.boolean(),
  unread: v.boolean(),
});
export const ModelInUse = v.object({ modelProvider: Nullable, model: Nullable });

export const Created = v.object({
  ok: v.literal(true),
  key: Text,
  sessionId: Text,
  entry: Entry,
  resolved: ModelInUse,
  runStarted: v.boolean(),
  runId: v.optional(Text),
  status: v.optional(Text),
  messageSeq: v.optional(v.number()),
});

export const PatchParams = v.object({
  key: Key,
  agentId: v.optional(Text),
  expectedSessionId: v.optional(Text),
  expectedLifecycleRevision: v.optional(Text),
  label: v.optional(v.nullable(Label)),
  category: v.optional(v.nullable(GroupName)),
  queueMode: v.optional(v.nullable(v.picklist(['steer', 'followup', 'collect', 'interrupt']))),
  archived: v.optional(v.boolean()),
  pinned: v.optional(v.boolean()),
  unread: v.optional(v.boolean()),
  model: v.optional(v.nullable(Text)),
  thinkingLevel: v.optional(v.nullable(Text)),
});
export const Patched = v.object({ ok: v.literal(true), key: Text, entry: Entry, resolved: ModelInUse });

export const ResetParams = v.object({
  key: Key,
  agentId: v.optional(Text),
  reason: v.optional(v.picklist(['new', 'reset']), 'reset'),
});

export const DeleteParams = v.object({
  key: Key,
  agentId: v.optional(Text),
  expectedSessionId: v.optional(Text),
  expectedLifecycleRevision: v.optional(Text),
});
export const Deleted = v.object({ ok: v.literal(true), key: Text, deleted: v.boolean(), archived: v.array(Text) });

export const AbortParams = v.object({
  key: v.optional(Key),
  runId: v.optional(Text),
  agentId: v.optional(Text),
  clearQueued: v.optional(v.boolean(), false),
});
export const Aborted = v.object({ ok: v.literal(true), abortedRunId: v.nullable(Text), status: Text });
