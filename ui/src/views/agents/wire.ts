// What the view of the agents reads of the gateway. Looser than what the gateway promises.
import * as v from 'valibot';

const Text = v.optional(v.string());
const Texts = v.optional(v.array(v.string()), []);

export const Agents = v.object({
  defaultId: v.optional(v.string(), ''),
  mainKey: v.optional(v.string(), 'main'),
  agents: v.array(
    v.object({
      id: v.string(),
      name: Text,
      identity: v.optional(v.object({ name: Text, emoji: Text })),
      workspace: Text,
      model: v.optional(v.object({ primary: v.string(), fallbacks: Texts })),
      thinkingDefault: Text,
    }),
  ),
});
export type Agents = v.InferOutput<typeof Agents>;
export type Agent = Agents['agents'][number];

export const Identity = v.object({ name: v.string(), nameSource: v.optional(v.string(), ''), emoji: Text });

export const Catalog = v.object({
  profiles: v.optional(v.array(v.object({ id: v.string(), label: v.string() })), []),
  groups: v.array(
    v.object({
      id: v.string(),
      label: v.string(),
      tools: v.array(
        v.object({
          id: v.string(),
          label: v.optional(v.string(), ''),
          description: v.optional(v.string(), ''),
          defaultProfiles: Texts,
        }),
      ),
    }),
  ),
});
export type Catalog = v.InferOutput<typeof Catalog>;
export type CatalogTool = Catalog['groups'][number]['tools'][number];

export const Effective = v.object({
  agentId: v.optional(v.string(), 'main'),
  profile: v.optional(v.string(), ''),
  groups: v.array(
    v.object({
      id: v.string(),
      label: v.string(),
      tools: v.array(
        v.object({
          id: v.string(),
          label: v.optional(v.string(), ''),
          description: v.optional(v.string(), ''),
          rawDescription: v.optional(v.string(), ''),
        }),
      ),
    }),
  ),
  notices: v.optional(v.array(v.object({ id: v.string(), severity: v.string(), message: v.string() })), []),
});
export type Effective = v.InferOutput<typeof Effective>;

const Listed = {
  name: v.string(),
  missing: v.optional(v.boolean(), false),
  expectedAbsent: v.optional(v.boolean(), false),
  size: v.optional(v.number()),
  updatedAtMs: v.optional(v.number()),
};
export const FileList = v.object({ files: v.array(v.object(Listed)) });
export type ListedFile = v.InferOutput<typeof FileList>['files'][number];
export const FileGot = v.object({ file: v.object({ ...Listed, content: v.optional(v.string(), '') }) });
export type FileGot = v.InferOutput<typeof FileGot>;
export const FileSet = v.object({ file: v.object(Listed) });
