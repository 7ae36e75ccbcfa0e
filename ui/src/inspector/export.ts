// A conversation as a file: read whole, page by page, and written as the gateway's own exports are.
import * as v from 'valibot';
import { Message } from '../../../src/protocol/messages.ts';
import { said } from '../conversation/talk.ts';
import { SessionInfo } from '../conversation/wire.ts';
import type { App } from '../state/app.ts';
import type { Gateway } from '../state/gateway.ts';
import { titleOf } from '../state/titles.ts';
import { roomWords } from '../words/words.ts';

export type ExportFormat = 'md' | 'html' | 'json';

const PAGE = 200;
const LONGEST = 500_000;
const WHOLE = 2_000_000;

const Page = v.object({
  messages: v.array(v.unknown()),
  hasMore: v.optional(v.boolean(), false),
  nextOffset: v.optional(v.number()),
  sessionInfo: v.fallback(v.optional(v.nullable(SessionInfo)), null),
});
const Got = v.object({ message: v.optional(v.unknown()) });

const types = { md: 'text/markdown', html: 'text/html', json: 'application/json' } as const;

/** Whatever comes of it is told. */
export async function exportConversation({ gateway, notices }: App, key: string, format: ExportFormat): Promise<void> {
  const { inspector, common } = roomWords.value;
  try {
    const { messages, session } = await readAll(gateway, key);
    if (messages.length === 0) {
      notices.say(inspector.nothingToExport);
      return;
    }
    const title = titleOf(session ?? undefined);
    const heading = { key, title, createdAt: session?.createdAt ?? 0, exportedAt: Date.now() };
    save(`${fileName(title)}.${format}`, await written(format, heading, messages), types[format]);
  } catch (error) {
    notices.complain(common.notDone(said(error)));
  }
}

type Heading = { key: string; title: string; createdAt: number; exportedAt: number };

async function written(format: ExportFormat, heading: Heading, messages: readonly Message[]): Promise<string> {
  switch (format) {
    case 'md':
      return (await import('../../../src/export/markdown.ts')).markdown(heading, messages);
    case 'html':
      return (await import('../../../src/export/html.ts')).html(heading, messages);
    case 'json':
      return `${JSON.stringify({ ...heading, messages }, null, 2)}\n`;
  }
}

/** From the end backwards. Whatever is said meanwhile moves the pages along, so each message counts once, by its name. */
async function readAll(gateway: Gateway, sessionKey: string) {
  const found = new Map<string, Message>();
  let session: SessionInfo | null = null;
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const asked = { sessionKey, limit: PAGE, offset, maxChars: LONGEST };
    const page: v.InferOutput<typeof Page> = await gateway.ask('chat.history', asked, Page);
    for (const message of page.messages) {
      if (v.is(Message, message)) found.set(message.__openclaw.id, await whole(gateway, sessionKey, message));
    }
    session ??= page.sessionInfo ?? null;
    offset = page.hasMore ? page.nextOffset : undefined;
  }
  const messages = [...found.values()].sort((one, other) => one.__openclaw.seq - other.__openclaw.seq);
  return { messages, session };
}

/** A page leaves out what is very long. */
async function whole(gateway: Gateway, sessionKey: string, message: Message): Promise<Message> {
  if (message.__openclaw.truncated !== true) return message;
  const asked = { sessionKey, messageId: message.__openclaw.id, maxChars: WHOLE };
  const got = await gateway.ask('chat.message.get', asked, Got);
  return v.is(Message, got.message) ? got.message : message;
}

function save(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken what it needs by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function fileName(title: string): string {
  const plain = title
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${plain === '' ? 'chat' : plain}-${new Date().toISOString().slice(0, 10)}`;
}
