// The settings file's shape. Only what Pincer acts on is named here; everything else in the file is the user's.
import * as v from 'valibot';

const Text = v.pipe(v.string(), v.nonEmpty());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));

export const Bind = v.picklist(['loopback', 'lan', 'tailnet', 'auto', 'custom']);
export const AuthMode = v.picklist(['token', 'password', 'none']);
export const LogLevel = v.picklist(['debug', 'info', 'warning', 'error']);
const QueueMode = v.picklist(['steer', 'followup', 'collect', 'interrupt']);

const Gateway = v.object({
  mode: v.optional(v.picklist(['local', 'remote']), 'local'),
  port: v.optional(Port, 18789),
  bind: v.optional(Bind, 'loopback'),
  customBindHost: v.optional(Text),
  auth: v.optional(
    v.object({
      mode: v.optional(AuthMode),
      token: v.optional(Text),
      password: v.optional(Text),
    }),
    {},
  ),
  controlUi: v.optional(
    v.object({
      root: v.optional(Text),
      allowedOrigins: v.optional(v.array(Text), []),
    }),
    {},
  ),
  webchat: v.optional(
    v.object({
      chatHistoryMaxChars: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500_000)), 8000),
    }),
    {},
  ),
  remote: v.optional(v.object({ url: v.optional(Text), token: v.optional(Text), password: v.optional(Text) }), {}),
});

const Model = v.object({
  id: Text,
  name: v.optional(Text),
  reasoning: v.optional(v.boolean(), false),
  input: v.optional(v.array(v.string()), ['text']),
  contextWindow: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 128_000),
  maxTokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});

const Provider = v.object({
  baseUrl: v.pipe(v.string(), v.url()),
  apiKey: v.optional(Text),
  api: v.optional(Text, 'openai-completions'),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  models: v.optional(v.array(Model), []),
});
export type Provider = v.InferOutput<typeof Provider>;

/** "provider/model", or an object that names it as the primary. */
const ModelChoice = v.union([
  v.pipe(
    Text,
    v.transform((primary) => ({ primary })),
  ),
  v.object({ primary: v.optional(Text) }),
]);

const Agents = v.object({
  defaults: v.optional(
    v.object({
      model: v.optional(ModelChoice, {}),
      workspace: v.optional(Text),
      timeoutSeconds: v.optional(Count),
    }),
    {},
  ),
  list: v.optional(
    v.array(
      v.object({
        id: v.pipe(Text, v.regex(/^[^:]+$/, 'must not hold a colon: session keys are made of it')),
        default: v.optional(v.boolean()),
        name: v.optional(Text),
        workspace: v.optional(Text),
        model: v.optional(ModelChoice),
        identity: v.optional(
          v.object({ name: v.optional(Text), emoji: v.optional(Text), avatar: v.optional(Text) }),
          {},
        ),
      }),
    ),
    [],
  ),
});

export const Settings = v.object({
  gateway: v.optional(Gateway, {}),
  models: v.optional(v.object({ providers: v.optional(v.record(v.string(), Provider), {}) }), {}),
  agents: v.optional(Agents, {}),
  session: v.optional(v.object({ mainKey: v.optional(Text, 'main') }), {}),
  messages: v.optional(v.object({ queue: v.optional(v.object({ mode: v.optional(QueueMode, 'steer') }), {}) }), {}),
  logging: v.optional(v.object({ level: v.optional(LogLevel, 'info') }), {}),
});
export type Settings = v.InferOutput<typeof Settings>;
