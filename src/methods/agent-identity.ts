// Who an agent is to people: what the settings say, and where they say nothing, what its IDENTITY.md does.
import type { Workspace } from '../agent-seams.ts';
import type { AgentFacts } from './method.ts';

export type Identity = {
  name?: string;
  emoji?: string;
  avatar?: string;
  nameSource: 'config' | 'workspace' | 'default';
};

const LINES = { from: 1, count: 200 };
const LONGEST_NAME = 100;
const LONGEST_EMOJI = 16;

export async function identityOf(agent: AgentFacts | undefined, workspace: Workspace): Promise<Identity> {
  const { name: own, emoji, avatar } = agent?.identity ?? {};
  const named = own ?? agent?.name;
  const text = named !== undefined && emoji !== undefined ? '' : await identityFile(workspace);
  const name = named ?? readLine(text, 'name', LONGEST_NAME);
  const sign = emoji ?? readLine(text, 'emoji', LONGEST_EMOJI);
  return {
    nameSource: named !== undefined ? 'config' : name !== undefined ? 'workspace' : 'default',
    ...(name === undefined ? {} : { name }),
    ...(sign === undefined ? {} : { emoji: sign }),
    ...(avatar === undefined ? {} : { avatar }),
  };
}

/** Nothing when it cannot be read: who asks for a name is not helped by a refusal. */
async function identityFile(workspace: Workspace): Promise<string> {
  try {
    return (await workspace.read('IDENTITY.md', LINES))?.text ?? '';
  } catch {
    return '';
  }
}

/** "Name: Clawd", also as "- **Name:** Clawd". What stands in brackets is a hint for whoever fills it in. */
function readLine(text: string, label: string, longest: number): string | undefined {
  const [, found = ''] = new RegExp(`^[\\s>*_-]*${label}[*_ \\t]*:[*_ \\t]*(.+)$`, 'im').exec(text) ?? [];
  const value = found.replace(/[*_\s]+$/, '').trim();
  return value === '' || /^[([<]/.test(value) || value.length > longest ? undefined : value;
}
