// Calls that an answer left to a client, and the results that the client brings for them.
import type { Send } from '../src/commands.ts';
import { invalidRequest } from '../src/errors.ts';
import type { ClientResult, Entry, ToolCallBlock } from '../src/records.ts';
import { queuedIn } from './session-state.ts';
import type { Circumstances } from './writes.ts';

/** By the id of the call: which tool was called. A result that waits for its place is not among `entries` yet. */
export function openCalls(entries: readonly Entry[]): Map<string, string> {
  const open = new Map<string, string>();
  for (const { role, content, meta } of entries) {
    if (role === 'toolResult') open.delete(meta.toolCallId ?? '');
    if (role === 'assistant') for (const { id, name } of callsIn(content)) open.set(id, name);
  }
  return open;
}

/** The calls of one run that have no result of the same run. */
export function leftOpen(entries: readonly Entry[]): ToolCallBlock[] {
  const open = openCalls(entries);
  const last = entries.findLast(({ role }) => role === 'assistant');
  return last ? callsIn(last.content).filter(({ id }) => open.has(id)) : [];
}

/** All of them, or the send is refused. */
export function checkResults(results: Send['results'] = [], { state, draft, open }: Circumstances): ClientResult[] {
  const given = new Set([
    ...draft.entries.flatMap(({ role, meta }) => (role === 'toolResult' ? [meta.toolCallId] : [])),
    ...queuedIn(state, draft).flatMap(({ input }) => (input.results ?? []).map(({ toolCallId }) => toolCallId)),
  ]);
  return results.map(({ toolCallId, text }) => {
    const toolName = open.get(toolCallId);
    if (toolName === undefined || given.has(toolCallId)) {
      const words = `Cannot take the result of the call '${toolCallId.slice(0, 100)}': no call of that name waits for one in this conversation`;
      throw invalidRequest(words, { code: 'TOOL_CALL_NOT_OPEN' });
    }
    given.add(toolCallId);
    return { toolCallId, toolName, text };
  });
}

function callsIn(content: Entry['content']): ToolCallBlock[] {
  return typeof content === 'string' ? [] : content.filter((block) => block.type === 'toolCall');
}
