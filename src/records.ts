// What the gateway remembers: sessions, their tree of entries, their runs, and the devices that may come in.

export type Role = 'user' | 'assistant' | 'toolResult' | 'system';

export type TextBlock = { type: 'text'; text: string };
export type ThinkingBlock = { type: 'thinking'; thinking: string };
export type ToolCallBlock = { type: 'toolCall'; id: string; name: string; arguments: Record<string, unknown> };
export type Block = TextBlock | ThinkingBlock | ToolCallBlock;
export type Content = string | Block[];

/** Tokens, and dollars where the settings know the price. */
export type Usage = {
  input: number;
  output: number;
  totalTokens: number;
  cacheRead?: number;
  cacheWrite?: number;
  cost?: number;
};

export type MediaKind = 'image' | 'audio' | 'video' | 'document';

/** A file that came with a message. Its bytes are kept apart; this is what everybody else knows of it. */
export type Attached = {
  id: string;
  name: string;
  /** By its content, not by its name. */
  type: string;
  kind: MediaKind;
  size: number;
  /** SHA-256 of its bytes, in hexadecimal. */
  digest: string;
  width?: number;
  height?: number;
};

export type Sender = { id: string; clientId: string; clientMode: string; deviceId?: string };

export type CompactionReason = 'manual' | 'auto-threshold';

/** What a summary stands for. Its words are the content of its entry; the leaf before it is its checkpoint. */
export type CompactionFacts = {
  reason: CompactionReason;
  tokensBefore: number;
  tokensAfter: number;
  /** From this position on, what stands before the summary is still read beside it. */
  keptFrom: number;
};

export type MarkKind = 'reset' | 'compaction';

/** Facts about an entry that are neither its words nor its place. */
export type EntryMeta = {
  runId?: string;
  idempotencyKey?: string;
  kind?: MarkKind;
  compaction?: CompactionFacts;
  provider?: string;
  model?: string;
  api?: string;
  usage?: Usage;
  stopReason?: string;
  toolCallId?: string;
  toolName?: string;
  isError?: boolean;
  abort?: { origin: string };
  errorMessage?: string;
  excludeFromContext?: boolean;
  sender?: Sender;
  media?: Attached[];
};

/** One row of a transcript. It is written once and never changed. */
export type Entry = {
  id: string;
  sessionId: string;
  /** Order of writing within the session, over all branches. */
  seq: number;
  /** Which line of the tree it stands on, and where: its ancestors are the smaller positions of its path. */
  branch: number;
  position: number;
  parentId: string | null;
  role: Role;
  content: Content;
  meta: EntryMeta;
  at: number;
};

/** Where a line leaves another. A line with no `fromBranch` begins anew: what came before it is kept, not shown. */
export type Branch = { sessionId: string; branch: number; fromBranch: number | null; fromPosition: number };

/** Where a line has a divider: kept in memory, so that the newest summary is found without reading the line. */
export type Mark = { id: string; branch: number; position: number; kind: MarkKind | null };

/** The end of a line that has entries of its own, and the last words on them. */
export type Tip = { id: string; branch: number; position: number; at: number; words: string | null };

/** Another session that the first entries of this one were copied from, up to and without `entryId`. */
export type ForkSource = { sessionKey: string; sessionId: string; entryId: string };

export type RunState = 'queued' | 'running' | 'done' | 'aborted' | 'failed' | 'interrupted';

export type QueueMode = 'steer' | 'followup' | 'collect' | 'interrupt';

/** A tool of whoever asks: the model may call it, and the result comes with a later input. `parameters` is a JSON Schema. */
export type ClientTool = { name: string; description: string; parameters: Record<string, unknown>; strict?: boolean };
export type ClientTools = {
  tools: ClientTool[];
  /** Whether one of them has to be called, and which. */
  choice: 'auto' | 'required' | { name: string };
  /** Whether several may be called in one answer. */
  parallel: boolean;
};

/** What a tool of a client's gave back. */
export type ClientResult = { toolCallId: string; toolName: string; text: string };

export type RunInput = {
  message: string;
  thinking?: string;
  timeoutMs?: number;
  queueMode?: QueueMode;
  sender?: Sender;
  attachments?: Attached[];
  /** What this one run is told beside what its agent is always told. */
  instructions?: string;
  clientTools?: ClientTools;
  /** They stand before the message, which may be empty then. */
  results?: ClientResult[];
};

export type Run = {
  sessionId: string;
  id: string;
  state: RunState;
  input: RunInput;
  /** The entry that it answers, the last of its input; named at acceptance, so that it is the same row while it waits and afterwards. */
  entryId: string;
  /** Where that entry stands; null while the input waits behind another run. */
  position: number | null;
  /** What people have already read of a run that is not finished. */
  text: string;
  acceptedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  stopReason: string | null;
  error: string | null;
};

export type SessionStatus = 'queued' | 'running' | 'done' | 'failed' | 'killed' | 'timeout';

export type SessionRecord = {
  key: string;
  id: string;
  agentId: string;
  revision: string;
  createdAt: number;
  updatedAt: number;
  interactedAt: number | null;
  leafId: string | null;
  branch: number;
  /** Position of the leaf: how many entries the active branch shows. */
  position: number;
  branches: number;
  nextSeq: number;
  label: string | null;
  title: string | null;
  preview: string | null;
  parentKey: string | null;
  forkSource: ForkSource | null;
  model: string | null;
  thinking: string | null;
  archived: boolean;
  pinned: boolean;
  unread: boolean;
  status: SessionStatus | null;
  activeRunId: string | null;
  startedAt: number | null;
  endedAt: number | null;
  inputTokens: number;
  outputTokens: number;
  contextTokens: number;
  /** The group that people put it in. */
  category: string | null;
  /** What a send does while a run is live; null leaves it to the settings. */
  queueMode: QueueMode | null;
  /** Dollars, of what had a price. */
  cost: number;
  /** Another one after each commit, and higher: whoever writes says which one he has read. */
  version: number;
};

export type Device = {
  id: string;
  publicKey: string;
  name: string | null;
  platform: string | null;
  deviceFamily: string | null;
  clientId: string;
  clientMode: string;
  role: string;
  /** All that was ever approved. */
  scopes: string[];
  /** What it has of these now; null while it has them all. */
  tokenScopes: string[] | null;
  /** Its token is derived, not stored: a new generation makes the old token void. */
  generation: number;
  issuedAt: number;
  /** Its token was taken back, and it has not signed in with the secret since. */
  revokedAt: number | null;
  approvedVia: string;
  createdAt: number;
  seenAt: number;
};

export type PairingReason = 'not-paired' | 'role-upgrade' | 'scope-upgrade' | 'metadata-upgrade';

/** What a device asks for that nobody has approved; one for each device. */
export type PairingRequest = {
  id: string;
  deviceId: string;
  publicKey: string;
  name: string | null;
  platform: string;
  deviceFamily: string | null;
  clientId: string;
  clientMode: string;
  role: string;
  scopes: string[];
  reason: PairingReason;
  address: string;
  origin: string | null;
  createdAt: number;
  /** When it last asked. */
  askedAt: number;
};
