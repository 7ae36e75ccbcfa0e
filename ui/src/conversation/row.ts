// One stored row of the transcript, as this page needs it.
import * as v from 'valibot';
import { ShownMedia } from '../../../src/protocol/attachments.ts';

export type ToolCall = { id: string; name: string; input: string };
export type Usage = { input: number; output: number; cost: number | null };

export type Row = {
  id: string;
  seq: number;
  role: 'user' | 'assistant' | 'toolResult' | 'system';
  text: string;
  thinking: string;
  calls: ToolCall[];
  media: ShownMedia[];
  runId: string | null;
  /** The name that its sender gave it: "<runId>:user". */
  clientKey: string | null;
  at: number;
  kind: string | null;
  toolCallId: string | null;
  toolName: string | null;
  isError: boolean;
  /** Who cut it short: a person, or "restart" when the gateway stopped. */
  stoppedBy: string | null;
  note: boolean;
  truncated: boolean;
  error: string | null;
  model: string | null;
  usage: Usage | null;
  tokens: { before: number; after: number } | null;
  checkpointId: string | null;
};

const Tokens = v.optional(v.number());
const Message = v.object({
  role: v.picklist(['user', 'assistant', 'toolResult', 'system']),
  content: v.optional(v.union([v.string(), v.array(v.unknown())]), ''),
  timestamp: v.optional(v.number(), 0),
  idempotencyKey: v.optional(v.string()),
  toolCallId: v.optional(v.string()),
  toolName: v.optional(v.string()),
  isError: v.optional(v.boolean(), false),
  provider: v.optional(v.string()),
  model: v.optional(v.string()),
  usage: v.fallback(
    v.optional(
      v.object({
        input: v.number(),
        output: v.number(),
        cacheRead: v.optional(v.number(), 0),
        cacheWrite: v.optional(v.number(), 0),
        cost: v.optional(v.object({ total: v.number() })),
      }),
    ),
    undefined,
  ),
  errorMessage: v.optional(v.string()),
  openclawAbort: v.optional(v.object({ runId: v.optional(v.string()), origin: v.optional(v.string(), 'rpc') })),
  __openclaw: v.object({
    id: v.pipe(v.string(), v.nonEmpty()),
    seq: v.optional(v.number(), 0),
    runId: v.optional(v.string()),
    idempotencyKey: v.optional(v.string()),
    kind: v.optional(v.string()),
    truncated: v.optional(v.boolean(), false),
    thinking: v.optional(v.string(), ''),
    media: v.fallback(v.optional(v.array(ShownMedia), []), []),
    tokensBefore: Tokens,
    tokensAfter: Tokens,
    checkpointId: v.optional(v.string()),
  }),
});

const Text = v.object({ type: v.literal('text'), text: v.string() });
const Call = v.object({
  type: v.literal('toolCall'),
  id: v.string(),
  name: v.string(),
  arguments: v.optional(v.unknown(), {}),
});
const Spoken = v.object({ content: v.union([v.string(), v.array(v.unknown())]) });

const INJECTED = 'gateway-injected';

/** Null for what is not a message with a name of its own: such a thing could not be merged, so it is not shown. */
export function readRow(value: unknown): Row | null {
  const read = v.safeParse(Message, value);
  if (!read.success) return null;
  const { __openclaw: facts, openclawAbort: abort, usage, ...message } = read.output;
  const { tokensBefore: before, tokensAfter: after } = facts;
  return {
    id: facts.id,
    seq: facts.seq,
    role: message.role,
    text: textOf(message.content),
    thinking: facts.thinking,
    calls: callsOf(message.content),
    media: facts.media,
    runId: facts.runId ?? abort?.runId ?? null,
    clientKey: message.idempotencyKey ?? facts.idempotencyKey ?? null,
    at: message.timestamp,
    kind: facts.kind ?? null,
    toolCallId: message.toolCallId ?? null,
    toolName: message.toolName ?? null,
    isError: message.isError,
    stoppedBy: abort?.origin ?? null,
    note: message.model === INJECTED && abort === undefined && message.errorMessage === undefined,
    truncated: facts.truncated,
    error: message.errorMessage ?? null,
    model: message.model === undefined || message.model === INJECTED ? null : named(message.provider, message.model),
    usage: usage
      ? {
          input: usage.input + usage.cacheRead + usage.cacheWrite,
          output: usage.output,
          cost: usage.cost?.total ?? null,
        }
      : null,
    tokens: before !== undefined && after !== undefined ? { before, after } : null,
    checkpointId: facts.checkpointId ?? null,
  };
}

/** Whether it was nobody's wish that a run was cut short: the gateway stopped. */
export function isTheGateway(stoppedBy: string): boolean {
  return /restart|shutdown/.test(stoppedBy);
}

/** The words of a message that has no place yet, or null when it has none. */
export function spokenText(value: unknown): string | null {
  const read = v.safeParse(Spoken, value);
  return read.success ? textOf(read.output.content) : null;
}

function named(provider: string | undefined, model: string): string {
  return provider === undefined ? model : `${provider}/${model}`;
}

function textOf(content: string | unknown[]): string {
  if (typeof content === 'string') return content;
  return content.flatMap((block) => (v.is(Text, block) ? [block.text] : [])).join('\n\n');
}

function callsOf(content: string | unknown[]): ToolCall[] {
  if (typeof content === 'string') return [];
  return content.flatMap((block) => {
    if (!v.is(Call, block)) return [];
    return [{ id: block.id, name: block.name, input: JSON.stringify(block.arguments ?? {}, null, 2) }];
  });
}
