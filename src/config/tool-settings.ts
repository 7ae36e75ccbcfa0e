// Settings of tools: which may be used by whom, how far the web reaches, and the servers that bring more of them.
import * as v from 'valibot';

const Text = v.pipe(v.string(), v.nonEmpty());
const Count = v.pipe(v.number(), v.integer(), v.minValue(1));
const Names = v.optional(v.array(Text));

export const Profile = v.picklist(['minimal', 'coding', 'messaging', 'full']);
export type Profile = v.InferOutput<typeof Profile>;

/** Names of tools, `group:…` for a group of them, `*` as part of a name. What is denied is denied, whoever allows it. */
const Rule = { profile: v.optional(Profile), allow: Names, alsoAllow: Names, deny: Names };
export const ToolRule = v.object(Rule);
export type ToolRule = v.InferOutput<typeof ToolRule>;

/** `byProvider` has rules for "provider" or "provider/model". */
export const ToolRules = v.object({ ...Rule, byProvider: v.optional(v.record(v.string(), ToolRule), {}) });
export type ToolRules = v.InferOutput<typeof ToolRules>;

export const Tools = v.object({
  ...ToolRules.entries,
  web: v.optional(
    v.object({
      fetch: v.optional(
        v.object({
          enabled: v.optional(v.boolean(), true),
          maxChars: v.optional(Count, 50_000),
          timeoutSeconds: v.optional(Count, 30),
          maxRedirects: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10)), 3),
        }),
        {},
      ),
    }),
    {},
  ),
});

/** Only what a channel may use of tools; the rest of a channel's settings is its own. */
export const Channels = v.record(v.string(), v.object({ tools: v.optional(ToolRule) }));

const Common = {
  enabled: v.optional(v.boolean(), true),
  connectionTimeoutMs: v.optional(Count, 30_000),
};
const Words = v.record(v.string(), v.string());

/** A program of this machine, or an address. */
export const McpServer = v.union([
  v.object({
    command: Text,
    args: v.optional(v.array(v.string()), []),
    env: v.optional(Words, {}),
    cwd: v.optional(Text),
    ...Common,
  }),
  v.object({
    url: v.pipe(v.string(), v.url()),
    transport: v.optional(v.picklist(['streamable-http', 'sse']), 'streamable-http'),
    headers: v.optional(Words, {}),
    ...Common,
  }),
]);
export type McpServer = v.InferOutput<typeof McpServer>;
