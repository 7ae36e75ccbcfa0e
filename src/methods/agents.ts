// agent, agent.wait, agents.list, agent.identity.get: the agents, and running one by hand.
import { GatewayError, invalidRequest } from '../errors.ts';
import * as agents from '../protocol/agents.ts';
import { readSessionKey } from '../protocol/session-key.ts';
import { identityOf } from './agent-identity.ts';
import { type AgentFacts, method, type Surroundings, type Table } from './method.ts';
import { defaultAgent, keyOf, mainKeyOf, senderOf } from './target.ts';
import { checkWords } from './words.ts';

/** As long as a run may take before the one who asked for it is told that nobody waits any more. */
const PATIENCE_MS = 24 * 60 * 60 * 1000;

export const agentMethods: Table = {
  agent: method({
    params: agents.AgentParams,
    result: agents.AgentResult,
    async handle(params, caller, around) {
      const { attachments = [] } = params;
      checkWords(params.message, attachments);
      const key = placeOf(params, around);
      await around.sessions.call(caller.principal, key, {
        type: 'send',
        runId: params.idempotencyKey,
        message: params.message,
        sender: senderOf(caller),
        thinking: params.thinking,
        timeoutMs: params.timeout === undefined ? undefined : params.timeout * 1000,
        queueMode: 'followup',
        attachments: await around.intake.receive(attachments, key),
      });
      const { agentId } = readSessionKey(key);
      return {
        runId: params.idempotencyKey,
        sessionKey: key,
        agentId,
        status: 'accepted' as const,
        acceptedAt: around.now(),
      };
    },
    async later(params, { principal }, around) {
      const key = placeOf(params, around);
      const wait = { type: 'wait', runId: params.idempotencyKey, timeoutMs: PATIENCE_MS } as const;
      const end = await around.sessions.call(principal, key, wait);
      if (end.status === 'timeout') {
        throw new GatewayError('AGENT_TIMEOUT', 'The agent took longer than its time limit and was stopped', {
          details: { runId: end.runId },
        });
      }
      const text = end.terminalReply?.text ?? '';
      const ok = end.status === 'ok';
      return {
        runId: end.runId,
        status: ok ? ('ok' as const) : ('error' as const),
        summary: ok ? 'completed' : (end.error ?? (end.aborted ? 'aborted' : 'failed')),
        result: {
          payloads: text === '' ? [] : [{ text }],
          meta: {
            durationMs: (end.endedAt ?? 0) - (end.startedAt ?? end.endedAt ?? 0),
            aborted: end.aborted,
            stopReason: end.stopReason ?? null,
          },
        },
      };
    },
  }),
  'agent.wait': method({
    params: agents.WaitParams,
    result: agents.Waited,
    async handle({ runId, sessionKey, timeoutMs }, { principal }, around) {
      const key =
        sessionKey === undefined ? (await around.index.run(runId))?.key : keyOf(sessionKey, undefined, around);
      if (key === undefined) throw invalidRequest(`No run found: ${runId}`);
      const wait = { type: 'wait', runId, timeoutMs } as const;
      const waited = await around.sessions.call(principal, key, wait);
      const { sessionKey: _key, aborted: _aborted, said: _said, usage: _usage, calls: _calls, ...answer } = waited;
      return answer;
    },
  }),
  'agents.list': method({
    params: agents.ListParams,
    result: agents.AgentsList,
    async handle(_params, _caller, around) {
      return {
        defaultId: defaultAgent(around),
        mainKey: around.terms().mainKey,
        scope: 'per-sender' as const,
        agents: await Promise.all(around.agents().map((agent) => summaryOf(agent, around))),
      };
    },
  }),
  'agent.identity.get': method({
    params: agents.IdentityParams,
    result: agents.Identity,
    async handle({ agentId, sessionKey }, _caller, around) {
      const id = agentId ?? (sessionKey === undefined ? defaultAgent(around) : readSessionKey(sessionKey).agentId);
      const agent = around.agents().find((one) => one.id === id);
      const identity = await identityOf(agent, around.workspaces(id));
      const { name = 'Assistant', nameSource, emoji } = identity;
      return {
        agentId: id,
        name,
        nameSource,
        avatar: identity.avatar ?? emoji ?? String.fromCodePoint(name.codePointAt(0) ?? 65),
        ...(emoji === undefined ? {} : { emoji }),
      };
    },
  }),
};

async function summaryOf(agent: AgentFacts, around: Surroundings) {
  const { id, name, model, fallbacks, thinkingDefault } = agent;
  const workspace = around.workspaces(id);
  const { nameSource: _source, ...identity } = await identityOf(agent, workspace);
  return {
    id,
    kind: 'agent' as const,
    model: { primary: model, ...(fallbacks.length === 0 ? {} : { fallbacks: [...fallbacks] }) },
    workspace: workspace.root,
    ...(name === undefined ? {} : { name }),
    ...(Object.keys(identity).length === 0 ? {} : { identity }),
    ...(thinkingDefault === undefined ? {} : { thinkingDefault }),
  };
}

function placeOf(
  params: { sessionKey?: string | undefined; agentId?: string | undefined },
  around: Surroundings,
): string {
  return params.sessionKey === undefined
    ? mainKeyOf(params.agentId, around)
    : keyOf(params.sessionKey, params.agentId, around);
}
