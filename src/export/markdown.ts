// A conversation as Markdown: its messages are Markdown already and stay as they were written.
import type { Message } from '../protocol/messages.ts';
import { type Heading, line, type Part, show, timeWords } from './shown.ts';

export function markdown({ key, title, createdAt, exportedAt }: Heading, messages: readonly Message[]): string {
  const head = [
    `# ${escaped(line(title ?? key))}`,
    `Session ${code(line(key))}, begun ${timeWords(createdAt)}, exported ${timeWords(exportedAt)}`,
  ];
  return `${[...head, ...messages.map(paragraphs)].join('\n\n')}\n`;
}

function paragraphs(message: Message): string {
  const shown = show(message);
  if (shown.kind === 'divider') return `---\n\n*${escaped(line(shown.words))}* · ${shown.at}\n\n---`;
  const note = shown.note === '' ? '' : ` · ${escaped(shown.note)}`;
  return [`## ${escaped(shown.speaker)} · ${shown.at}${note}`, ...shown.parts.map(partWords)].join('\n\n');
}

function partWords(part: Part): string {
  if (part.type === 'text') return part.text.trim();
  const longest = Math.max(2, ...[...part.text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const block = `${fence}\n${part.text}\n${fence}`;
  return part.label === '' ? block : `${escaped(part.label)}\n\n${block}`;
}

function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>#&|~]/g, '\\$&');
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}
