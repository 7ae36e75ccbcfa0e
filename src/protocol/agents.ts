// agent, agent.wait, and who the agents are.
import * as v from 'valibot';
import { Attachments } from './attachments.ts';
import { RunId } from './chat.ts';
import { Key } from './sessions.ts';

const Text = v.pipe(v.string(), v.nonEmpty());

export const AgentParams = v.object({
  message: Text,
  sessionKey: v.optional(Key),
  agentId: v.optional(Text),
  thinking: v.optional(v.string()),
  timeout: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  attachments: Attachments,
  idempotencyKey: RunId,
});

const Place = { runId: Text, sessionKey: Text, agentId: Text };

export const AgentAccepted = v.object({ ...Place, status: v.literal('accepted'), acceptedAt: v.number() });
export const AgentDone = v.object({
  runId: Text,
  status: v.picklist(['ok', 'error']),
  summary: Text,
  result: v.object({
    payloads: v.array(v.object({ text: v.string() })),
    meta: v.object({ durationMs: v.number(), aborted: v.boolean(), stopReason: v.nullable(Text) }),
  }),
});
export const AgentResult = v.union([AgentAccepted, AgentDone]);

export const WaitParams = v.object({
  runId: Text,
  sessionKey: v.optional(Key),
  timeoutMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(86_400_000)), 30_000),
});
export const Waited = v.object({
  runId: Text,
  status: v.picklist(['ok', 'error', 'timeout']),
  startedAt: v.optional(v.number()),
  endedAt: v.optional(v.number()),
  stopReason: v.optional(Text),
  error: v.optional(Text),
  terminalReply: v.optional(v.object({ disposition: v.picklist(['visible', 'silent']), text: v.string() })),
});
export type Waited = v.InferOutput<typeof Waited>;

export const AgentSummary = v.object({
  id: Text,
  kind: v.literal('agent'),
  name: v.optional(Text),
  identity: v.optional(v.object({ name: v.optional(Text), emoji: v.optional(Text), avatar: v.optional(Text) })),
  workspace: v.optional(Text),
  model: v.object({ primary: Text, fallbacks: v.optional(v.array(Text)) }),
  thinkingDefault: v.optional(Text),
});
export const AgentsList = v.object({
  defaultId: Text,
  mainKey: Text,
  scope: v.literal('per-sender'),
  agents: v.array(AgentSummary),
});

export const ListParams = v.optional(v.looseObject({}), {});
export const IdentityParams = v.optional(v.object({ agentId: v.optional(Text), sessionKey: v.optional(Text) }), {});
export const Identity = v.object({
  agentId: Text,
  name: Text,
  nameSource: v.picklist(['config', 'workspace', 'default']),
  avatar: Text,
  emoji: v.optional(Text),
});
