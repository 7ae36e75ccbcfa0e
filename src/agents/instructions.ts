// What an agent is told before a conversation: the prompt of its settings, its tools, its workspace and its run.
import type { ToolFacts, Workspaces } from '../agent-seams.ts';
import type { Settings } from '../config/schema.ts';
import type { Turn } from '../ports.ts';
import type { Bootstrap } from './bootstrap.ts';
import { ProjectContext } from './project-context.ts';
import { composePrompt } from './prompt.ts';

export type Instructions = (
  turn: Pick<Turn, 'agentId' | 'runId' | 'instructions'>,
  tools: readonly ToolFacts[],
) => Promise<string>;

type Needs = {
  settings: () => Settings;
  workspaces: Workspaces;
  bootstrap: Bootstrap;
  now: () => number;
  timeZone?: string;
};

export function createInstructions({ settings, workspaces, bootstrap, now, ...given }: Needs): Instructions {
  const projects = new ProjectContext();
  // Asked for with the first turn: it loads the calendars of the world, and a start does without.
  let { timeZone } = given;
  return async (turn, tools) => {
    const { defaults, list } = settings().agents;
    const written = list.find(({ id }) => id === turn.agentId);
    const workspace = workspaces(turn.agentId);
    const context = await projects.read(workspace, {
      budgets: { perFile: defaults.bootstrapMaxChars, total: defaults.bootstrapTotalMaxChars },
      canRead: tools.some(({ name }) => name === 'read'),
      bootstrap: () => bootstrap.lend(workspace, turn.runId),
    });
    timeZone ??= new Intl.DateTimeFormat().resolvedOptions().timeZone;
    return composePrompt({
      name: written?.identity.name ?? written?.name ?? null,
      emoji: written?.identity.emoji ?? null,
      tools,
      context,
      now: now(),
      timeZone,
      instructions: turn.instructions,
    });
  };
}
