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
};

const MAX_INSTRUCTIONS = 200_000;
export const MAX_LINES = 2000;

/** What stands behind the last answer is said now, all of it as one message. */
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
  const said = lines.filter(({ role }) => role !== 'system');
  const now = said.slice(said.findLastIndex(({ role }) => role !== 'user') + 1);
  if (now.length === 0) throw badRequest(`Cannot answer: the last of ${param} must be from the user`, param);
  return {
    instructions: instructions === '' ? null : instructions,
    earlier: said.slice(0, said.length - now.length),
    message: now
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join('\n\n'),
    files: now.flatMap(({ files }) => files),
  };
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
