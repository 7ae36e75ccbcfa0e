// tools.*: what there is, and what may be used in a session; and what a program asks for that calls one over HTTP.
import * as v from 'valibot';
import { Key } from './sessions.ts';

const Text = v.pipe(v.string(), v.nonEmpty());
/** More than this a provider refuses, and with them the whole question. */
export const MOST_TOOLS = 128;

const Profile = v.picklist(['minimal', 'coding', 'messaging', 'full']);
const Named = { id: Text, label: Text };

export const CatalogParams = v.optional(
  v.object({ agentId: v.optional(Text), includePlugins: v.optional(v.boolean(), true) }),
  {},
);

/** What servers of tools bring counts as a plugin here. */
const From = { source: v.picklist(['core', 'plugin']), pluginId: v.optional(Text) };

export const Catalog = v.object({
  agentId: Text,
  profiles: v.array(v.object({ id: Profile, label: Text })),
  groups: v.array(
    v.object({
      ...Named,
      ...From,
      tools: v.array(v.object({ ...Named, description: v.string(), ...From, defaultProfiles: v.array(Profile) })),
    }),
  ),
});
export type Catalog = v.InferOutput<typeof Catalog>;

export const EffectiveParams = v.object({ sessionKey: Key, agentId: v.optional(Text) });

const Source = v.picklist(['core', 'mcp']);
export const Effective = v.object({
  agentId: Text,
  profile: Text,
  groups: v.array(
    v.object({
      id: Source,
      label: Text,
      source: Source,
      tools: v.array(v.object({ ...Named, description: v.string(), rawDescription: v.string(), source: Source })),
    }),
  ),
  notices: v.optional(
    v.array(
      v.object({
        id: Text,
        severity: v.picklist(['info', 'warning']),
        message: Text,
        servers: v.optional(v.array(Text)),
      }),
    ),
  ),
});
export type Effective = v.InferOutput<typeof Effective>;

const Name = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(200));

/** The body of POST /tools/invoke. */
export const Invocation = v.object({
  tool: Name,
  args: v.optional(v.record(v.string(), v.unknown()), {}),
  sessionKey: v.optional(Key),
  agentId: v.optional(Name),
  /** Only whether the tool may be used. */
  dryRun: v.optional(v.boolean(), false),
});
export type Invocation = v.InferOutput<typeof Invocation>;
