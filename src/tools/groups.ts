// The groups that tools stand in, the profiles made of them, and which tools a name of a rule means.
import type { ToolFacts } from '../agent-seams.ts';
import type { Profile } from '../config/schema.ts';

export type Standing = Pick<ToolFacts, 'name' | 'group' | 'source'>;

/** In the order in which they are shown. A group that is not here is shown by its id, after these. */
export const groupLabels: Readonly<Record<string, string>> = {
  fs: 'Files',
  web: 'Web',
  sessions: 'Sessions',
  mcp: 'MCP servers',
};

export const profiles: Readonly<Record<Profile, { label: string; allow: readonly string[] }>> = {
  minimal: { label: 'Minimal', allow: ['session_status'] },
  coding: { label: 'Coding', allow: ['group:fs', 'group:sessions', 'group:web', 'group:mcp'] },
  messaging: { label: 'Messaging', allow: ['group:sessions'] },
  full: { label: 'Full', allow: ['*'] },
};

/** Names that settings of OpenClaw have for what servers bring. */
const aliases: Readonly<Record<string, string>> = { 'bundle-mcp': 'group:mcp', 'group:plugins': 'group:mcp' };

/** A name of a rule: of a tool, or `group:…` for a group of them; `*` in it stands for any characters. */
export function means(name: string, tool: Standing): boolean {
  const given = name.trim().toLowerCase();
  const pattern = aliases[given] ?? given;
  if (!pattern.startsWith('group:')) return fits(pattern, tool.name.toLowerCase());
  const wanted = pattern.slice('group:'.length);
  return [tool.group.toLowerCase(), tool.source === 'mcp' ? 'mcp' : 'openclaw'].some((group) => fits(wanted, group));
}

export function anyMeans(names: readonly string[], tool: Standing): boolean {
  return names.some((name) => means(name, tool));
}

/** Without a regular expression: many stars would make one slow. */
function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
