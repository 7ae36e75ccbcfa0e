// Models, as lists.
import * as v from 'valibot';

const Text = v.pipe(v.string(), v.nonEmpty());

/** How much a model is to think before it answers. */
export const thinkingLevels = ['off', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
export type ThinkingLevel = (typeof thinkingLevels)[number];

export const Model = v.object({
  id: Text,
  name: Text,
  provider: Text,
  tags: v.optional(v.array(Text)),
  available: v.boolean(),
  unavailableReason: v.optional(v.picklist(['missing-auth', 'auth-failed', 'cooldown'])),
  /** Until when it is left alone. */
  unavailableUntil: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  contextWindow: v.number(),
  reasoning: v.boolean(),
  thinkingLevels: v.optional(v.array(v.object({ id: Text, label: Text }))),
  thinkingDefault: v.optional(Text),
  input: v.optional(v.array(v.picklist(['text', 'image', 'audio', 'video', 'document']))),
});
export type Model = v.InferOutput<typeof Model>;

export const ModelsListParams = v.optional(
  v.object({ agentId: v.optional(Text), view: v.optional(v.string()), sessionKey: v.optional(Text) }),
  {},
);
export const ModelsList = v.object({ models: v.array(Model) });

export const AuthStatus = v.object({
  ts: v.number(),
  providers: v.array(
    v.object({
      provider: Text,
      authProvider: Text,
      displayName: Text,
      status: v.picklist(['static', 'missing']),
      profiles: v.array(v.unknown()),
      apiKey: v.optional(v.object({ source: v.picklist(['config', 'env', 'file', 'exec']) })),
    }),
  ),
});
