// Models and commands, as lists.
import * as v from 'valibot';

const Text = v.pipe(v.string(), v.nonEmpty());

export const Model = v.object({
  id: Text,
  name: Text,
  provider: Text,
  tags: v.optional(v.array(Text)),
  available: v.boolean(),
  contextWindow: v.number(),
  reasoning: v.boolean(),
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
      displayName: Text,
      status: v.picklist(['static', 'missing']),
      profiles: v.array(v.unknown()),
    }),
  ),
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
});
export type Command = v.InferOutput<typeof Command>;
export const CommandsListParams = v.optional(v.object({ agentId: v.optional(Text), sessionKey: v.optional(Text) }), {});
export const CommandsList = v.object({ commands: v.array(Command) });
