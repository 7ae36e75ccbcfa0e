// The conversation as a model is told it: every call with its result, and a summary for what came before.
import type { AssistantModelMessage, ModelMessage, ToolModelMessage } from 'ai';
import type { Content, Entry, ToolCallBlock } from '../records.ts';

const SUMMARY_INTRODUCTION = 'What was said here before, summed up:';

export function toMessages(entries: readonly Entry[]): ModelMessage[] {
  const sent = entries.filter(({ meta }) => !meta.excludeFromContext);
  return sent.flatMap((entry, index) => entryMessages(entry, sent, index));
}

export function textOf(content: Content): string {
  if (typeof content === 'string') return content;
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n\n');
}

function entryMessages(entry: Entry, sent: readonly Entry[], index: number): ModelMessage[] {
  switch (entry.role) {
    case 'user': {
      const text = textOf(entry.content);
      return text.trim() ? [{ role: 'user', content: text }] : [];
    }
    case 'assistant':
      return answerMessages(entry, sent, index);
    // A result goes out with its call.
    case 'toolResult':
      return [];
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
