// One stored row of the transcript, as this page needs it.
import * as v from 'valibot';

export type ToolCall = { id: string; name: string };

export type Row = {
  id: string;
  seq: number;
  role: 'user' | 'assistant' | 'toolResult' | 'system';
  text: string;
  calls: ToolCall[];
  runId: string | null;
  /** The name that its sender gave it: "<runId>:user". */
  clientKey: string | null;
  at: number;
  kind: string | null;
  toolCallId: string | null;
  toolName: string | null;
  isError: boolean;
  stopped: boolean;
  note: boolean;
  truncated: boolean;
  error: string | null;
};

const Message = v.object({
  role: v.picklist(['user', 'assistant', 'toolResult', 'system']),
  content: v.optional(v.union([v.string(), v.array(v.unknown())]), ''),
  timestamp: v.optional(v.number(), 0),
  idempotencyKey: v.optional(v.string()),
  toolCallId: v.optional(v.string()),
  toolName: v.optional(v.string()),
  isError: v.optional(v.boolean(), false),
  model: v.optional(v.string()),
  errorMessage: v.optional(v.string()),
  openclawAbort: v.optional(v.object({ runId: v.optional(v.string()) })),
  __openclaw: v.object({
    id: v.pipe(v.string(), v.nonEmpty()),
    seq: v.optional(v.number(), 0),
    runId: v.optional(v.string()),
    idempotencyKey: v.optional(v.string()),
    kind: v.optional(v.string()),
    truncated: v.optional(v.boolean(), false),
  }),
});

const Text = v.object({ type: v.literal('text'), text: v.string() });
const Call = v.object({ type: v.literal('toolCall'), id: v.string(), name: v.string() });
const Spoken = v.object({ content: v.union([v.string(), v.array(v.unknown())]) });

/** Null for what is not a message with a name of its own: such a thing could not be merged, so it is not shown. */
export function readRow(value: unknown): Row | null {
  const read = v.safeParse(Message, value);
  if (!read.success) return null;
  const { __openclaw: facts, ...message } = read.output;
  return {
    id: facts.id,
    seq: facts.seq,
    role: message.role,
    text: textOf(message.content),
    calls: callsOf(message.content),
    runId: facts.runId ?? message.openclawAbort?.runId ?? null,
    clientKey: message.idempotencyKey ?? facts.idempotencyKey ?? null,
    at: message.timestamp,
    kind: facts.kind ?? null,
    toolCallId: message.toolCallId ?? null,
    toolName: message.toolName ?? null,
    isError: message.isError,
    stopped: message.openclawAbort !== undefined,
    note:
      message.model === 'gateway-injected' && message.openclawAbort === undefined && message.errorMessage === undefined,
    truncated: facts.truncated,
    error: message.errorMessage ?? null,
  };
}

/** The words of a message that has no place yet, or null when it has none. */
export function spokenText(value: unknown): string | null {
  const read = v.safeParse(Spoken, value);
  return read.success ? textOf(read.output.content) : null;
}

function textOf(content: string | unknown[]): string {
  if (typeof content === 'string') return content;
  return content.flatMap((block) => (v.is(Text, block) ? [block.text] : [])).join('\n\n');
}

function callsOf(content: string | unknown[]): ToolCall[] {
  if (typeof content === 'string') return [];
  return content.flatMap((block) => (v.is(Call, block) ? [{ id: block.id, name: block.name }] : []));
}
