// Which session, and who is asking: the two things most methods begin with.
import type { Caller } from '../ports.ts';
import { mainSessionKey, readSessionKey } from '../protocol/session-key.ts';
import type { Sender } from '../records.ts';
import type { Surroundings } from './method.ts';

export function keyOf(given: string, agentId: string | undefined, around: Surroundings): string {
  return readSessionKey(given, around.terms().mainKey, agentId ?? defaultAgent(around)).key;
}

export function mainKeyOf(agentId: string | undefined, around: Surroundings): string {
  return mainSessionKey(agentId ?? defaultAgent(around), around.terms().mainKey);
}

export function defaultAgent(around: Surroundings): string {
  return around.agents().find((agent) => agent.isDefault)?.id ?? 'main';
}

export function senderOf({ principal }: Caller): Sender {
  const { client, deviceId } = principal;
  return {
    id: deviceId ?? client.id,
    clientId: client.id,
    clientMode: client.mode,
    ...(deviceId === null ? {} : { deviceId }),
  };
}
