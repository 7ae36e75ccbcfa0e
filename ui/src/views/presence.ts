// Who is connected to the gateway, and which of them this page and this browser are.
import * as v from 'valibot';
import { type Answer, useAnswer } from '../parts/use-answer.ts';

const Text = v.optional(v.string());
const PresenceList = v.array(
  v.object({
    host: Text,
    version: Text,
    platform: Text,
    deviceFamily: Text,
    mode: Text,
    onlineSince: v.optional(v.number()),
    ts: v.optional(v.number(), 0),
    deviceId: Text,
    instanceId: Text,
  }),
);
export type Present = v.InferOutput<typeof PresenceList>[number];

/** The gateway names no more than so many. */
export const MOST_NAMED = 100;

export function usePresence(): Answer<Present[]> {
  return useAnswer('system-presence', {}, PresenceList, ['presence']);
}

/** The gateway itself first, then this page, then who came last. */
export function inOrder(present: readonly Present[], page: string): Present[] {
  const place = (one: Present) => (one.mode === 'gateway' ? 0 : one.instanceId === page ? 1 : 2);
  return [...present].sort(
    (one, other) => place(one) - place(other) || (other.onlineSince ?? other.ts) - (one.onlineSince ?? one.ts),
  );
}
