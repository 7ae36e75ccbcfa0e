// What crosses between actors: commands in, results back, events out. Plain data, fit for a structured clone.
import type { Stretch } from './ports.ts';
import type { Waited } from './protocol/agents.ts';
import type { Branches, Rewound } from './protocol/branches.ts';
import type { Aborted, HistoryParams, HistoryResult, Injected, MessageGot, Sent } from './protocol/chat.ts';
import type { Checkpoint, Compacted } from './protocol/compaction.ts';
import type { AgentStream, ChatEvent, SessionMessage, SessionOperation, SessionsChanged } from './protocol/events.ts';
import type { PreviewItem } from './protocol/sessions.ts';
import type {
  Attached,
  ClientResult,
  ClientTools,
  Content,
  EntryMeta,
  QueueMode,
  Role,
  Sender,
  SessionRecord,
  ToolCallBlock,
  Usage,
} from './records.ts';

export type Send = {
  type: 'send';
  runId: string;
  message: string;
  sender: Sender;
  thinking?: string | undefined;
  timeoutMs?: number | undefined;
  queueMode?: QueueMode | undefined;
  expectedLeaf?: string | null | undefined;
  attachments?: Attached[] | undefined;
  instructions?: string | undefined;
  clientTools?: ClientTools | undefined;
  /** Of calls that an earlier run left open. The session knows which tool was called. */
  results?: Omit<ClientResult, 'toolName'>[] | undefined;
};

/** What was said elsewhere, for a session that has said nothing yet. */
export type Earlier = { role: Role; content: Content; meta?: EntryMeta };

export type SessionPatch = {
  label?: string | null | undefined;
  category?: string | null | undefined;
  queueMode?: QueueMode | null | undefined;
  archived?: boolean | undefined;
  pinned?: boolean | undefined;
  unread?: boolean | undefined;
  model?: string | null | undefined;
  thinking?: string | null | undefined;
};

export type Expectation = { sessionId?: string | undefined; revision?: string | undefined };

/** What one session lends another: its line up to a place, and how it was spoken with there. */
export type Trunk = {
  key: string;
  agentId: string;
  label: string | null;
  sessionId: string;
  /** What stands right after it. */
  entryId: string;
  path: Stretch[];
  position: number;
  editorText: string;
  checkpoint: Checkpoint | null;
  session: Pick<SessionRecord, 'title' | 'preview' | 'model' | 'thinking' | 'contextTokens'>;
};

/** A slash command that came as a message: it is answered like a send, and its end is told like that of a run. */
export type Asked = { runId: string; message: string };

/** With the words for its end, in the language of whoever asked; "{before}" and "{after}" are numbers of tokens. */
export type AskedToCompact = Asked & { words: { compacted: string; notCompacted: string } };

/** Such a command with its answer. Both become rows that people read and models do not. */
export type Reply = Asked & { sender: Sender; text: string };

export type Command =
  | Send
  | ({ type: 'reply' } & Reply)
  /** How a slash command of this name was answered before; null when it is new. */
  | { type: 'replied'; asked: Asked }
  | { type: 'inject'; message: string; label?: string | undefined }
  | { type: 'abort'; runId?: string | undefined; clearQueued: boolean; origin: string }
  | { type: 'history'; params: HistoryParams; maxChars: number }
  | { type: 'message'; id: string; maxChars: number }
  | { type: 'preview'; limit: number; maxChars: number }
  | { type: 'wait'; runId: string; timeoutMs: number }
  | { type: 'create'; patch: SessionPatch; parentKey?: string | undefined; earlier?: Earlier[] | undefined }
  | { type: 'patch'; patch: SessionPatch; expected: Expectation; reply?: Reply | undefined }
  | { type: 'reset'; reply?: Reply | undefined }
  | { type: 'branches' }
  | { type: 'rewind'; entryId: string }
  | { type: 'switch'; leafId: string }
  | { type: 'trunk'; before: { message: string } | { checkpoint: string } }
  | { type: 'graft'; trunk: Trunk; label: string | null; reason: 'fork' | 'checkpoint-branch' }
  | { type: 'compact'; asked?: AskedToCompact | undefined }
  | { type: 'checkpoints'; id?: string | undefined }
  | { type: 'restore'; checkpointId: string }
  | { type: 'delete'; expected: Expectation };

export type Results = {
  send: Sent;
  reply: Sent;
  replied: Sent | null;
  inject: Injected;
  abort: Aborted;
  history: HistoryResult;
  message: MessageGot;
  preview: { items: PreviewItem[]; exists: boolean };
  /** All that the run left behind, however it ended. `calls` are those that it left to the client. */
  wait: Waited & { sessionKey: string; aborted: boolean; said: string; usage: Usage; calls: ToolCallBlock[] };
  create: SessionRecord;
  patch: SessionRecord;
  reset: SessionRecord;
  branches: Branches;
  rewind: Rewound;
  switch: Record<string, never>;
  trunk: Trunk;
  graft: SessionRecord;
  compact: Compacted | Sent;
  checkpoints: Checkpoint[];
  restore: { session: SessionRecord; checkpoint: Checkpoint };
  delete: { deleted: boolean };
};

export type SessionEvent =
  /** The text of a live run so far. Not state: a newer one replaces it. */
  | { event: 'delta'; runId: string; agentId: string; seq: number; text: string; at: number }
  /** What it has thought in the step that is open, and from where on that is new. Whoever misses it has the message. */
  | {
      event: 'thought';
      runId: string;
      agentId: string;
      seq: number;
      step: number;
      from: number;
      text: string;
      at: number;
    }
  /** `retryAfterMs`: how long a provider asks to wait that refused; clients of the wire read it in the words. */
  | { event: 'chat'; payload: Exclude<ChatEvent, { state: 'delta' }>; retryAfterMs?: number }
  | { event: 'agent'; payload: AgentStream }
  | { event: 'session.message'; payload: SessionMessage }
  | { event: 'session.operation'; payload: SessionOperation }
  | { event: 'sessions.changed'; payload: SessionsChanged };
