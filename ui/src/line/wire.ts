// What this page reads of the wire. Looser than what the gateway promises: an unknown field is never an error here.
import * as v from 'valibot';
import { EventFrame, ResponseFrame } from '../../../src/protocol/frames.ts';
import { Presence } from '../../../src/protocol/system.ts';

export const Frame = v.variant('type', [ResponseFrame, EventFrame]);

export const Challenge = v.object({ nonce: v.string(), ts: v.number() });

export const Hello = v.object({
  server: v.object({ version: v.string() }),
  features: v.object({ methods: v.array(v.string()) }),
  snapshot: v.object({
    presence: v.fallback(v.array(Presence), []),
    sessionDefaults: v.object({ mainSessionKey: v.string(), defaultAgentId: v.string() }),
    authMode: v.optional(v.string(), ''),
  }),
  auth: v.object({
    method: v.optional(v.string(), ''),
    deviceToken: v.optional(v.string()),
    scopes: v.optional(v.array(v.string()), []),
  }),
  policy: v.object({
    tickIntervalMs: v.pipe(v.number(), v.minValue(1000)),
    maxPayload: v.optional(v.number(), 25 * 1024 * 1024),
    attachments: v.optional(v.object({ maxBytes: v.number(), maxImageBytes: v.number() })),
  }),
});
export type Hello = v.InferOutput<typeof Hello>;

export const Shutdown = v.object({ reason: v.string() });
