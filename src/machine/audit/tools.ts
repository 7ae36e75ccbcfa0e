// What the agent may do while strangers can reach the gateway.
import { defaultAgentId } from '../../agents/catalog.ts';
import { policyAt } from '../../tools/policy.ts';
import { exposureOf, type SettingsFacts } from './facts.ts';
import type { Finding } from './finding.ts';

const reading = { name: 'web_fetch', group: 'web', source: 'core' } as const;
const writing = { name: 'write', group: 'fs', source: 'core' } as const;

export function auditTools({ settings }: Pick<SettingsFacts, 'settings'>): Finding[] {
  const { gateway, tools, agents } = settings;
  const open = exposureOf(gateway) === 'network' || gateway.tailscale.mode === 'funnel';
  if (!open || !tools.web.fetch.enabled) return [];
  const ids = new Set([defaultAgentId(settings), ...agents.list.map(({ id }) => id)]);
  const both = [...ids].filter((agentId) => {
    const policy = policyAt(settings, { agentId, sessionKey: `agent:${agentId}:main`, model: null });
    return policy.judge(reading).allowed && policy.judge(writing).allowed;
  });
  if (both.length === 0) return [];
  return [
    {
      id: 'tools.fetch_and_write_exposed',
      severity: 'info',
      what: `The agent ${both.slice(0, 3).join(', ')} may read the web and write files, and the gateway can be reached from outside`,
      why: 'a page that it reads can talk it into writing what its next runs are told',
      fix: `where that is not needed: pincer config set tools.deny '["write","edit"]'`,
    },
  ];
}
