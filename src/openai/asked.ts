// What a request asks for, whichever of the two dialects it came in.
import * as v from 'valibot';
import type { ClientTools } from '../records.ts';
import { type Conversation, MAX_LINES } from './conversation.ts';

export type Asked = {
  /** Null leaves it to the gateway. */
  model: string | null;
  stream: boolean;
  /** Whether a stream ends with what it took. */
  usage: boolean;
  user: string | null;
  previousResponseId: string | null;
  thinking: string | null;
  /** As they were written, to be repeated in the answer. */
  instructions: string | null;
  conversation: Conversation;
  clientTools: ClientTools | null;
};

const Effort = v.picklist(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']);
export const Thinking = v.pipe(
  Effort,
  v.transform((effort) => (effort === 'none' ? 'off' : effort)),
);

export const Name = v.pipe(v.string(), v.nonEmpty(), v.maxLength(512));
/** Some programs name nobody with an empty text. */
export const User = v.pipe(
  v.nullish(v.pipe(v.string(), v.maxLength(512)), null),
  v.transform((user) => user || null),
);
export const Flag = v.nullish(v.boolean(), false);

/** Bounded, and never empty. */
export function listOf<S extends v.GenericSchema>(item: S) {
  return v.pipe(v.array(item), v.minLength(1, 'must not be empty'), v.maxLength(MAX_LINES));
}
