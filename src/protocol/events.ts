// Everything the gateway says without being asked.
import * as v from 'valibot';
import { Challenge } from './connect.ts';
import { PairRequested, PairResolved } from './devices.ts';
import { Message } from './messages.ts';
import { SessionRow } from './sessions.ts';
import { Health, PresenceList } from './system.ts';

const Text = v.pipe(v.string(), v.nonEmpty());
const Run = { runId: Text, sessionKey: Text, agentId: Text, seq: v.number() };

/** What a live event shows of a message: its words, before it has a place. */
export const Spoken = v.object({
  role: v.literal('assistant'),
  content: v.array(v.object({ type: v.literal('text'), text: v.string() })),
  timestamp: v.number(),
});
export type Spoken = v.InferOutput<typeof Spoken>;

export const ChatEvent = v.variant('state', [
  v.object({ ...Run, state: v.literal('delta'), deltaText: v.string(), message: Spoken }),
  v.object({ ...Run, state: v.literal('final'), message: v.optional(Spoken), stopReason: v.optional(Text) }),
  v.object({ ...Run, state: v.literal('aborted'), message: v.optional(Spoken), stopReason: Text }),
  v.object({
    ...Run,
    state: v.literal('error'),
    errorMessage: Text,
    errorKind: v.optional(v.picklist(['refusal', 'timeout', 'rate_limit', 'context_length', 'unknown'])),
    message: v.optional(Spoken),
  }),
]);
export type ChatEvent = v.InferOutput<typeof ChatEvent>;

export const AgentStream = v.object({
  ...Run,
  stream: v.picklist(['lifecycle', 'assistant', 'thinking', 'tool', 'usage']),
  ts: v.number(),
  isHeartbeat: v.optional(v.boolean()),
  sessionId: v.optional(Text),
  data: v.record(v.string(), v.unknown()),
});
export type AgentStream = v.InferOutput<typeof AgentStream>;

export const SessionMessage = v.looseObject({
  sessionKey: Text,
  agentId: Text,
  message: Message,
  messageId: Text,
  messageSeq: v.number(),
  session: SessionRow,
});
export type SessionMessage = v.InferOutput<typeof SessionMessage>;

export const SessionsChanged = v.looseObject({
  sessionKey: Text,
  agentId: Text,
  reason: v.optional(
    v.picklist([
      'create',
      'send',
      'patch',
      'reset',
      'delete',
      'message',
      'rewind',
      'branch-switch',
      'fork',
      'compact',
      'checkpoint-branch',
      'checkpoint-restore',
    ]),
  ),
  phase: v.optional(v.picklist(['start', 'end', 'error'])),
  runId: v.optional(Text),
  ts: v.number(),
  session: v.optional(SessionRow),
});
export type SessionsChanged = v.InferOutput<typeof SessionsChanged>;

export const SessionOperation = v.object({
  operationId: Text,
  operation: v.literal('compact'),
  phase: v.picklist(['start', 'end']),
  sessionKey: Text,
  agentId: Text,
  ts: v.number(),
  completed: v.optional(v.boolean()),
  reason: v.optional(v.string()),
});
export type SessionOperation = v.InferOutput<typeof SessionOperation>;

export const events = {
  'connect.challenge': Challenge,
  tick: v.object({ ts: v.number() }),
  shutdown: v.object({ reason: Text, restartExpectedMs: v.optional(v.number()) }),
  presence: v.object({ presence: PresenceList }),
  health: Health,
  chat: ChatEvent,
  agent: AgentStream,
  'session.message': SessionMessage,
  'session.tool': AgentStream,
  'session.operation': SessionOperation,
  'sessions.changed': SessionsChanged,
  'device.pair.requested': PairRequested,
  'device.pair.resolved': PairResolved,
} as const;

export type EventName = keyof typeof events;
