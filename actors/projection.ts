// What is shown of what is stored. The only place that turns an entry into a message.
import type { Message } from '../src/protocol/messages.ts';
import type { Block, Entry, Run, ThinkingBlock } from '../src/records.ts';

export const OMITTED = '[chat.history omitted: message too large]';
const CUT = '\n...(truncated)...';
const MAX_MESSAGE_BYTES = 128 * 1024;

export function toMessage(entry: Entry, maxChars = Number.POSITIVE_INFINITY): Message {
  const { meta } = entry;
  const shown = typeof entry.content === 'string' ? cut(entry.content, maxChars) : cutBlocks(entry.content, maxChars);
  const message: Message = {
    role: entry.role,
    content: shown.content,
    timestamp: entry.at,
    __openclaw: {
      id: entry.id,
      seq: entry.position,
      ...(meta.runId ? { runId: meta.runId } : {}),
      ...(meta.kind ? { kind: meta.kind } : {}),
      ...(meta.idempotencyKey ? { idempotencyKey: meta.idempotencyKey } : {}),
      ...(meta.sender ? { senderId: meta.sender.id, transport: { clients: [client(meta.sender)] } } : {}),
      ...(shown.truncated ? { truncated: true } : {}),
    },
  };
  if (meta.idempotencyKey) message.idempotencyKey = meta.idempotencyKey;
  if (entry.role === 'assistant') {
    Object.assign(message, {
      api: meta.api ?? 'openai-completions',
      provider: meta.provider ?? 'openclaw',
      model: meta.model ?? 'gateway-injected',
      stopReason: meta.stopReason ?? 'stop',
      usage: { ...(meta.usage ?? { input: 0, output: 0, totalTokens: 0 }), cacheRead: 0, cacheWrite: 0 },
    });
  }
  if (meta.abort) message.openclawAbort = { aborted: true, origin: meta.abort.origin, runId: meta.runId };
  if (meta.errorMessage) message.errorMessage = meta.errorMessage;
  if (entry.role === 'toolResult') {
    Object.assign(message, { toolCallId: meta.toolCallId, toolName: meta.toolName, isError: meta.isError ?? false });
  }
  return message;
}

/** A message that would not fit anywhere keeps its place and says that it was left out. */
export function bounded(message: Message): Message {
  if (surelyFits(message) || weigh(message) <= MAX_MESSAGE_BYTES) return message;
  const content: Message['content'] = message.role === 'user' ? OMITTED : [{ type: 'text', text: OMITTED }];
  const facts = { ...message.__openclaw, truncated: true, reason: 'oversized' };
  return { role: message.role, content, timestamp: message.timestamp, __openclaw: facts };
}

/** Bytes on the wire. */
export function weigh(message: Message): number {
  return encoder.encode(JSON.stringify(message)).length;
}

/** An accepted input that waits for its turn, as the message it will be. */
export function toPending(run: Run): Message {
  return {
    role: 'user',
    content: run.input.message,
    timestamp: run.acceptedAt,
    idempotencyKey: `${run.id}:user`,
    __openclaw: { id: run.entryId, seq: 0, runId: run.id, idempotencyKey: `${run.id}:user` },
  };
}

export function plainText(content: Entry['content']): string {
  if (typeof content === 'string') return content;
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n\n');
}

function client(sender: { clientId: string; clientMode: string }): { id: string; mode: string } {
  return { id: sender.clientId, mode: sender.clientMode };
}

function cut(text: string, maxChars: number): { content: string; truncated: boolean } {
  if (text.length <= maxChars) return { content: text, truncated: false };
  return { content: `${text.slice(0, wholeCharacters(text, maxChars))}${CUT}`, truncated: true };
}

function cutBlocks(blocks: Block[], maxChars: number): { content: Message['content']; truncated: boolean } {
  let truncated = false;
  const content = blocks.flatMap((block): Exclude<Block, ThinkingBlock>[] => {
    if (block.type === 'thinking') return [];
    if (block.type === 'toolCall') return [block];
    const shown = cut(block.text, maxChars);
    truncated ||= shown.truncated;
    return [{ type: 'text', text: shown.content }];
  });
  return { content, truncated };
}

/** Where to cut without leaving half of a surrogate pair behind. */
export function wholeCharacters(text: string, at: number): number {
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff ? at - 1 : at;
}

/** Without measuring: an escaped character takes six bytes at most, everything around the words a few hundred. */
function surelyFits({ content }: Message): boolean {
  const only =
    typeof content === 'string' ? content : content.length === 1 && content[0]?.type === 'text' && content[0].text;
  return typeof only === 'string' && only.length * 6 + 4096 < MAX_MESSAGE_BYTES;
}

const encoder = new TextEncoder();
