// A session as lists and events show it.

import type * as v from 'valibot';
import type { SessionRecord } from '../records.ts';
import { classify, readSessionKey } from './session-key.ts';
import type { Entry, SessionDefaults, SessionRow } from './sessions.ts';

/** What the settings say to a session. */
type Terms = {
  mainKey: string;
  queueMode: string;
  defaultsOf(agentId: string): SessionDefaults;
  contextWindow(session: SessionRecord): number | null;
};

export function toRow(session: SessionRecord, terms: Terms): SessionRow {
  const { rest } = readSessionKey(session.key);
  const defaults = terms.defaultsOf(session.agentId);
  const model = modelInUse(session, defaults);
  const contextTokens = terms.contextWindow(session) ?? defaults.contextTokens;
  const title = session.label ?? session.title;
  const active = session.activeRunId;
  return {
    key: session.key,
    sessionId: session.id,
    kind: 'direct',
    classification: classify(rest, terms.mainKey),
    agentId: session.agentId,
    isMain: rest === terms.mainKey,
    createdAt: session.createdAt,
    updatedAt: session.updatedAt,
    archived: session.archived,
    pinned: session.pinned,
    unread: session.unread,
    visibility: 'shared',
    hasActiveRun: active !== null,
    activeRunIds: active === null ? [] : [active],
    abortedLastRun: session.status === 'killed',
    activeLeafEntryId: session.leafId,
    inputTokens: session.inputTokens,
    outputTokens: session.outputTokens,
    totalTokens: session.contextTokens,
    // Nothing rather than zero where no price is known.
    ...(session.cost > 0 ? { estimatedCostUsd: session.cost } : {}),
    effectiveQueueMode: session.queueMode ?? terms.queueMode,
    ...(session.label === null ? {} : { label: session.label }),
    ...(session.category === null ? {} : { category: session.category }),
    ...(title === null ? {} : { displayName: title }),
    ...(session.title === null ? {} : { derivedTitle: session.title }),
    ...(session.preview === null ? {} : { lastMessagePreview: session.preview }),
    ...(session.interactedAt === null ? {} : { lastInteractionAt: session.interactedAt }),
    ...(session.status === null ? {} : { status: session.status }),
    ...(session.startedAt === null ? {} : { startedAt: session.startedAt }),
    ...(session.endedAt === null ? {} : { endedAt: session.endedAt }),
    ...(session.startedAt !== null && session.endedAt !== null
      ? { runtimeMs: session.endedAt - session.startedAt }
      : {}),
    ...(session.parentKey === null ? {} : { parentSessionKey: session.parentKey }),
    ...(session.forkSource === null ? {} : { forkedFromParent: true, forkSource: session.forkSource }),
    ...(session.thinking === null ? {} : { thinkingLevel: session.thinking }),
    ...(model.modelProvider === null ? {} : { modelProvider: model.modelProvider }),
    ...(model.model === null ? {} : { model: model.model }),
    ...(contextTokens === null ? {} : { contextTokens }),
  };
}

/** The session's own choice ("provider/model"), else that of its agent. */
export function modelInUse(session: SessionRecord, defaults: SessionDefaults) {
  if (session.model === null) return { modelProvider: defaults.modelProvider, model: defaults.model };
  const slash = session.model.indexOf('/');
  if (slash < 0) return { modelProvider: defaults.modelProvider, model: session.model };
  return { modelProvider: session.model.slice(0, slash), model: session.model.slice(slash + 1) };
}

export function toEntry(session: SessionRecord): v.InferOutput<typeof Entry> {
  return {
    sessionId: session.id,
    lifecycleRevision: session.revision,
    createdAt: session.createdAt,
    updatedAt: session.updatedAt,
    archived: session.archived,
    pinned: session.pinned,
    unread: session.unread,
    ...(session.label === null ? {} : { label: session.label }),
    ...(session.category === null ? {} : { category: session.category }),
    ...(session.parentKey === null ? {} : { parentSessionKey: session.parentKey }),
    ...(session.model === null ? {} : { model: session.model }),
    ...(session.thinking === null ? {} : { thinkingLevel: session.thinking }),
  };
}
