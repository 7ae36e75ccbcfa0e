// Settings of agents: what each of them is called, where it works, which model it asks and which tools it has.
import * as v from 'valibot';
import { ModelChoice } from './model-settings.ts';
import { ToolRules } from './tool-settings.ts';

const Text = v.pipe(v.string(), v.nonEmpty());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

const Agent = v.object({
  id: v.pipe(Text, v.regex(/^[^:]+$/, 'must not hold a colon: session keys are made of it')),
  default: v.optional(v.boolean()),
  name: v.optional(Text),
  workspace: v.optional(Text),
  model: v.optional(ModelChoice),
  identity: v.optional(v.object({ name: v.optional(Text), emoji: v.optional(Text), avatar: v.optional(Text) }), {}),
  tools: v.optional(ToolRules),
});

export const Agents = v.object({
  defaults: v.optional(
    v.object({
      model: v.optional(ModelChoice, {}),
      workspace: v.optional(Text),
      timeoutSeconds: v.optional(Count),
      thinkingDefault: v.optional(Text),
      /** So much of one workspace file, and of all of them together, stands in the system prompt. */
      bootstrapMaxChars: v.optional(Count, 20_000),
      bootstrapTotalMaxChars: v.optional(Count, 150_000),
    }),
    {},
  ),
  list: v.optional(v.array(Agent), []),
});
