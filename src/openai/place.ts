// Which agent is asked, with which model, and in which session the answer is given.
import type { SessionIndex } from '../ports.ts';
import { parse } from '../protocol/issues.ts';
import { readSessionKey } from '../protocol/session-key.ts';
import { Key } from '../protocol/sessions.ts';
import { badRequest, notFound } from './failure.ts';

export type Wish = {
  model: string | null;
  user: string | null;
  previousResponseId: string | null;
  headers: { agent: string | null; model: string | null; session: string | null; idempotency: string | null };
};

export type Known = {
  agents: readonly { id: string; isDefault: boolean }[];
  models: readonly { id: string; provider: string }[];
  mainKey: string;
  index: Pick<SessionIndex, 'run'>;
};

/** `model` is what the session is to answer with from now on; null leaves it as it is. */
export type Place = { key: string; model: string | null; stateless: boolean };

export const RESPONSE = 'resp_';

export async function choosePlace(wish: Wish, known: Known): Promise<Place> {
  const asked = readModel(wish.model, known);
  const named =
    wish.headers.agent === null ? asked.agent : knownAgent(wish.headers.agent, known, 'x-openclaw-agent-id');
  const agent = named ?? known.agents.find(({ isDefault }) => isDefault)?.id ?? 'main';
  const model = wish.headers.model === null ? asked.model : knownModel(wish.headers.model, known, 'x-openclaw-model');
  const key = await keyOf(wish, agent, known);
  const owner = readSessionKey(key.key).agentId;
  if (named !== null && owner !== named) {
    const words = `Cannot ask agent '${named}' in the session ${key.key}: it belongs to agent '${owner}'; leave one of them out`;
    throw badRequest(words, 'model', 'session_agent_mismatch');
  }
  return { ...key, model };
}

async function keyOf(wish: Wish, agent: string, known: Known): Promise<{ key: string; stateless: boolean }> {
  const { user, previousResponseId, headers } = wish;
  const header = headers.session === null ? null : readHeader(headers.session, agent, known);
  const previous = previousResponseId === null ? null : await sessionOf(previousResponseId, known);
  if (previous !== null && header !== null && previous !== header) {
    const words = `Cannot go on with '${previousResponseId}' in the session ${header}: it was given in ${previous}`;
    throw badRequest(words, 'previous_response_id', 'session_mismatch');
  }
  const there = header ?? previous;
  if (there !== null) return { key: there, stateless: false };
  if (user !== null) return { key: `agent:${agent}:openai-user:${await nameOf(user)}`, stateless: false };
  // The same request again is the same session, or it would be a new one and nobody could tell.
  const own = headers.idempotency === null ? crypto.randomUUID() : await digest(headers.idempotency);
  return { key: `agent:${agent}:openai:${own}`, stateless: true };
}

function readModel(model: string | null, known: Known): { agent: string | null; model: string | null } {
  if (model === null || model === 'openclaw') return { agent: null, model: null };
  const id = /^openclaw[/:](.+)$/s.exec(model)?.[1];
  if (id === undefined) return { agent: null, model: knownModel(model, known, 'model') };
  const meant = id === 'default' && !known.agents.some((agent) => agent.id === id);
  return { agent: meant ? null : knownAgent(id, known, 'model'), model: null };
}

function knownAgent(id: string, { agents }: Known, param: string): string {
  if (agents.some((agent) => agent.id === id)) return id;
  throw notFound(
    `Cannot find the agent '${id.slice(0, 100)}': GET /v1/models lists what is here`,
    param,
    'model_not_found',
  );
}

function knownModel(reference: string, { models }: Known, param: string): string {
  if (models.some(({ provider, id }) => `${provider}/${id}` === reference)) return reference;
  const words = `Cannot find the model '${reference.slice(0, 100)}': GET /v1/models lists what is here`;
  throw notFound(words, param, 'model_not_found');
}

function readHeader(given: string, agent: string, { mainKey }: Known): string {
  const name = 'x-openclaw-session-key';
  if (!parse(Key, given).success) throw badRequest(`Cannot use the header ${name}: it is no name of a session`, name);
  return readSessionKey(given, mainKey, agent).key;
}

async function sessionOf(responseId: string, { index }: Known): Promise<string> {
  const run = responseId.startsWith(RESPONSE) ? await index.run(responseId.slice(RESPONSE.length)) : null;
  if (run) return run.key;
  const words = `Cannot go on: the response '${responseId.slice(0, 100)}' is not known here`;
  throw badRequest(words, 'previous_response_id', 'previous_response_not_found');
}

/** Readable where it can be; whatever else a user is called has a name of its own all the same. */
async function nameOf(user: string): Promise<string> {
  const plain = /^[\w.@+-]{1,64}$/.test(user) && !user.startsWith('sha256-');
  return plain ? user : `sha256-${await digest(user)}`;
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes).slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
