// What the overview reads of the gateway. Looser than what the gateway promises: what is missing is not shown.
import * as v from 'valibot';

export const Status = v.object({
  runtimeVersion: v.optional(v.string(), ''),
  uptimeMs: v.optional(v.number()),
  startedAt: v.optional(v.number()),
  connections: v.optional(v.number()),
  memoryBytes: v.optional(v.number()),
  database: v.optional(v.object({ kind: v.string(), bytes: v.optional(v.nullable(v.number()), null) })),
});
export type Status = v.InferOutput<typeof Status>;

export const Models = v.object({
  models: v.array(
    v.object({
      id: v.string(),
      name: v.string(),
      provider: v.string(),
      tags: v.optional(v.array(v.string()), []),
      available: v.optional(v.boolean(), true),
      unavailableReason: v.optional(v.string()),
      unavailableUntil: v.optional(v.number()),
      contextWindow: v.optional(v.number()),
    }),
  ),
});
export type Model = v.InferOutput<typeof Models>['models'][number];

export const Keys = v.object({
  providers: v.array(
    v.object({
      provider: v.string(),
      status: v.string(),
      apiKey: v.optional(v.object({ source: v.string() })),
    }),
  ),
});
export type Keys = v.InferOutput<typeof Keys>;
