// The ways to files: a link is good for some minutes, is asked for when it is wanted, and again when it is over.
import * as v from 'valibot';
import { addressOf } from '../../../state/base.ts';
import type { Gateway } from '../../../state/gateway.ts';

const Got = v.variant('available', [
  v.object({ available: v.literal(true), url: v.string() }),
  v.object({ available: v.literal(false), reason: v.optional(v.string(), '') }),
]);

/** A little less than a link lives: clocks of two machines are never compared. */
const GOOD_MS = 9 * 60_000;

export type Way = { url: string } | { gone: true };
type Known = { way: Promise<Way>; until: number };

const known = new WeakMap<Gateway, Map<string, Known>>();

/** `sessionKey` is the session that shows it; null while no message of it is stored. */
export function wayTo(gateway: Gateway, id: string, sessionKey: string | null): Promise<Way> {
  const ways = known.get(gateway) ?? new Map<string, Known>();
  known.set(gateway, ways);
  const found = ways.get(id);
  if (found && found.until > performance.now()) return found.way;
  const way = ask(gateway, id, sessionKey);
  ways.set(id, { way, until: performance.now() + GOOD_MS });
  way.catch(() => ways.delete(id));
  return way;
}

/** It did not lead to the file. */
export function forgetWay(gateway: Gateway, id: string): void {
  known.get(gateway)?.delete(id);
}

async function ask(gateway: Gateway, id: string, sessionKey: string | null): Promise<Way> {
  const whose = sessionKey === null ? {} : { sessionKey };
  const got = await gateway.ask('assistant.media.get', { source: `media://inbound/${id}`, ...whose }, Got);
  return got.available ? { url: addressOf(got.url) } : { gone: true };
}
