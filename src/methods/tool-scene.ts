// Where somebody who is in no run asks for a tool: a session, its agent, and the model that would answer there.
import type { ToolScene } from '../agent-seams.ts';
import { invalidRequest } from '../errors.ts';
import { readSessionKey } from '../protocol/session-key.ts';
import type { Surroundings } from './method.ts';
import { keyOf, mainKeyOf } from './target.ts';

export type ToolPlace = {
  sessionKey?: string | undefined;
  agentId?: string | undefined;
  channel?: string | undefined;
};

/** A session that does not exist yet has what its agent has. */
export async function toolSceneOf(
  { sessionKey, agentId, channel }: ToolPlace,
  around: Surroundings,
): Promise<ToolScene> {
  const key = sessionKey === undefined ? mainKeyOf(agentId, around) : keyOf(sessionKey, agentId, around);
  const { agentId: owner } = readSessionKey(key);
  if (agentId !== undefined && agentId !== owner) {
    throw invalidRequest(`Cannot tell which agent is meant: the session "${key}" is not one of agent "${agentId}"`);
  }
  const [session] = await around.index.find({ key });
  const chosen = session?.model ?? around.agents().find(({ id }) => id === owner)?.model;
  return { agentId: owner, sessionKey: key, model: modelOf(chosen, around), runId: null, channel };
}

/** As "provider/model", whichever way it is called; the default of all agents where there is no other. */
function modelOf(name: string | undefined, around: Surroundings): string | null {
  const models = around.models().map(({ id, name, provider }) => ({ id, name, reference: `${provider}/${id}` }));
  if (name === undefined) {
    const { modelProvider, model } = around.terms().defaults;
    return modelProvider === null || model === null ? null : `${modelProvider}/${model}`;
  }
  const alias = name.toLowerCase();
  const found =
    models.find(({ reference }) => reference === name) ??
    models.find(({ id }) => id === name) ??
    models.find((model) => model.name.toLowerCase() === alias);
  return found?.reference ?? name;
}
