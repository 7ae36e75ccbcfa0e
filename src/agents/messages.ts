// The conversation as a model is told it: every call with its result, and a summary for what came before.
import type { AssistantModelMessage, ModelMessage, ToolModelMessage } from 'ai';
import type { Content, Entry, ToolCallBlock } from '../records.ts';
import { type AttachedParts, attachedParts, type Reader } from './attached-parts.ts';

const SUMMARY_INTRODUCTION = 'What was said here before, summed up:';

/** Without a reader, files are only named. */
export async function toMessages(entries: readonly Entry[], reader: Reader | null = null): Promise<ModelMessage[]> {
  const sent = entries.filter(({ meta }) => !meta.excludeFromContext);
  const attached = await attachedParts(sent, reader);
  return sent.flatMap((entry, index) => entryMessages(entry, sent, index, attached.get(entry.id)));
}

export function textOf(content: Content): string {
  if (typeof content === 'string') return content;
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n\n');
}

function entryMessages(
  entry: Entry,
  sent: readonly Entry[],
  index: number,
  attached: AttachedParts | undefined,
): ModelMessage[] {
  switch (entry.role) {
    case 'user': {
      const said = textOf(entry.content);
      const text = [...(said.trim() ? [said] : []), ...(attached?.words ?? [])].join('\n\n');
      const files = attached?.files ?? [];
      // One text stays one text: not every server of a text model reads a list of parts.
      if (files.length === 0) return text ? [{ role: 'user', content: text }] : [];
      return [{ role: 'user', content: [...(text ? [{ type: 'text' as const, text }] : []), ...files] }];
    }
    case 'assistant':
      return answerMessages(entry, sent, index);
    // A result goes out with its call, unless the conversation went on before it came.
    case 'toolResult':
      return isLate(entry, sent, index) ? [{ role: 'user', content: lateWords(entry) }] : [];
    case 'system': {
      // The mark of a new beginning says nothing; a summary stands for what came before it.
      const summary = entry.meta.kind === 'compaction' ? textOf(entry.content).trim() : '';
      return summary ? [{ role: 'user', content: `${SUMMARY_INTRODUCTION}\n\n${summary}` }] : [];
    }
  }
}

/** An answer and, right behind it, the result of every call it made: providers refuse a call left open. */
function answerMessages(entry: Entry, sent: readonly Entry[], index: number): ModelMessage[] {
  const text = textOf(entry.content);
  const calls = toolCalls(entry.content);
  const parts: Exclude<AssistantModelMessage['content'], string> = text.trim() ? [{ type: 'text', text }] : [];
  for (const call of calls) {
    parts.push({ type: 'tool-call', toolCallId: call.id, toolName: call.name, input: call.arguments });
  }
  if (!parts.length) return [];
  if (!calls.length) return [{ role: 'assistant', content: parts }];

  // Some providers use an id again in a later answer, so a result counts only up to the next one.
  let end = index + 1;
  while (end < sent.length && sent[end]?.role !== 'assistant') end += 1;
  const near = sent.slice(index + 1, end);
  const results = calls.map((call) => toolResult(call, near));
  return [
    { role: 'assistant', content: parts },
    { role: 'tool', content: results },
  ];
}

/** Its call was made, but by an earlier answer than the nearest, or by one that has been summed up. */
function isLate({ meta }: Entry, sent: readonly Entry[], index: number): boolean {
  const made = ({ role, content }: Entry) =>
    role === 'assistant' && toolCalls(content).some(({ id }) => id === meta.toolCallId);
  const before = sent.slice(0, index);
  const nearest = before.findLast(({ role }) => role === 'assistant');
  if (nearest && made(nearest)) return false;
  return before.some(made) || sent[0]?.meta.kind === 'compaction';
}

function lateWords({ content, meta }: Entry): string {
  return `The result of ${meta.toolName ?? 'a tool'}, which was called before:\n\n${textOf(content)}`;
}

function toolResult(call: ToolCallBlock, near: readonly Entry[]): ToolModelMessage['content'][number] {
  const result = near.find(({ role, meta }) => role === 'toolResult' && meta.toolCallId === call.id);
  const identity = { type: 'tool-result', toolCallId: call.id, toolName: call.name } as const;
  if (!result) return { ...identity, output: { type: 'error-text', value: 'No result: the run ended first' } };
  const value = textOf(result.content);
  return { ...identity, output: { type: result.meta.isError ? 'error-text' : 'text', value } };
}

function toolCalls(content: Content): ToolCallBlock[] {
  return typeof content === 'string' ? [] : content.filter((block) => block.type === 'toolCall');
}
