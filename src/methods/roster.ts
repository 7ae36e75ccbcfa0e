// sessions.* about all of them: list, find, preview, create, and hearing of every change.
import { invalidRequest } from '../errors.ts';
import { toRow } from '../protocol/session-row.ts';
import * as sessions from '../protocol/sessions.ts';
import type { SessionRecord } from '../records.ts';
import { method, type Surroundings, type Table } from './method.ts';
import { changed, refuseUnknownModel } from './sessions.ts';
import { agentOf, keyOf, senderOf } from './target.ts';
import { checkWords } from './words.ts';

const MINUTE_MS = 60_000;
const MAX_LISTED = 1000;

export const rosterMethods: Table = {
  'sessions.list': method({
    params: sessions.ListParams,
    result: sessions.List,
    handle: (params, _caller, around) => list(params, around),
  }),
  'sessions.subscribe': method({
    params: sessions.SubscribeParams,
    result: sessions.Subscribed,
    async handle(params, caller, around) {
      caller.roster(true);
      const { limit } = params;
      return limit === undefined
        ? { subscribed: true }
        : { subscribed: true, list: await list({ ...params, limit }, around) };
    },
  }),
  'sessions.unsubscribe': method({
    params: sessions.SubscribeParams,
    result: sessions.Subscribed,
    handle(_params, caller) {
      caller.roster(false);
      return { subscribed: false };
    },
  }),
  'sessions.resolve': method({
    params: sessions.ResolveParams,
    result: sessions.Resolved,
    async handle({ key, sessionId, label, shortId, agentId, allowMissing }, _caller, around) {
      const asked = key ?? sessionId ?? label ?? shortId;
      if (asked === undefined) throw invalidRequest('invalid sessions.resolve params: at root: must name a session');
      const by =
        key !== undefined
          ? { key: keyOf(key, agentId, around) }
          : sessionId !== undefined
            ? { id: sessionId }
            : label !== undefined
              ? { label }
              : { shortId: asked };
      const found = (await around.index.find(by)).filter((one) => agentId === undefined || one.agentId === agentId);
      const candidates = found.map((one) => ({
        key: one.key,
        agentId: one.agentId,
        ...((one.label ?? one.title) ? { displayName: one.label ?? one.title ?? '' } : {}),
      }));
      const [only, ...others] = candidates;
      if (only && others.length === 0) return { ok: true as const, ...only };
      if (allowMissing) return { ok: false as const, ...(candidates.length > 0 ? { candidates } : {}) };
      if (only) throw invalidRequest(`Cannot tell which session is meant by '${asked}': ${candidates.length} match`);
      throw invalidRequest(`No session found: ${asked}`);
    },
  }),
  'sessions.preview': method({
    params: sessions.PreviewParams,
    result: sessions.Previews,
    async handle({ keys, limit, maxChars }, { principal }, around) {
      const previews = keys.map(async (given) => {
        const key = keyOf(given, undefined, around);
        const { items, exists } = await around.sessions.call(principal, key, { type: 'preview', limit, maxChars });
        const status = !exists ? ('missing' as const) : items.length === 0 ? ('empty' as const) : ('ok' as const);
        return { key: given, status, items };
      });
      return { ts: around.now(), previews: await Promise.all(previews) };
    },
  }),
  'sessions.create': method({
    params: sessions.CreateParams,
    result: sessions.Created,
    async handle(params, caller, around) {
      if (params.model !== undefined) refuseUnknownModel(params.model, around);
      const { message = '', attachments: given = [] } = params;
      const begins = message.trim() !== '' || given.length > 0;
      if (begins) checkWords(message, given);
      const attachments = await around.intake.receive(given);
      const key = await freeKey(params.key, params.agentId, around);
      const session = await around.sessions.call(caller.principal, key, {
        type: 'create',
        patch: {
          label: params.label ?? params.displayName,
          category: params.category,
          model: params.model,
          thinking: params.thinkingLevel,
        },
        parentKey: params.parentSessionKey && keyOf(params.parentSessionKey, params.agentId, around),
      });
      const created = { ...changed(session, around), sessionId: session.id };
      if (!begins) return { ...created, runStarted: false };
      const runId = params.idempotencyKey ?? crypto.randomUUID();
      const sent = await around.sessions.call(caller.principal, key, {
        type: 'send',
        runId,
        message,
        sender: senderOf(caller),
        attachments,
      });
      return { ...created, runStarted: true, ...sent };
    },
  }),
};

async function list(params: sessions.ListParams, around: Surroundings): Promise<sessions.List> {
  const now = around.now();
  const limit = Math.min(params.limit, MAX_LISTED);
  const { sessions: found, total } = await around.index.list({
    limit,
    offset: params.offset,
    agentId: params.agentId,
    parentKey: params.spawnedBy && keyOf(params.spawnedBy, params.agentId, around),
    label: params.label,
    search: params.search || undefined,
    archived: params.archived,
    updatedAfter: params.activeMinutes && now - params.activeMinutes * MINUTE_MS,
    sortBy: params.sortBy === 'lastInteractionAt' ? 'interactedAt' : 'updatedAt',
  });
  const end = params.offset + found.length;
  return {
    ts: now,
    count: found.length,
    totalCount: total,
    limitApplied: limit,
    nextOffset: end < total ? end : null,
    hasMore: end < total,
    owners: [],
    defaults: around.terms().defaults,
    sessions: found.map((session) => told(session, params, around)),
  };
}

/** Titles and last words are left out unless they are asked for. */
function told(session: SessionRecord, params: sessions.ListParams, around: Surroundings): sessions.SessionRow {
  const { derivedTitle, lastMessagePreview, ...row } = toRow(session, around.terms());
  return {
    ...row,
    ...(params.includeDerivedTitles && derivedTitle !== undefined ? { derivedTitle } : {}),
    ...(params.includeLastMessage && lastMessagePreview !== undefined ? { lastMessagePreview } : {}),
  };
}

async function freeKey(given: string | undefined, agentId: string | undefined, around: Surroundings): Promise<string> {
  const agent = agentOf(agentId, around);
  return given === undefined ? `agent:${agent}:dashboard:${crypto.randomUUID()}` : keyOf(given, agent, around);
}
