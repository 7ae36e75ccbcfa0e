// Conversations to open: transcripts as `pincer import` takes them, of questions, thoughts, tools and answers.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { code, list, paragraph, table } from './text.ts';

const BEGAN = Date.UTC(2026, 0, 5, 8);
const STEP_MS = 20_000;

export function keyOf(count: number): string {
  return `agent:main:bench-${count}`;
}

/** What the last message of such a session ends with. */
export function lastWords(count: number): string {
  return `That was number ${count}`;
}

export function fill(folder: string, counts: readonly number[]): string {
  const sessions: Record<string, object> = {};
  for (const count of counts) {
    const sessionId = `bench-${count}`;
    const lines = [
      { type: 'session', version: 4, id: sessionId, timestamp: new Date(BEGAN).toISOString() },
      ...entries(count),
    ];
    writeFileSync(join(folder, `${sessionId}.jsonl`), `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    sessions[keyOf(count)] = { sessionId, createdAt: BEGAN, updatedAt: BEGAN + count * STEP_MS };
  }
  writeFileSync(join(folder, 'sessions.json'), JSON.stringify(sessions));
  return folder;
}

function entries(count: number): object[] {
  return Array.from({ length: count }, (_, index) => {
    const at = BEGAN + index * STEP_MS;
    return {
      type: 'message',
      id: `entry-${count}-${index}`,
      parentId: index === 0 ? null : `entry-${count}-${index - 1}`,
      timestamp: new Date(at).toISOString(),
      message: { ...message(index, index === count - 1, count), timestamp: at },
    };
  });
}

/** A question, a step with a thought and a tool, its result, and the answer. */
function message(index: number, last: boolean, count: number): object {
  const call = `call-${index - (index % 4)}`;
  const model = { provider: 'bench', model: 'one', usage: { input: 900, output: 120, totalTokens: 1020 } };
  if (last) return { role: 'assistant', content: [text(`${paragraph(index)}\n\n${lastWords(count)}`)], ...model };
  switch (index % 4) {
    case 0:
      return { role: 'user', content: `Question ${index}: why did the backup of last night take so long?` };
    case 1:
      return {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: `The log of night ${index} should say which step grew.` },
          { type: 'toolCall', id: `call-${index - 1}`, name: 'read', arguments: { path: `backup-${index}.log` } },
        ],
        stopReason: 'toolUse',
        ...model,
      };
    case 2:
      return {
        role: 'toolResult',
        toolCallId: call,
        toolName: 'read',
        content: [text(`verify: ${index} minutes`)],
        isError: false,
      };
    default:
      return { role: 'assistant', content: [text(answer(index))], stopReason: 'stop', ...model };
  }
}

function answer(index: number): string {
  const turn = Math.floor(index / 4);
  const more = [paragraph(index + 1), list(index, 5), code(index, 8), table(index, 6), paragraph(index + 2)];
  return `${paragraph(index)}\n\n${more[turn % more.length]}`;
}

function text(words: string): { type: 'text'; text: string } {
  return { type: 'text', text: words };
}
