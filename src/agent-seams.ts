// The seams of an agent: tools and the rules about them, a folder to work in, a way out, and the files it is sent.
import type { Attachment } from './protocol/attachments.ts';
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

/**
 * Where a tool is asked for. `model` is "provider/model"; a person who asks has no run. The rules of `channel` hold
 * beside those of the session's own.
 */
export type ToolScene = {
  agentId: string;
  sessionKey: string;
  model: string | null;
  runId: string | null;
  channel?: string | undefined;
};

/** `invalidInput` when the tool was not even begun. */
export type ToolResult = { text: string; isError: boolean; invalidInput?: true };

export type ToolNotice = { id: string; severity: 'info' | 'warning'; message: string; servers?: string[] };

/** The tools, and the rules about them. */
export interface Toolbox {
  /** Everything that there is, allowed or not. */
  all(): Promise<ToolCatalogue>;
  /** What may be used at a place, in the order in which it is shown. */
  offered(scene: ToolScene): Promise<{ profile: string; tools: ToolFacts[]; notices: ToolNotice[] }>;
  /** Checks the rules again. A tool that fails, hangs or says too much is a result; one that may not be used is refused. */
  call(name: string, input: unknown, scene: ToolScene, signal: AbortSignal): Promise<ToolResult>;
}

/** A profile names its tools. */
export type ToolCatalogue = {
  tools: ToolFacts[];
  groups: { id: string; label: string }[];
  profiles: { id: 'minimal' | 'coding' | 'messaging' | 'full'; label: string; tools: string[] }[];
  notices: ToolNotice[];
};

export type WorkspaceFacts = { kind: 'file' | 'folder'; size: number; modifiedAt: number };

/** Lines of a text, counted from 1. */
export type Lines = { from: number; count: number };

/** `to` is the last line that is here; `total` is null when nobody counted, and `cut` says that more was asked for. */
export type WorkspaceText = WorkspaceFacts & { text: string; to: number; total: number | null; cut: boolean };
export type WorkspaceFolder = { entries: { name: string; kind: 'file' | 'folder'; size: number }[]; more: number };

/** The folder of one agent. A path that leads out of it, also through a link, is refused. Null: nothing is there. */
export interface Workspace {
  readonly root: string;
  look(path: string): Promise<WorkspaceFacts | null>;
  /** As much as may be read at once, which is 2 MB. */
  read(path: string, lines?: Lines): Promise<WorkspaceText | null>;
  list(path: string): Promise<WorkspaceFolder | null>;
  /** All or nothing. A function is given what is there, and nobody else writes meanwhile; it may be asked twice. */
  write(path: string, text: string | ((before: string | null) => string)): Promise<WorkspaceFacts>;
  /** Never onto something that is there already. */
  move(from: string, to: string): Promise<void>;
}
export type Workspaces = (agentId: string) => Workspace;

/** A guarded way out: public addresses only, checked again at every redirect. The signal ends it. */
export type Web = (url: string, signal: AbortSignal) => Promise<WebPage>;
export type WebPage = { url: string; status: number; type: string; text: string; truncated: boolean };

/** What a server of tools brings, while it can be reached. */
export type ToolServer = {
  name: string;
  /** Never rejects: what cannot be reached is a notice. The first time takes as long as the server takes to start. */
  tools(): Promise<{ tools: ToolFacts[]; notices: ToolNotice[] }>;
  /** By the name that `tools` gave. What goes wrong is a result that says so. */
  call(tool: string, input: Record<string, unknown>, signal: AbortSignal): Promise<{ text: string; isError: boolean }>;
};

/** What a stored file is, with the text that could be read out of it. */
export type StoredFile = Attached & { text: string | null; createdAt: number };

/** SHA-256 of bytes as they come; the web's own wants them all at once. */
export type Digest = { update(bytes: Uint8Array): void; hex(): string };

/** Files of messages. What no session holds is forgotten after a while. */
export interface MediaStore {
  /** Takes the bytes as they come. Nothing is there before the last of them is. */
  put(facts: Omit<StoredFile, 'size' | 'digest'>, bytes: AsyncIterable<Uint8Array>): Promise<StoredFile>;
  find(ids: readonly string[]): Promise<StoredFile[]>;
  /** From one byte (inclusive) to another (exclusive). */
  read(id: string, from: number, to: number): AsyncIterable<Uint8Array>;
  /** Forgets what was put before that time and is held by no session; says how many. */
  sweep(before: number): Promise<number>;
  /** Whether a session holds the file. */
  held(id: string, sessionKey: string): Promise<boolean>;
}

/** How far a document is read: until a time, so many pages, so many characters. */
export type ReadingLimits = { until: number; maxPages: number; maxCharacters: number };

/** The words of a PDF, read where it holds up nobody. Null when there are none, or none that can be read in bounds. */
export type PdfReader = (bytes: Uint8Array, limits: ReadingLimits) => Promise<string | null>;

/** Takes files in: known by their content, within the limits, kept but held by no session yet. */
export interface Intake {
  /**
   * The attachments of one message: files in base64, and names of uploads and of what the session holds. All of them, or
   * none. What a session is sent is answered in the order in which it was asked.
   */
  receive(attachments: readonly Attachment[], sessionKey?: string): Promise<Attached[]>;
  /** One file as it comes; it can be named in a message for a day. */
  upload(named: { name: string | undefined }, bytes: AsyncIterable<Uint8Array>): Promise<Attached>;
}

export type MediaLink = { file: StoredFile; ticket: string; expiresAt: number };

/** Leave to bring files over HTTP for a short while, and how large they may be. */
export type UploadPass = { ticket: string; expiresAt: number; maxBytes: number; maxImageBytes: number };

/** A way to a file for a short while; null when there is none, or when the session that is named does not hold it. */
export type MediaLinks = (id: string, sessionKey: string | null) => Promise<MediaLink | null>;
