// The words of welcome: what this gateway can do, how it is, and what the newcomer may do.
import type { Admission } from '../src/ports.ts';
import { attachmentLimits } from '../src/protocol/attachments.ts';
import { type HelloOk, PROTOCOL } from '../src/protocol/connect.ts';
import { limits } from './limits.ts';

export type HelloFacts = {
  version: string;
  bootId: string;
  startedAt: number;
  now: number;
  methods: string[];
  events: string[];
  tickMs: number;
  authMode: HelloOk['snapshot']['authMode'];
  sessionDefaults: Pick<HelloOk['snapshot']['sessionDefaults'], 'defaultAgentId' | 'mainKey' | 'mainSessionKey'>;
};

type Snapshot = Pick<HelloOk['snapshot'], 'presence' | 'health' | 'stateVersion'>;

export function sayHello(facts: HelloFacts, snapshot: Snapshot, connId: string, admission: Admission): HelloOk {
  const { principal, deviceToken } = admission;
  return {
    type: 'hello-ok',
    protocol: PROTOCOL,
    server: { version: facts.version, bootId: facts.bootId, connId },
    features: { methods: facts.methods, events: facts.events, capabilities: [] },
    snapshot: {
      ...snapshot,
      uptimeMs: facts.now - facts.startedAt,
      sessionDefaults: {
        ...facts.sessionDefaults,
        modelConfigured: true,
        ownership: 'sole',
        selectionRequired: false,
        scope: 'per-sender',
      },
      authMode: facts.authMode,
    },
    auth: {
      method: principal.method,
      role: principal.role,
      scopes: [...principal.scopes],
      ...(deviceToken ? { deviceToken: deviceToken.token, issuedAtMs: deviceToken.issuedAt } : {}),
    },
    policy: {
      maxPayload: limits.maxPayload,
      maxBufferedBytes: limits.maxBufferedBytes,
      tickIntervalMs: facts.tickMs,
      attachments: { ...attachmentLimits },
    },
  };
}
