// What this page reads of the wire. Looser than what the gateway promises: an unknown field is never an error here.
import * as v from 'valibot';
import { EventFrame, ResponseFrame } from '../../src/protocol/frames.ts';
import { Command } from './slash-choices.ts';

export const Frame = v.variant('type', [ResponseFrame, EventFrame]);

export const Challenge = v.object({ nonce: v.string(), ts: v.number() });

export const Hello = v.object({
  snapshot: v.object({ sessionDefaults: v.object({ mainSessionKey: v.string() }) }),
  auth: v.object({ deviceToken: v.optional(v.string()) }),
  policy: v.object({ tickIntervalMs: v.pipe(v.number(), v.minValue(1000)) }),
});
export type Hello = v.InferOutput<typeof Hello>;

export const History = v.object({
  sessionId: v.optional(v.string()),
  messages: v.array(v.unknown()),
  pendingInputs: v.optional(
    v.object({ items: v.array(v.object({ runId: v.string(), message: v.unknown(), state: v.string() })) }),
    { items: [] },
  ),
  hasMore: v.optional(v.boolean(), false),
  nextOffset: v.optional(v.number()),
  inFlightRun: v.optional(v.object({ runId: v.string(), text: v.string() })),
  metadata: v.optional(v.object({ commands: v.fallback(v.array(Command), []) })),
});
export type History = v.InferOutput<typeof History>;

export const Ack = v.object({ runId: v.optional(v.string()) });

export const ChatEvent = v.object({
  runId: v.string(),
  sessionKey: v.string(),
  state: v.string(),
  deltaText: v.optional(v.string()),
  replace: v.optional(v.boolean(), false),
  message: v.optional(v.unknown()),
  errorMessage: v.optional(v.string()),
});
export type ChatEvent = v.InferOutput<typeof ChatEvent>;

export const AgentEvent = v.object({
  runId: v.string(),
  sessionKey: v.string(),
  stream: v.string(),
  data: v.object({
    phase: v.optional(v.string()),
    toolCallId: v.optional(v.string()),
    name: v.optional(v.string()),
    isError: v.optional(v.boolean(), false),
  }),
});

export const SessionMessage = v.object({ sessionKey: v.string(), message: v.unknown() });
export const SessionsChanged = v.object({ sessionKey: v.string(), reason: v.optional(v.string()) });
export const Shutdown = v.object({ reason: v.string() });
