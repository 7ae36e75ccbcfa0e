// Which session, and who is asking: the two things most methods begin with.
import { invalidRequest } from '../errors.ts';
import type { Caller } from '../ports.ts';
import { mainSessionKey, readSessionKey } from '../protocol/session-key.ts';
import type { Sender } from '../records.ts';
import type { Surroundings } from './method.ts';

export function keyOf(given: string, agentId: string | undefined, around: Surroundings): string {
  return readSessionKey(given, around.terms().mainKey, agentOf(agentId, around)).key;
}

/** A session that nobody has named. */
export function newKey(agentId: string): string {
  return `agent:${agentId}:dashboard:${crypto.randomUUID()}`;
}

export function mainKeyOf(agentId: string | undefined, around: Surroundings): string {
  return mainSessionKey(agentOf(agentId, around), around.terms().mainKey);
}

/** A colon would part the key in another place than it was put together. */
export function agentOf(agentId: string | undefined, around: Surroundings): string {
  if (agentId?.includes(':')) throw invalidRequest(`Cannot use the agent id '${agentId}': it must not contain a colon`);
  return agentId ?? defaultAgent(around);
}

export function defaultAgent(around: Surroundings): string {
  return around.agents().find((agent) => agent.isDefault)?.id ?? 'main';
}

export function senderOf({ principal }: Pick<Caller, 'principal'>): Sender {
  const { client, deviceId } = principal;
  return {
    id: deviceId ?? client.id,
    clientId: client.id,
    clientMode: client.mode,
    ...(deviceId === null ? {} : { deviceId }),
  };
}
