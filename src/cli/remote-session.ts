// A session of a gateway elsewhere, page by page, with the whole text of what its history cuts.
import * as v from 'valibot';
import type { Heading } from '../export/shown.ts';
import { MessageGot } from '../protocol/chat.ts';
import { Message } from '../protocol/messages.ts';
import { type Asking, withGateway } from './ask.ts';
import { CommandFailure } from './failure.ts';
import type { GatewayClient } from './gateway-client.ts';

const Page = v.object({
  sessionId: v.optional(v.string()),
  messages: v.array(Message),
  hasMore: v.boolean(),
  nextOffset: v.optional(v.number()),
  sessionInfo: v.nullable(
    v.object({ key: v.string(), displayName: v.optional(v.string()), createdAt: v.optional(v.number()) }),
  ),
});

export function fetchSession(asking: Asking, key: string): Promise<{ heading: Heading; messages: Message[] }> {
  return withGateway(asking, ['chat.history', 'chat.message.get'], async (client) => {
    /** By id: whatever is said meanwhile moves the pages along. */
    const found = new Map<string, Message>();
    let offset: number | undefined = 0;
    let info: v.InferOutput<typeof Page>['sessionInfo'] = null;
    while (offset !== undefined) {
      const params = { sessionKey: key, limit: 1000, offset, maxChars: 500_000 };
      const page: v.InferOutput<typeof Page> = read(Page, 'chat.history', await client.request('chat.history', params));
      if (page.sessionId === undefined) throw new CommandFailure('NOT_FOUND', `No session found: ${key}`);
      info ??= page.sessionInfo;
      for (const message of page.messages) {
        const { id, truncated } = message.__openclaw;
        found.set(id, truncated ? await whole(client, key, message) : message);
      }
      offset = page.hasMore ? page.nextOffset : undefined;
    }
    const messages = [...found.values()].sort((one, other) => one.__openclaw.seq - other.__openclaw.seq);
    const createdAt = info?.createdAt ?? messages[0]?.timestamp ?? 0;
    const heading = { key: info?.key ?? key, title: info?.displayName ?? null, createdAt, exportedAt: Date.now() };
    return { heading, messages };
  });
}

async function whole(client: GatewayClient, sessionKey: string, message: Message): Promise<Message> {
  const params = { sessionKey, messageId: message.__openclaw.id, maxChars: 2_000_000 };
  const got = read(MessageGot, 'chat.message.get', await client.request('chat.message.get', params));
  return got.ok ? got.message : message;
}

function read<Schema extends v.GenericSchema>(schema: Schema, method: string, result: unknown): v.InferOutput<Schema> {
  const known = v.safeParse(schema, result);
  if (known.success) return known.output;
  throw new CommandFailure('PROTOCOL', `The gateway answered ${method} in a way that is not known`);
}
