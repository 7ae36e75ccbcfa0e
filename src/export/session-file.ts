// A session whole, as one JSON document: every line of its tree, what the model saw and not only what is shown.
import * as v from 'valibot';
import { TextBlock, ToolCallBlock } from '../protocol/messages.ts';
import type { Branch, Entry, SessionRecord } from '../records.ts';

export type Whole = { session: SessionRecord; branches: Branch[]; entries: Entry[] };

const FORMAT = 'pincer-session';
const VERSION = 1;

const Place = v.pipe(v.number(), v.integer(), v.minValue(0));
const Time = Place;
const Text = v.pipe(v.string(), v.nonEmpty());
const Maybe = v.nullable(v.string());

const SessionPart = v.object({
  key: Text,
  id: Text,
  agentId: Text,
  revision: Text,
  createdAt: Time,
  updatedAt: Time,
  interactedAt: v.nullable(Time),
  leafId: Maybe,
  branch: Place,
  position: Place,
  branches: Place,
  nextSeq: Place,
  label: Maybe,
  category: Maybe,
  queueMode: v.optional(v.nullable(v.picklist(['steer', 'followup', 'collect', 'interrupt'])), null),
  title: Maybe,
  preview: Maybe,
  parentKey: Maybe,
  forkSource: v.nullable(v.object({ sessionKey: v.string(), sessionId: v.string(), entryId: v.string() })),
  model: Maybe,
  thinking: Maybe,
  archived: v.boolean(),
  pinned: v.boolean(),
  unread: v.boolean(),
  status: v.nullable(v.picklist(['queued', 'running', 'done', 'failed', 'killed', 'timeout'])),
  activeRunId: Maybe,
  startedAt: v.nullable(Time),
  endedAt: v.nullable(Time),
  inputTokens: Place,
  outputTokens: Place,
  contextTokens: Place,
  cost: v.optional(v.number(), 0),
});

const ThinkingBlock = v.object({ type: v.literal('thinking'), thinking: v.string() });
const Block = v.variant('type', [TextBlock, ThinkingBlock, ToolCallBlock]);

const Media = v.object({
  id: Text,
  name: v.string(),
  type: v.string(),
  kind: v.picklist(['image', 'audio', 'video', 'document']),
  size: Place,
  digest: v.string(),
  width: v.exactOptional(Place),
  height: v.exactOptional(Place),
});

const Meta = v.object({
  runId: v.exactOptional(v.string()),
  idempotencyKey: v.exactOptional(v.string()),
  kind: v.exactOptional(v.picklist(['reset', 'compaction'])),
  compaction: v.exactOptional(
    v.object({
      reason: v.picklist(['manual', 'auto-threshold']),
      tokensBefore: Place,
      tokensAfter: Place,
      keptFrom: Place,
    }),
  ),
  provider: v.exactOptional(v.string()),
  model: v.exactOptional(v.string()),
  api: v.exactOptional(v.string()),
  usage: v.exactOptional(
    v.object({
      input: v.number(),
      output: v.number(),
      totalTokens: v.number(),
      cacheRead: v.exactOptional(v.number()),
      cacheWrite: v.exactOptional(v.number()),
      cost: v.exactOptional(v.number()),
    }),
  ),
  stopReason: v.exactOptional(v.string()),
  toolCallId: v.exactOptional(v.string()),
  toolName: v.exactOptional(v.string()),
  isError: v.exactOptional(v.boolean()),
  abort: v.exactOptional(v.object({ origin: v.string() })),
  errorMessage: v.exactOptional(v.string()),
  excludeFromContext: v.exactOptional(v.boolean()),
  sender: v.exactOptional(
    v.object({
      id: v.string(),
      clientId: v.string(),
      clientMode: v.string(),
      deviceId: v.exactOptional(v.string()),
    }),
  ),
  media: v.exactOptional(v.array(Media)),
});

const EntryPart = v.object({
  id: Text,
  seq: Place,
  branch: Place,
  position: Place,
  parentId: Maybe,
  role: v.picklist(['user', 'assistant', 'toolResult', 'system']),
  content: v.union([v.string(), v.array(Block)]),
  meta: Meta,
  at: Time,
});

const BranchPart = v.object({ branch: Place, fromBranch: v.nullable(Place), fromPosition: Place });

const SessionFile = v.object({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  session: SessionPart,
  branches: v.array(BranchPart),
  entries: v.array(EntryPart),
});

/** A run is of the gateway that it runs on: what is under way there does not travel. */
export function writeSessionFile({ session, branches, entries }: Whole): string {
  const { version: _, ...kept } = session;
  const still = { ...kept, activeRunId: null, status: endedOf(session.status) };
  const head = JSON.stringify({ format: FORMAT, version: VERSION, session: still });
  return `${head.slice(0, -1)},\n"branches":${list(branches)},\n"entries":${list(entries)}}\n`;
}

/** Null when it is another kind of file. */
export function readSessionFile(json: unknown): Whole | { problem: string } | null {
  if (!v.is(v.object({ format: v.literal(FORMAT) }), json)) return null;
  const read = v.safeParse(SessionFile, json);
  if (!read.success) {
    const [issue] = read.issues;
    return { problem: `at ${v.getDotPath(issue) ?? 'root'}: ${issue.message}` };
  }
  const { session, branches, entries } = read.output;
  const own = { sessionId: session.id };
  return {
    session: { ...session, activeRunId: null, status: endedOf(session.status), version: 0 },
    branches: branches.map((branch) => ({ ...own, ...branch })),
    entries: entries.map((entry) => ({ ...own, ...entry })),
  };
}

/** One a line: such a file can be read and compared with ordinary tools. */
function list(records: readonly (Entry | Branch)[]): string {
  const lines = records.map(({ sessionId: _, ...rest }) => JSON.stringify(rest));
  return lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n]`;
}

function endedOf(status: SessionRecord['status']): SessionRecord['status'] {
  return status === 'queued' || status === 'running' ? null : status;
}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

// Whatever a record learns to hold has to travel too; how often it was committed is of the database that it leaves.
true satisfies Same<v.InferOutput<typeof SessionPart>, Omit<SessionRecord, 'version'>>;
true satisfies Same<keyof v.InferOutput<typeof Meta>, keyof Entry['meta']>;
true satisfies Same<keyof v.InferOutput<typeof EntryPart> | 'sessionId', keyof Entry>;
true satisfies Same<keyof v.InferOutput<typeof BranchPart> | 'sessionId', keyof Branch>;
