// What the view of the log reads of the gateway.
import * as v from 'valibot';

export const Tail = v.object({
  file: v.optional(v.string(), ''),
  cursor: v.number(),
  lines: v.array(v.string()),
  truncated: v.optional(v.boolean(), false),
  reset: v.optional(v.boolean(), false),
});
export type Tail = v.InferOutput<typeof Tail>;

export const LogRecord = v.object({
  '@timestamp': v.optional(v.string(), ''),
  level: v.optional(v.string(), ''),
  message: v.optional(v.string(), ''),
  logger: v.optional(v.string(), ''),
  properties: v.optional(v.record(v.string(), v.unknown()), {}),
});
