// What the tools about sessions stand on, and how they find the session that is meant.
import { invalidRequest } from '../errors.ts';
import type { Principal, SessionIndex, Sessions, Terms } from '../ports.ts';
import { readSessionKey } from '../protocol/session-key.ts';
import type { SessionRecord } from '../records.ts';

/** The sessions are asked for late: they have their agent first, and the agent its tools. */
export type SessionSide = {
  sessions: () => Sessions;
  index: SessionIndex;
  terms: () => Terms;
  /** As whom the tools speak to sessions. */
  principal: Principal;
  now: () => number;
};

/** A short key is one of the agent's own. */
export function keyFrom(given: string, agentId: string, { terms }: SessionSide): string {
  return readSessionKey(given, terms().mainKey, agentId).key;
}

/** Only sessions that exist: a key that a model made up must not become a session. */
export async function existing(by: { key: string } | { label: string }, side: SessionSide): Promise<SessionRecord> {
  const [found, other] = await side.index.find(by);
  const said = 'key' in by ? `key "${by.key.slice(0, 200)}"` : `label "${by.label.slice(0, 200)}"`;
  if (!found) throw invalidRequest(`Cannot find a session with the ${said}: use sessions_list to see which there are`);
  if (other) throw invalidRequest(`Cannot tell which session has the ${said}, as several do: name its key instead`);
  return found;
}
