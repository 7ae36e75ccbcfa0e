// The gateway itself: health, status, presence, settings, log.
import * as v from 'valibot';
import * as system from '../protocol/system.ts';
import { method, type Table } from './method.ts';
import { defaultAgent } from './target.ts';

export const systemMethods: Table = {
  health: method({
    params: system.Nothing,
    result: system.Health,
    handle: (_params, _caller, around) => around.gateway.health(),
  }),
  status: method({
    params: system.Nothing,
    result: system.Status,
    async handle(_params, _caller, around) {
      const { sessions } = await around.gateway.health();
      const { model, contextTokens } = around.terms().defaults;
      return {
        runtimeVersion: around.version,
        uptimeMs: around.now() - around.startedAt,
        connections: around.gateway.connections,
        heartbeat: { defaultAgentId: defaultAgent(around), agents: [] },
        channelSummary: [],
        queuedSystemEvents: [],
        sessions: { ...sessions, defaults: { model, contextTokens } },
        ...(await around.vitals()),
        startedAt: around.startedAt,
      };
    },
  }),
  'system-presence': method({
    params: system.Nothing,
    result: system.PresenceList,
    handle: (_params, _caller, around) => around.gateway.presence(),
  }),
  'system-event': method({
    params: system.SystemEventParams,
    result: system.Ok,
    handle({ text }, _caller, around) {
      around.gateway.systemEvent(text);
      return { ok: true as const };
    },
  }),
  'last-heartbeat': method({
    params: system.Nothing,
    result: v.null(),
    handle: () => null,
  }),
  'config.get': method({
    params: system.Nothing,
    result: system.ConfigGet,
    handle: (_params, _caller, around) => around.config(),
  }),
  'logs.tail': method({
    params: system.LogsTailParams,
    result: system.LogsTail,
    handle: (params, _caller, around) => around.logs(params),
  }),
};
