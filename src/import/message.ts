// One message of OpenClaw's as an entry says it here: role, words, facts. What has no place here is counted.
import * as v from 'valibot';
import type { Block, Content, EntryMeta, Role, Sender, Usage } from '../records.ts';
import { timeOf } from './lines.ts';

const text = v.fallback(v.optional(v.string()), undefined);
const count = v.fallback(v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0), 0);
const flag = v.fallback(v.optional(v.boolean(), false), false);

const Facts = v.fallback(
  v.optional(
    v.object({
      runId: text,
      senderId: text,
      transport: v.fallback(
        v.optional(v.object({ clients: v.array(v.object({ id: v.string(), mode: v.string() })) })),
        undefined,
      ),
    }),
  ),
  undefined,
);

const Said = v.object({
  role: v.picklist(['user', 'assistant', 'toolResult', 'system']),
  content: v.union([v.string(), v.array(v.unknown())]),
  timestamp: v.optional(v.unknown()),
  idempotencyKey: text,
  api: text,
  provider: text,
  model: text,
  stopReason: text,
  errorMessage: text,
  usage: v.fallback(v.optional(v.object({ input: count, output: count, totalTokens: count })), undefined),
  toolCallId: text,
  toolName: text,
  isError: flag,
  excludeFromContext: flag,
  openclawAbort: v.fallback(v.optional(v.object({ origin: v.optional(v.string(), 'rpc'), runId: text })), undefined),
  __openclaw: Facts,
});
type Said = v.InferOutput<typeof Said>;

const Part = v.variant('type', [
  v.object({ type: v.literal('text'), text: v.string() }),
  v.object({ type: v.literal('thinking'), thinking: v.string() }),
  v.object({
    type: v.literal('toolCall'),
    id: v.string(),
    name: v.string(),
    arguments: v.fallback(v.record(v.string(), v.unknown()), {}),
  }),
]);

export type Told = { role: Role; content: Content; meta: EntryMeta; at: number | null; lostParts: number };

/** Null when it is no message that has a place here. */
export function readMessage(raw: unknown): Told | null {
  const said = v.safeParse(Said, raw);
  if (!said.success) return null;
  const { role, content } = said.output;
  const { blocks, lostParts } = readBlocks(content);
  const words = role === 'user' ? plain(content, blocks) : blocks;
  return { role, content: words, meta: metaOf(said.output), at: timeOf(said.output.timestamp), lostParts };
}

export function roleOf(raw: unknown): string {
  const named = v.safeParse(v.object({ role: v.pipe(v.string(), v.regex(/^[\w.-]{1,40}$/)) }), raw);
  return named.success ? named.output.role : 'unknown';
}

/** What people say is one text here. */
function plain(content: Said['content'], blocks: readonly Block[]): string {
  if (typeof content === 'string') return content;
  return blocks.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n\n');
}

function readBlocks(content: Said['content']): { blocks: Block[]; lostParts: number } {
  if (typeof content === 'string') return { blocks: [{ type: 'text', text: content }], lostParts: 0 };
  let lostParts = 0;
  const blocks = content.map((part): Block => {
    const read = v.safeParse(Part, part);
    if (read.success) return read.output;
    lostParts += 1;
    // The words around it speak of something: that it was there has to stay visible.
    return { type: 'text', text: `[${kindOf(part)} left out by the import]` };
  });
  return { blocks, lostParts };
}

function kindOf(part: unknown): string {
  const named = v.safeParse(v.object({ type: v.pipe(v.string(), v.regex(/^[\w.-]{1,40}$/)) }), part);
  return named.success ? named.output.type : 'content';
}

function metaOf(said: Said): EntryMeta {
  const { role, openclawAbort: abort, __openclaw: facts } = said;
  const runId = facts?.runId ?? abort?.runId ?? /^(.+):user$/s.exec(said.idempotencyKey ?? '')?.[1];
  const sender = senderOf(facts);
  return {
    ...(runId === undefined ? {} : { runId }),
    ...(said.idempotencyKey === undefined ? {} : { idempotencyKey: said.idempotencyKey }),
    ...(said.provider === undefined ? {} : { provider: said.provider }),
    ...(said.model === undefined ? {} : { model: said.model }),
    ...(said.api === undefined ? {} : { api: said.api }),
    ...(said.usage === undefined ? {} : { usage: said.usage satisfies Usage }),
    ...(said.stopReason === undefined ? {} : { stopReason: said.stopReason }),
    ...(said.toolCallId === undefined ? {} : { toolCallId: said.toolCallId }),
    ...(said.toolName === undefined ? {} : { toolName: said.toolName }),
    ...(role === 'toolResult' ? { isError: said.isError } : {}),
    ...(abort === undefined ? {} : { abort: { origin: abort.origin } }),
    ...(said.errorMessage === undefined ? {} : { errorMessage: said.errorMessage }),
    ...(said.excludeFromContext ? { excludeFromContext: true } : {}),
    ...(sender === null ? {} : { sender }),
  };
}

function senderOf(facts: v.InferOutput<typeof Facts>): Sender | null {
  const client = facts?.transport?.clients[0];
  return client ? { id: facts?.senderId ?? client.id, clientId: client.id, clientMode: client.mode } : null;
}
