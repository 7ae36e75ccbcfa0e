// The names of sessions: "agent:<agent>:<rest>" is canonical, everything else is short for it.

export type SessionKey = { key: string; agentId: string; rest: string };

export const DEFAULT_AGENT = 'main';

export function readSessionKey(given: string, mainKey = 'main', agentId = DEFAULT_AGENT): SessionKey {
  const canonical = /^agent:([^:]+):(.+)$/s.exec(given);
  const agent = canonical?.[1] ?? agentId;
  const rest = canonical?.[2] ?? given;
  const name = rest === 'main' ? mainKey : rest;
  return { key: `agent:${agent}:${name}`, agentId: agent, rest: name };
}

export function mainSessionKey(agentId = DEFAULT_AGENT, mainKey = 'main'): string {
  return `agent:${agentId}:${mainKey}`;
}

/** What kind of conversation the rest of the key speaks of: the word before its first colon or dash. */
export function classify(rest: string, mainKey = 'main'): string {
  if (rest === mainKey) return 'main';
  return /^(dashboard|tui)[:-]/.exec(rest)?.[1] ?? 'direct';
}
