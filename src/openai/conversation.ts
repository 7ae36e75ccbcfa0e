// The messages of a request, taken apart: what the agent is told, what was said before, and what is said now.
import type { Earlier } from '../commands.ts';
import type { Attached, Block, ToolCallBlock } from '../records.ts';
import type { SentFile } from './content.ts';
import { badRequest } from './failure.ts';

export type Line = {
  role: 'system' | 'user' | 'assistant' | 'tool';
  text: string;
  files: SentFile[];
  calls: ToolCallBlock[];
  /** Of a tool's result: the call that it answers. */
  callId: string | null;
};

export type Conversation = {
  instructions: string | null;
  earlier: Line[];
  message: string;
  files: SentFile[];
  /** Of the tools that the last answer called; what is said stands behind them, and may be nothing. */
  results: { toolCallId: string; text: string }[];
};

const MAX_INSTRUCTIONS = 200_000;
export const MAX_LINES = 2000;

/** What stands behind the last answer is said now: results of tools, and all else as one message. */
export function divide(lines: readonly Line[], told: string | null, param: string): Conversation {
  const misplaced = lines.find(({ role, files }) => role !== 'user' && files.length > 0);
  if (misplaced) {
    const words = `Cannot take the file of a message from '${misplaced.role}': send it with one from the user`;
    throw badRequest(words, param, 'unsupported_file');
  }
  const rules = lines.filter(({ role }) => role === 'system').map(({ text }) => text);
  const instructions = [...(told === null ? [] : [told]), ...rules].filter((text) => text.trim() !== '').join('\n\n');
  if (instructions.length > MAX_INSTRUCTIONS) {
    throw badRequest(
      `Cannot take instructions of ${instructions.length} characters: ${MAX_INSTRUCTIONS} is the most`,
      param,
      'instructions_too_long',
    );
  }
  const said = joined(lines.filter(({ role }) => role !== 'system'));
  const now = said.slice(said.findLastIndex(({ role }) => role === 'assistant') + 1);
  if (now.length === 0) {
    throw badRequest(`Cannot answer: the last of ${param} must be from the user, or the result of a tool`, param);
  }
  const words = now.filter(({ role }) => role === 'user');
  return {
    instructions: instructions === '' ? null : instructions,
    earlier: said.slice(0, said.length - now.length),
    message: words
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join('\n\n'),
    files: words.flatMap(({ files }) => files),
    results: now.filter(({ role }) => role === 'tool').map((line) => resultOf(line, param)),
  };
}

/** For a session that begins with this request: what it does not know it would refuse only when it is there. */
export function checkCalled({ earlier, results }: Conversation): void {
  const called = new Set(earlier.flatMap(({ calls }) => calls.map(({ id }) => id)));
  const stray = results.find(({ toolCallId }) => !called.has(toolCallId));
  if (!stray) return;
  const words = `Cannot take the result of the call '${stray.toolCallId.slice(0, 100)}': the request has no such call, and names no conversation that could`;
  throw badRequest(words, null, 'tool_call_not_open');
}

function resultOf({ callId, text }: Line, param: string): Conversation['results'][number] {
  if (callId) return { toolCallId: callId, text };
  throw badRequest(`Cannot read ${param}: the result of a tool must name the call that it answers`, param);
}

/** Calls that are told one by one are of one answer, or the result of the first would be looked for before the second. */
function joined(lines: readonly Line[]): Line[] {
  const all: Line[] = [];
  for (const line of lines) {
    const last = all.at(-1);
    if (last?.role !== 'assistant' || line.role !== 'assistant' || line.calls.length === 0) all.push(line);
    else {
      const text = [last.text, line.text].filter((one) => one !== '').join('\n\n');
      all[all.length - 1] = {
        ...last,
        text,
        files: [...last.files, ...line.files],
        calls: [...last.calls, ...line.calls],
      };
    }
  }
  return all;
}

/** `receive` takes the files of one message in. */
export async function toEarlier(
  lines: readonly Line[],
  receive: (files: readonly SentFile[]) => Promise<Attached[]>,
): Promise<Earlier[]> {
  const names = new Map(lines.flatMap(({ calls }) => calls.map(({ id, name }) => [id, name] as const)));
  const earlier: Earlier[] = [];
  for (const { role, text, files, calls, callId } of lines) {
    const words: Block[] = text === '' ? [] : [{ type: 'text', text }];
    if (role === 'tool') {
      const toolCallId = callId ?? '';
      const meta = { toolCallId, toolName: names.get(toolCallId) ?? 'unknown', isError: false };
      earlier.push({ role: 'toolResult', content: words, meta });
    } else if (role === 'assistant') {
      earlier.push({ role, content: [...words, ...calls] });
    } else {
      const meta = files.length === 0 ? {} : { media: await receive(files) };
      earlier.push({ role: 'user', content: text, meta });
    }
  }
  return earlier.filter(({ content, meta }) => content.length > 0 || meta?.toolCallId || meta?.media);
}

/** Arguments that are no object are kept as they were written. */
export function readCall(id: string, name: string, written: string): ToolCallBlock {
  try {
    const read: unknown = JSON.parse(written);
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) {
      return { type: 'toolCall', id, name, arguments: { ...read } };
    }
  } catch {
    // What is no JSON is kept as it was written, too.
  }
  return { type: 'toolCall', id, name, arguments: { written } };
}
