// The files of a workspace that say who an agent is and what it knows, and the methods that show and write them.
import * as v from 'valibot';

/** In the order in which the model reads them. */
export const agentFileNames = [
  'AGENTS.md',
  'SOUL.md',
  'TOOLS.md',
  'IDENTITY.md',
  'USER.md',
  'MEMORY.md',
  'BOOTSTRAP.md',
] as const;
export type AgentFileName = (typeof agentFileNames)[number];

/** What some workspaces call it instead. */
export const MEMORY_BY_ANOTHER_NAME = 'memory.md';

const Text = v.pipe(v.string(), v.nonEmpty());
const Name = v.picklist(agentFileNames);

const File = {
  name: Name,
  path: Text,
  missing: v.boolean(),
  /** Of a missing file: an agent can do without it. */
  expectedAbsent: v.optional(v.boolean()),
  size: v.optional(v.number()),
  updatedAtMs: v.optional(v.pipe(v.number(), v.integer())),
};
const Entry = v.object(File);
export type AgentFile = v.InferOutput<typeof Entry>;

const Place = { agentId: Text, workspace: Text };

export const FilesListParams = v.object({ agentId: Text });
export const FilesList = v.object({ ...Place, files: v.array(Entry) });
export const FilesGetParams = v.object({ agentId: Text, name: Name });
export const FilesGot = v.object({ ...Place, file: v.object({ ...File, content: v.optional(v.string()) }) });
export const FilesSetParams = v.object({ agentId: Text, name: Name, content: v.string() });
export const FilesSet = v.object({ ok: v.literal(true), ...Place, file: Entry });
