// What the conversation is made of on the screen. A line is never changed: one that says something else is another object.
import type { ShownMedia } from '../../../src/protocol/attachments.ts';
import type { LiveTool, RunState } from './live-run.ts';
import type { Usage } from './row.ts';
import type { SentState } from './transcript.ts';

/** Which of several versions of a message is shown, and the lines on which the one before and the one after stand. */
export type Versions = { index: number; count: number; previous: string | null; next: string | null };

/** The key stays the same from the moment something is sent or said until long after it is stored. */
type Keyed = { key: string };
export type UserLine = Keyed & {
  kind: 'user';
  /** Null until it is stored. */
  rowId: string | null;
  runId: string;
  text: string;
  media: readonly ShownMedia[];
  at: number;
  state: 'stored' | SentState;
  reason: string;
  truncated: boolean;
  versions: Versions | null;
};
export type AnswerLine = Keyed & {
  kind: 'answer';
  rowId: string | null;
  runId: string | null;
  text: string;
  media: readonly ShownMedia[];
  at: number;
  state: RunState;
  error: string;
  /** Nobody's answer: somebody put it there. */
  note: boolean;
  model: string | null;
  usage: Usage | null;
  truncated: boolean;
  /** The last of its run: what can be done with an answer is offered here. */
  last: boolean;
};
export type ThoughtLine = Keyed & { kind: 'thought'; text: string; live: boolean };
export type ToolLine = Keyed & {
  kind: 'tool';
  name: string;
  input: string;
  output: string;
  state: LiveTool['state'] | 'stopped';
  ms: number | null;
  /** The row that has all of the output, when this is not all. */
  cut: string | null;
};
export type RuleLine = Keyed & {
  kind: 'rule';
  what: 'reset' | 'compaction' | 'interrupted' | 'note';
  text: string;
  tokens: { before: number; after: number } | null;
  checkpointId: string | null;
};
export type TimeLine = Keyed & { kind: 'time'; at: number; day: boolean };
/** Something is missing here that the gateway has. */
export type GapLine = Keyed & { kind: 'gap'; from: number; to: number };
export type Line = UserLine | AnswerLine | ThoughtLine | ToolLine | RuleLine | TimeLine | GapLine;

/** A message that waits until the live run is over. */
export type Queued = {
  runId: string;
  text: string;
  media: readonly ShownMedia[];
  /** Whether the gateway has it. */
  accepted: boolean;
};
