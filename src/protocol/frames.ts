// The three frames of the wire, and the error that a response may carry.
import * as v from 'valibot';

const Text = v.pipe(v.string(), v.nonEmpty());

/** It comes back with the answer, and waits here until then. */
export const RequestId = v.pipe(Text, v.maxLength(256));

export const RequestFrame = v.object({
  type: v.literal('req'),
  id: RequestId,
  method: v.pipe(Text, v.maxLength(256)),
  params: v.optional(v.unknown()),
});
export type RequestFrame = v.InferOutput<typeof RequestFrame>;

export const ErrorShape = v.object({
  code: Text,
  message: Text,
  details: v.optional(v.record(v.string(), v.unknown())),
  retryable: v.optional(v.boolean()),
  retryAfterMs: v.optional(v.number()),
});

export const ResponseFrame = v.object({
  type: v.literal('res'),
  id: Text,
  ok: v.boolean(),
  payload: v.optional(v.unknown()),
  error: v.optional(ErrorShape),
});

export const EventFrame = v.object({
  type: v.literal('event'),
  event: Text,
  payload: v.optional(v.unknown()),
  seq: v.optional(v.number()),
  stateVersion: v.optional(v.object({ presence: v.number(), health: v.number() })),
});
