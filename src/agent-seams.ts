// The seams of an agent: tools and the rules about them, a folder to work in, a way out, and the files it is sent.
import type { Attached } from './records.ts';

/** A tool as models and people are told of it. `parameters` is a JSON Schema. */
export type ToolFacts = {
  name: string;
  label: string;
  description: string;
  parameters: Record<string, unknown>;
  source: 'core' | 'mcp';
  /** The id of the group that it stands in: `group:<id>` in a rule. */
  group: string;
};

/** Where a tool is asked for. `model` is "provider/model"; a person who asks has no run. */
export type ToolScene = { agentId: string; sessionKey: string; model: string | null; runId: string | null };

export type ToolNotice = { id: string; severity: 'info' | 'warning'; message: string; servers?: string[] };

/** The tools, and the rules about them. */
export interface Toolbox {
  /** Everything that there is, allowed or not. */
  all(): Promise<{ tools: ToolFacts[]; notices: ToolNotice[] }>;
  /** What may be used at a place, in the order in which it is shown. */
  offered(scene: ToolScene): Promise<{ profile: string; tools: ToolFacts[]; notices: ToolNotice[] }>;
  /** Checks the rules again. A tool that fails, hangs or says too much is a result; one that may not be used is refused. */
  call(
    name: string,
    input: unknown,
    scene: ToolScene,
    signal: AbortSignal,
  ): Promise<{ text: string; isError: boolean }>;
}

/** A file of a workspace as text; a folder as the list of what is in it. */
export type WorkspaceFile = { text: string; size: number; modifiedAt: number };

/** The folder of one agent. A path that leads out of it, also through a link, is refused. */
export interface Workspace {
  readonly root: string;
  /** Null when nothing is there. A text that is longer than the limit, in characters, is cut; `size` tells. */
  read(path: string, limit: number): Promise<WorkspaceFile | null>;
  write(path: string, text: string): Promise<WorkspaceFile>;
  remove(path: string): Promise<void>;
}
export type Workspaces = (agentId: string) => Workspace;

/** A guarded way out: public addresses only, checked again at every redirect. The signal ends it. */
export type Web = (url: string, signal: AbortSignal) => Promise<WebPage>;
export type WebPage = { url: string; status: number; type: string; text: string; truncated: boolean };

/** What a server of tools brings, while it can be reached. */
export type ToolServer = {
  name: string;
  tools(): Promise<ToolFacts[]>;
  call(tool: string, input: Record<string, unknown>, signal: AbortSignal): Promise<{ text: string; isError: boolean }>;
};

/** What a stored file is, with the text that could be read out of it. */
export type StoredFile = Attached & { text: string | null; createdAt: number };

/** Files of messages. What no session holds is forgotten after a while. */
export interface MediaStore {
  /** Takes the bytes as they come. Nothing is there before the last of them is. */
  put(facts: Omit<StoredFile, 'size' | 'digest'>, bytes: AsyncIterable<Uint8Array>): Promise<StoredFile>;
  find(ids: readonly string[]): Promise<StoredFile[]>;
  /** From one byte (inclusive) to another (exclusive). */
  read(id: string, from: number, to: number): AsyncIterable<Uint8Array>;
  /** Forgets what was put before that time and is held by no session; says how many. */
  sweep(before: number): Promise<number>;
}
