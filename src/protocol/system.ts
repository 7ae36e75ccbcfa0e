// Health, status, presence, the log, and the small true answers.
import * as v from 'valibot';

const Text = v.pipe(v.string(), v.nonEmpty());
export const Nothing = v.optional(v.looseObject({}), {});
export const Ok = v.object({ ok: v.literal(true) });

export const Presence = v.object({
  host: v.optional(Text),
  version: v.optional(Text),
  platform: v.optional(Text),
  deviceFamily: v.optional(Text),
  modelIdentifier: v.optional(Text),
  timeZone: v.optional(Text),
  mode: v.optional(Text),
  reason: v.optional(Text),
  text: v.optional(v.string()),
  ts: v.number(),
  onlineSince: v.optional(v.number()),
  lastActivityAt: v.optional(v.number()),
  deviceId: v.optional(Text),
  roles: v.optional(v.array(Text)),
  scopes: v.optional(v.array(Text)),
  instanceId: v.optional(Text),
});
export type Presence = v.InferOutput<typeof Presence>;
export const PresenceList = v.array(Presence);

const Recent = v.object({
  path: v.string(),
  count: v.number(),
  recent: v.array(v.object({ key: Text, updatedAt: v.number(), age: v.number() })),
});

const Heartbeat = v.object({
  enabled: v.boolean(),
  every: v.string(),
  everyMs: v.nullable(v.number()),
  prompt: v.string(),
  target: v.string(),
  ackMaxChars: v.number(),
});

export const Health = v.object({
  ok: v.literal(true),
  ts: v.number(),
  durationMs: v.number(),
  channels: v.record(v.string(), v.unknown()),
  channelOrder: v.array(v.string()),
  channelLabels: v.record(v.string(), v.string()),
  defaultAgentId: Text,
  agents: v.array(v.object({ agentId: Text, isDefault: v.boolean(), heartbeat: Heartbeat, sessions: Recent })),
  sessions: Recent,
});
export type Health = v.InferOutput<typeof Health>;

export const Status = v.object({
  runtimeVersion: Text,
  uptimeMs: v.number(),
  connections: v.number(),
  heartbeat: v.object({ defaultAgentId: Text, agents: v.array(v.unknown()) }),
  channelSummary: v.array(v.string()),
  queuedSystemEvents: v.array(v.string()),
  sessions: v.object({
    ...Recent.entries,
    defaults: v.object({ model: v.nullable(Text), contextTokens: v.nullable(v.number()) }),
  }),
  /** `bytes` is null where nobody knows. */
  database: v.object({ kind: v.picklist(['file', 'remote']), bytes: v.nullable(v.number()) }),
  memoryBytes: v.exactOptional(v.number()),
  startedAt: v.number(),
});
export type Status = v.InferOutput<typeof Status>;

export const SystemEventParams = v.object({ text: v.pipe(Text, v.maxLength(4000)) });

export const LogsTailParams = v.optional(
  v.object({
    cursor: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5000))),
    maxBytes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))),
  }),
  {},
);
export type LogsTailParams = v.InferOutput<typeof LogsTailParams>;

export const LogsTail = v.object({
  file: Text,
  cursor: v.number(),
  size: v.number(),
  lines: v.array(v.string()),
  truncated: v.optional(v.boolean()),
  reset: v.optional(v.boolean()),
});
export type LogsTail = v.InferOutput<typeof LogsTail>;

export const ConfigGet = v.object({
  path: Text,
  exists: v.boolean(),
  raw: v.nullable(v.string()),
  parsed: v.unknown(),
  valid: v.boolean(),
  hash: v.nullable(Text),
  issues: v.array(v.string()),
});
export type ConfigGet = v.InferOutput<typeof ConfigGet>;
