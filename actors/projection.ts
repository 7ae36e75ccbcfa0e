// What is shown of what is stored. The only place that turns an entry into a message.
import { beginningOf } from '../src/beginning.ts';
import { answerText } from '../src/display/answer.ts';
import { userText } from '../src/display/envelope.ts';
import type { ShownMedia } from '../src/protocol/attachments.ts';
import type { Message } from '../src/protocol/messages.ts';
import type { Attached, Block, CompactionFacts, Entry, Run, ThinkingBlock, Usage } from '../src/records.ts';

export const OMITTED = '[chat.history omitted: message too large]';
const CUT = '\n...(truncated)...';
const MAX_MESSAGE_BYTES = 128 * 1024;

const nothing: Usage = { input: 0, output: 0, totalTokens: 0 };

type Shown = { content: Message['content']; truncated: boolean };

/** Null for what is not for people: a reply of nothing but NO_REPLY, a step of nothing but thoughts. */
export function visible(entry: Entry, maxChars = Number.POSITIVE_INFINITY): Message | null {
  const message = toMessage(entry, maxChars);
  if (message.content.length > 0 || entry.content.length === 0) return message;
  return entry.meta.abort || entry.meta.errorMessage !== undefined ? message : null;
}

export function toMessage(entry: Entry, maxChars = Number.POSITIVE_INFINITY): Message {
  const { meta } = entry;
  const shown = project(entry, maxChars);
  const thoughts = cut(thoughtsOf(entry), maxChars);
  const message: Message = {
    role: entry.role,
    content: shown.content,
    timestamp: entry.at,
    __openclaw: {
      id: entry.id,
      seq: entry.position,
      ...(meta.runId ? { runId: meta.runId } : {}),
      ...(meta.kind ? { kind: meta.kind } : {}),
      ...(meta.kind === 'compaction' ? { checkpointId: entry.id, ...tokens(meta.compaction) } : {}),
      ...(meta.idempotencyKey ? { idempotencyKey: meta.idempotencyKey } : {}),
      ...(meta.sender ? { senderId: meta.sender.id, transport: { clients: [client(meta.sender)] } } : {}),
      ...(thoughts.content === '' ? {} : { thinking: thoughts.content }),
      ...(shown.truncated || thoughts.truncated ? { truncated: true } : {}),
      ...media(meta.media),
    },
  };
  if (meta.idempotencyKey) message.idempotencyKey = meta.idempotencyKey;
  if (entry.role === 'assistant') {
    Object.assign(message, {
      api: meta.api ?? 'openai-completions',
      provider: meta.provider ?? 'openclaw',
      model: meta.model ?? 'gateway-injected',
      stopReason: meta.stopReason ?? 'stop',
      usage: shownUsage(meta.usage),
    });
  }
  if (meta.excludeFromContext) message.excludeFromContext = true;
  if (meta.abort) message.openclawAbort = { aborted: true, origin: meta.abort.origin, runId: meta.runId };
  if (meta.errorMessage) message.errorMessage = meta.errorMessage;
  if (entry.role === 'toolResult') {
    Object.assign(message, { toolCallId: meta.toolCallId, toolName: meta.toolName, isError: meta.isError ?? false });
  }
  return message;
}

/** A message that would not fit anywhere keeps its place and says that it was left out. */
export function bounded(given: Message): Message {
  if (surelyFits(given)) return given;
  const message = lighter(given, MAX_MESSAGE_BYTES);
  if (weigh(message) <= MAX_MESSAGE_BYTES) return message;
  const content: Message['content'] = message.role === 'user' ? OMITTED : [{ type: 'text', text: OMITTED }];
  const facts = { ...message.__openclaw, truncated: true, reason: 'oversized' };
  return { role: message.role, content, timestamp: message.timestamp, __openclaw: facts };
}

/** Where thoughts make a message too heavy they give way, so that what was said stays. */
export function lighter(message: Message, most: number): Message {
  const { thinking, ...facts } = message.__openclaw;
  if (thinking === undefined || weigh(message) <= most) return message;
  return { ...message, __openclaw: { ...facts, truncated: true } };
}

/** Whether words of it are not here; thoughts that are not here do not count. */
export function lacksWords({ content, __openclaw: { truncated, reason } }: Message): boolean {
  if (!truncated) return false;
  const texts =
    typeof content === 'string' ? [content] : content.map((block) => (block.type === 'text' ? block.text : ''));
  return reason === 'oversized' || texts.some((text) => text.endsWith(CUT));
}

/** Bytes on the wire. */
export function weigh(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}

/** An accepted input that waits for its turn, as the message it will be. */
export function toPending(run: Run, maxChars: number): Message {
  const { message, attachments, results } = run.input;
  const result = message === '' && !attachments ? results?.at(-1) : undefined;
  const { content, truncated } = cut(result ? result.text : userText(message), maxChars);
  const idempotencyKey = `${run.id}:user`;
  return bounded({
    ...(result
      ? {
          role: 'toolResult',
          content: [{ type: 'text', text: content }],
          toolCallId: result.toolCallId,
          toolName: result.toolName,
          isError: false,
        }
      : { role: 'user', content }),
    timestamp: run.acceptedAt,
    idempotencyKey,
    __openclaw: {
      id: run.entryId,
      seq: 0,
      runId: run.id,
      idempotencyKey,
      ...(truncated ? { truncated } : {}),
      ...media(attachments),
    },
  });
}

/** The words of an entry as they are shown. */
export function shownText(entry: Pick<Entry, 'role' | 'content'>): string {
  const { content } = project(entry, Number.POSITIVE_INFINITY);
  return plainText(content);
}

/** On the wire the input is what did not come from a cache; here it is all that was read. */
function shownUsage({ input, output, totalTokens, cacheRead = 0, cacheWrite = 0, cost }: Usage = nothing) {
  const tokens = { input: Math.max(0, input - cacheRead - cacheWrite), output, cacheRead, cacheWrite, totalTokens };
  return { ...tokens, ...(cost === undefined ? {} : { cost: { total: cost } }) };
}

/** The words of an entry as they are stored. */
function tokens(facts: CompactionFacts | undefined): { tokensBefore?: number; tokensAfter?: number } {
  return facts ? { tokensBefore: facts.tokensBefore, tokensAfter: facts.tokensAfter } : {};
}

export function plainText(content: Entry['content']): string {
  if (typeof content === 'string') return content;
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n\n');
}

function media(files: readonly Attached[] | undefined): { media?: ShownMedia[] } {
  if (!files) return {};
  const shown = files.map(({ id, name, type, kind, size, width, height }) => ({
    id,
    url: `media://inbound/${id}`,
    contentType: type,
    kind,
    sizeBytes: size,
    fileName: name,
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  }));
  return { media: shown };
}

function client(sender: { clientId: string; clientMode: string }): { id: string; mode: string } {
  return { id: sender.clientId, mode: sender.clientMode };
}

function project({ role, content }: Pick<Entry, 'role' | 'content'>, maxChars: number): Shown {
  const words = role === 'assistant' ? answerText : role === 'user' ? userText : (text: string) => text;
  if (typeof content === 'string') return cut(words(content), maxChars);
  let truncated = false;
  const blocks = content.flatMap((block): Exclude<Block, ThinkingBlock>[] => {
    if (block.type === 'thinking') return [];
    if (block.type === 'toolCall') return [block];
    const text = words(block.text);
    if (text === '' && role !== 'toolResult') return [];
    const said = cut(text, maxChars);
    truncated ||= said.truncated;
    return [{ type: 'text', text: said.content }];
  });
  return { content: blocks, truncated };
}

function thoughtsOf({ role, content }: Pick<Entry, 'role' | 'content'>): string {
  if (role !== 'assistant' || typeof content === 'string') return '';
  const thoughts = content.flatMap((block) => (block.type === 'thinking' ? [block.thinking] : []));
  return thoughts.filter((text) => text.trim() !== '').join('\n\n');
}

function cut(text: string, maxChars: number): { content: string; truncated: boolean } {
  if (text.length <= maxChars) return { content: text, truncated: false };
  return { content: `${beginningOf(text, maxChars)}${CUT}`, truncated: true };
}

/** Without measuring: an escaped character takes six bytes at most, everything around the words a few hundred. */
function surelyFits({ content, __openclaw: { thinking = '' } }: Message): boolean {
  const only =
    typeof content === 'string' ? content : content.length === 1 && content[0]?.type === 'text' && content[0].text;
  return typeof only === 'string' && (only.length + thinking.length) * 6 + 4096 < MAX_MESSAGE_BYTES;
}

const encoder = new TextEncoder();
