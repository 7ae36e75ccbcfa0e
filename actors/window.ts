// A page cut to its bytes: the newest that fit, or those around the message that was asked for.
import type { Message } from '../src/protocol/messages.ts';
import { weigh } from './projection.ts';

/** What was found for a page, and the position under it: what is older begins there. */
export type Found = { newestFirst: Message[]; before: number };

/** Oldest first. At least one message, so that paging always advances. */
export function within({ newestFirst, before }: Found, maxBytes: number, messageId?: string) {
  const kept = fitting(newestFirst, maxBytes);
  const named = messageId === undefined ? -1 : newestFirst.findIndex(({ __openclaw }) => __openclaw.id === messageId);
  const messages = named < kept.length ? kept : fitting(newestFirst.slice(named), maxBytes);
  const oldest = messages.at(-1);
  const all = oldest === newestFirst.at(-1);
  return { messages: messages.toReversed(), before: all || !oldest ? before : oldest.__openclaw.seq - 1 };
}

function fitting(newestFirst: readonly Message[], maxBytes: number): Message[] {
  let left = maxBytes;
  const over = newestFirst.findIndex((message, index) => {
    left -= weigh(message);
    return left < 0 && index > 0;
  });
  return newestFirst.slice(0, over < 0 ? undefined : over);
}
