// Slash commands, as menus list them.
import * as v from 'valibot';

const Text = v.pipe(v.string(), v.nonEmpty());

export const Argument = v.object({
  name: Text,
  description: v.string(),
  type: v.literal('string'),
  required: v.optional(v.boolean()),
  choices: v.optional(v.array(v.object({ value: Text, label: Text }))),
});

export const Command = v.object({
  name: Text,
  nativeName: Text,
  textAliases: v.array(Text),
  description: v.string(),
  category: v.picklist(['session', 'options', 'status', 'management', 'media', 'tools']),
  source: v.literal('native'),
  scope: v.literal('text'),
  acceptsArgs: v.boolean(),
  args: v.optional(v.array(Argument)),
});
export type Command = v.InferOutput<typeof Command>;

export const CommandsListParams = v.optional(
  v.object({
    agentId: v.optional(Text),
    sessionKey: v.optional(Text),
    provider: v.optional(Text),
    scope: v.optional(v.picklist(['text', 'native', 'both']), 'both'),
    includeArgs: v.optional(v.boolean(), true),
  }),
  {},
);
export const CommandsList = v.object({ commands: v.array(Command) });
