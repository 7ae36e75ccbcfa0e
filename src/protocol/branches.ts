// sessions.branches.*, sessions.rewind and sessions.fork: the lines of a conversation.
import * as v from 'valibot';
import { Key } from './sessions.ts';

const Text = v.pipe(v.string(), v.nonEmpty());
const Id = v.pipe(Text, v.maxLength(256));
const Target = { sessionKey: Key, agentId: v.optional(Text) };

export const BranchesParams = v.object(Target);
export const Branch = v.object({
  leafEntryId: Text,
  headline: v.string(),
  messageCount: v.number(),
  updatedAt: v.optional(Text),
  active: v.boolean(),
  /** Of a line that is not active: the last entry that it shares with the active one, null when they share nothing. */
  parting: v.optional(v.nullable(Text)),
  /** What stands on it right after that: its first own entry, with its role and when it was written. */
  firstEntryId: v.optional(Text),
  firstRole: v.optional(v.picklist(['user', 'assistant', 'toolResult', 'system'])),
  createdAt: v.optional(Text),
  /** What stands there on the active line. */
  besideEntryId: v.optional(Text),
});
export const Branches = v.object({ branches: v.array(Branch) });
export type Branches = v.InferOutput<typeof Branches>;

export const SwitchParams = v.object({ ...Target, leafEntryId: Id });
export const Switched = v.object({});

export const CutParams = v.object({ ...Target, entryId: Id });
const Editor = { editorText: v.optional(v.string()) };
export const Rewound = v.object(Editor);
export type Rewound = v.InferOutput<typeof Rewound>;
export const Forked = v.object({ sessionKey: Text, ...Editor });
