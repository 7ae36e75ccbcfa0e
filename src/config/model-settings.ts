// Settings of models: who serves them, with which key, and what they cost.
import * as v from 'valibot';

const Text = v.pipe(v.string(), v.nonEmpty());
const Price = v.pipe(v.number(), v.minValue(0));

/** How an endpoint wants to be spoken to. */
export const Api = v.picklist([
  'openai-completions',
  'openai-responses',
  'anthropic-messages',
  'google-generative-ai',
  'ollama',
]);
export type Api = v.InferOutput<typeof Api>;

/** Where a secret is kept, instead of the secret. */
export const SecretSource = v.variant('source', [
  v.object({ source: v.literal('env'), provider: v.optional(Text), id: Text }),
  v.object({ source: v.literal('file'), provider: v.optional(Text), id: Text }),
  v.object({ source: v.literal('exec'), provider: v.optional(Text), id: Text, args: v.optional(v.array(v.string())) }),
]);
export type SecretSource = v.InferOutput<typeof SecretSource>;
export const Secret = v.union([Text, SecretSource]);
export type Secret = v.InferOutput<typeof Secret>;

const Model = v.object({
  id: Text,
  name: v.optional(Text),
  reasoning: v.optional(v.boolean(), false),
  input: v.optional(v.array(v.string()), ['text']),
  contextWindow: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  maxTokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Dollars for a million tokens. */
  cost: v.optional(
    v.object({
      input: v.optional(Price, 0),
      output: v.optional(Price, 0),
      cacheRead: v.optional(Price, 0),
      cacheWrite: v.optional(Price, 0),
    }),
  ),
});

export const Provider = v.object({
  baseUrl: v.pipe(v.string(), v.url()),
  apiKey: v.optional(Secret),
  api: v.optional(Api, 'openai-completions'),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  models: v.optional(v.array(Model), []),
});
export type Provider = v.InferOutput<typeof Provider>;

/** "provider/model", or an object that names it as the primary, with those that stand in for it. */
export const ModelChoice = v.union([
  v.pipe(
    Text,
    v.transform((primary): { primary?: string; fallbacks?: string[] } => ({ primary })),
  ),
  v.object({ primary: v.exactOptional(Text), fallbacks: v.exactOptional(v.array(Text)) }),
]);
