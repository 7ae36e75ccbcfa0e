// BOOTSTRAP.md is for one run: it is lent to the first that asks, and put aside once that run has answered.
import { getLogger } from '@logtape/logtape';
import type { Workspace, Workspaces } from '../agent-seams.ts';
import type { Agent } from '../ports.ts';

const FILE = 'BOOTSTRAP.md';
/** So often its reader may have put one aside already. */
const TIMES = 100;
const log = getLogger(['pincer', 'workspace']);

export class Bootstrap {
  /** Which run has it, by the workspace; null when it is done, and could not be put aside. */
  readonly #lent = new Map<string, string | null>();

  /** Whether this run may see it: the same answer each time that the run asks. */
  lend({ root }: Workspace, runId: string): boolean {
    const holder = this.#lent.get(root);
    if (holder !== undefined) return holder === runId;
    this.#lent.set(root, runId);
    return true;
  }

  /** The same agent; a run of it that fails or is stopped leaves the file to the next one. */
  around(agent: Agent, workspaces: Workspaces): Agent {
    const end = (agentId: string, runId: string, answered: boolean) =>
      this.#giveBack(workspaces(agentId), runId, answered);
    return async function* (turn, signal) {
      let steps = 0;
      let answered = false;
      try {
        for await (const event of agent(turn, signal)) {
          if (event.type === 'step') steps += 1;
          yield event;
        }
        answered = steps > 0 && !signal.aborted;
      } finally {
        await end(turn.agentId, turn.runId, answered);
      }
    };
  }

  async #giveBack(workspace: Workspace, runId: string, answered: boolean): Promise<void> {
    const { root } = workspace;
    if (this.#lent.get(root) !== runId) return;
    if (!answered) {
      this.#lent.delete(root);
      return;
    }
    try {
      if (await workspace.look(FILE)) await workspace.move(FILE, await freeName(workspace));
      this.#lent.delete(root);
    } catch (error) {
      this.#lent.set(root, null);
      log.warn('Cannot put BOOTSTRAP.md of {root} aside: {error}; it is shown again after the next start', {
        root,
        error,
      });
    }
  }
}

async function freeName(workspace: Workspace): Promise<string> {
  for (let time = 1; time < TIMES; time += 1) {
    const name = time === 1 ? 'BOOTSTRAP.done.md' : `BOOTSTRAP.done-${time}.md`;
    if (!(await workspace.look(name))) return name;
  }
  return `BOOTSTRAP.done-${crypto.randomUUID()}.md`;
}
