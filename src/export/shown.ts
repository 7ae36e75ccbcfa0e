// What the readable forms of a session say: who speaks, when, and words that can steer neither terminal nor page.
import type { Message } from '../protocol/messages.ts';

export type Heading = { key: string; title: string | null; createdAt: number; exportedAt: number };

export type Shown =
  | { kind: 'divider'; words: string; at: string }
  | { kind: 'message'; speaker: string; note: string; at: string; parts: Part[] };

export type Part = { type: 'text'; text: string } | { type: 'code'; label: string; text: string };

const speakers: Record<Message['role'], string> = {
  user: 'User',
  assistant: 'Assistant',
  toolResult: 'Tool',
  system: 'System',
};

export function show(message: Message): Shown {
  const { role, content, timestamp, __openclaw: facts } = message;
  const at = timeWords(timestamp);
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: plain(content) }] : content.map(partOf);
  if (facts.kind) return { kind: 'divider', words: wordsOf(parts) || facts.kind, at };
  const speaker = role === 'toolResult' ? toolWords(message) : speakers[role];
  const code = role === 'toolResult' ? parts.map(({ text }) => ({ type: 'code' as const, label: '', text })) : parts;
  return { kind: 'message', speaker, note: noteOf(message), at, parts: code };
}

export function timeWords(at: number): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? 'unknown time' : `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Line breaks and tabs stay; other control characters, and marks that turn the direction of what follows, do not. */
export function plain(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]|[\u202A-\u202E]/gu, '');
}

export function line(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim();
}

function partOf(block: Exclude<Message['content'], string>[number]): Part {
  if (block.type === 'text') return { type: 'text', text: plain(block.text) };
  const label = `Tool call: ${line(block.name)}`;
  return { type: 'code', label, text: plain(JSON.stringify(block.arguments, null, 2)) };
}

function wordsOf(parts: readonly Part[]): string {
  return parts.map(({ text }) => text).join('\n\n');
}

function toolWords({ toolName, isError }: Message): string {
  const name = typeof toolName === 'string' ? `: ${line(toolName)}` : '';
  return `${isError === true ? 'Tool failed' : 'Tool'}${name}`;
}

function noteOf({ openclawAbort, errorMessage, model, provider, __openclaw: { media = [] } }: Message): string {
  const notes = [
    ...media.map(({ fileName }) => `attached: ${fileName}`),
    ...(model === 'gateway-injected' || typeof model !== 'string' ? [] : [`${provider}/${model}`]),
    ...(openclawAbort === undefined ? [] : ['stopped']),
    ...(typeof errorMessage === 'string' ? [`failed: ${errorMessage}`] : []),
  ];
  return line(notes.join(', '));
}
