// Settings of places where secrets are kept: files and programs, by name.
import * as v from 'valibot';

const Text = v.pipe(v.string(), v.nonEmpty());

/** A file is one secret, or JSON that a pointer is followed in. A program prints what it is asked for. */
export const SecretProvider = v.variant('source', [
  v.object({ source: v.literal('env') }),
  v.object({
    source: v.literal('file'),
    path: Text,
    mode: v.optional(v.picklist(['singleValue', 'json']), 'json'),
  }),
  v.object({
    source: v.literal('exec'),
    command: Text,
    args: v.optional(v.array(v.string()), []),
    timeoutMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(120_000)), 10_000),
  }),
]);
export type SecretProvider = v.InferOutput<typeof SecretProvider>;

export const SecretProviders = v.object({ providers: v.optional(v.record(v.string(), SecretProvider), {}) });
