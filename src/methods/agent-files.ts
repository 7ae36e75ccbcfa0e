// agents.files.*: the files that say who an agent is, for people to read and write.
import type { Workspace } from '../agent-seams.ts';
import { GatewayError, invalidRequest } from '../errors.ts';
import {
  type AgentFile,
  type AgentFileName,
  agentFileNames,
  FilesGetParams,
  FilesGot,
  FilesList,
  FilesListParams,
  FilesSet,
  FilesSetParams,
  MEMORY_BY_ANOTHER_NAME,
} from '../protocol/agent-files.ts';
import { method, type Surroundings, type Table } from './method.ts';

export const agentFileMethods: Table = {
  'agents.files.list': method({
    params: FilesListParams,
    result: FilesList,
    async handle({ agentId }, _caller, around) {
      const workspace = workspaceOf(agentId, around);
      const files = await Promise.all(agentFileNames.map((name) => listed(workspace, name)));
      return { agentId, workspace: workspace.root, files };
    },
  }),
  'agents.files.get': method({
    params: FilesGetParams,
    result: FilesGot,
    async handle({ agentId, name }, _caller, around) {
      const workspace = workspaceOf(agentId, around);
      const file = await describe(workspace, name);
      const read = file.missing ? null : await workspace.read(await nameThere(workspace, name));
      if (read?.cut) throw invalidRequest(`Cannot show "${name}": it is larger than 2 MB`);
      return { agentId, workspace: workspace.root, file: { ...file, ...(read ? { content: read.text } : {}) } };
    },
  }),
  'agents.files.set': method({
    params: FilesSetParams,
    result: FilesSet,
    async handle({ agentId, name, content }, _caller, around) {
      const workspace = workspaceOf(agentId, around);
      await workspace.write(await nameThere(workspace, name), content);
      return { ok: true as const, agentId, workspace: workspace.root, file: await describe(workspace, name) };
    },
  }),
};

function workspaceOf(agentId: string, around: Surroundings): Workspace {
  if (around.agents().some(({ id }) => id === agentId)) return around.workspaces(agentId);
  throw invalidRequest(`Cannot find the agent "${agentId.slice(0, 100)}": agents.list names those that there are`);
}

/** One that cannot be looked at, such as a link that leads out, must not keep the others from being listed. */
async function listed(workspace: Workspace, name: AgentFileName): Promise<AgentFile> {
  return describe(workspace, name).catch((error: unknown) => {
    if (error instanceof GatewayError) return absent(workspace, name, name);
    throw error;
  });
}

async function describe(workspace: Workspace, name: AgentFileName): Promise<AgentFile> {
  const there = await nameThere(workspace, name);
  const facts = await workspace.look(there);
  if (facts?.kind !== 'file') return absent(workspace, name, there);
  return {
    name,
    path: pathOf(workspace, there),
    missing: false,
    size: facts.size,
    updatedAtMs: Math.round(facts.modifiedAt),
  };
}

function absent(workspace: Workspace, name: AgentFileName, there: string): AgentFile {
  return { name, path: pathOf(workspace, there), missing: true, expectedAbsent: name !== 'AGENTS.md' };
}

function pathOf({ root }: Workspace, name: string): string {
  return `${root}/${name}`;
}

async function nameThere(workspace: Workspace, name: AgentFileName): Promise<string> {
  if (name !== 'MEMORY.md' || (await workspace.look(name))) return name;
  return (await workspace.look(MEMORY_BY_ANOTHER_NAME)) ? MEMORY_BY_ANOTHER_NAME : name;
}
