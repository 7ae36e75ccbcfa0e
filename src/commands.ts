// What crosses between actors: commands in, results back, events out. Plain data, fit for a structured clone.
import type { Waited } from './protocol/agents.ts';
import type { Aborted, HistoryParams, HistoryResult, Injected, MessageGot, Sent } from './protocol/chat.ts';
import type { AgentStream, ChatEvent, SessionMessage, SessionsChanged } from './protocol/events.ts';
import type { PreviewItem } from './protocol/sessions.ts';
import type { QueueMode, Sender, SessionRecord } from './records.ts';

export type Send = {
  type: 'send';
  runId: string;
  message: string;
  sender: Sender;
  thinking?: string | undefined;
  timeoutMs?: number | undefined;
  queueMode?: QueueMode | undefined;
  expectedLeaf?: string | null | undefined;
};

export type SessionPatch = {
  label?: string | null | undefined;
  archived?: boolean | undefined;
  pinned?: boolean | undefined;
  unread?: boolean | undefined;
  model?: string | null | undefined;
  thinking?: string | null | undefined;
};

export type Expectation = { sessionId?: string | undefined; revision?: string | undefined };

export type Command =
  | Send
  | { type: 'inject'; message: string; label?: string | undefined }
  | { type: 'abort'; runId?: string | undefined; clearQueued: boolean; origin: string }
  | { type: 'history'; params: HistoryParams; maxChars: number }
  | { type: 'message'; id: string; maxChars: number }
  | { type: 'preview'; limit: number; maxChars: number }
  | { type: 'wait'; runId: string; timeoutMs: number }
  | { type: 'create'; patch: SessionPatch; parentKey?: string | undefined }
  | { type: 'patch'; patch: SessionPatch; expected: Expectation }
  | { type: 'reset' }
  | { type: 'delete'; expected: Expectation };

export type Results = {
  send: Sent;
  inject: Injected;
  abort: Aborted;
  history: HistoryResult;
  message: MessageGot;
  preview: { items: PreviewItem[]; exists: boolean };
  wait: Waited & { sessionKey: string; aborted: boolean };
  create: SessionRecord;
  patch: SessionRecord;
  reset: SessionRecord;
  delete: { deleted: boolean };
};

export type SessionEvent =
  /** The text of a live run so far. Not state: a newer one replaces it. */
  | { event: 'delta'; runId: string; agentId: string; seq: number; text: string; at: number }
  | { event: 'chat'; payload: Exclude<ChatEvent, { state: 'delta' }> }
  | { event: 'agent'; payload: AgentStream }
  | { event: 'session.message'; payload: SessionMessage }
  | { event: 'sessions.changed'; payload: SessionsChanged };
