// sessions.search and sessions.get: finding what was said, and reading it back.
import * as v from 'valibot';
import { Message } from './messages.ts';
import { Key } from './sessions.ts';

const Text = v.pipe(v.string(), v.nonEmpty());
const whole = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));

export const SearchParams = v.object({
  query: v.pipe(Text, v.maxLength(4096)),
  agentId: v.optional(Text),
  sessionKeys: v.optional(v.pipe(v.array(Key), v.minLength(1), v.maxLength(200))),
  limit: v.optional(whole(25), 10),
});
export const SearchResult = v.object({
  results: v.array(
    v.object({
      sessionKey: Text,
      sessionId: Text,
      messageId: Text,
      role: v.picklist(['user', 'assistant']),
      timestamp: v.number(),
      snippet: v.string(),
      score: v.number(),
    }),
  ),
  truncated: v.optional(v.boolean()),
});

export const GetParams = v.object({ key: Key, agentId: v.optional(Text), limit: v.optional(whole(1000), 200) });
export const Got = v.object({ messages: v.array(Message) });
