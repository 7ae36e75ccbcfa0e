// What an agent is told of its workspace: the files that say who it is, read anew when they changed.
import { getLogger } from '@logtape/logtape';
import type { Workspace } from '../agent-seams.ts';
import { GatewayError } from '../errors.ts';
import { agentFileNames, MEMORY_BY_ANOTHER_NAME } from '../protocol/agent-files.ts';
import { type ContextFile, cutMiddle, layOut } from './context-budget.ts';

const BOOTSTRAP = 'BOOTSTRAP.md';
const CUT = '[Some workspace files are cut.]';
const CUT_READABLE = '[Some workspace files are cut; the read tool shows all of them.]';
const log = getLogger(['pincer', 'workspace']);

type Known = { size: number; modifiedAt: number; limit: number; file: ContextFile };
export type Budgets = { perFile: number; total: number };
export type Wish = {
  budgets: Budgets;
  /** Whether the tool for it is there. */
  canRead: boolean;
  /** Asked only when BOOTSTRAP.md would be shown. */
  bootstrap(): boolean;
};

export class ProjectContext {
  /** By place; of a file only what may be shown is kept. */
  readonly #known = new Map<string, Known>();

  /** The section for the system prompt; nothing without a workspace or words in it. */
  async read(workspace: Workspace, { budgets, canRead, bootstrap }: Wish): Promise<string> {
    const names = await present(workspace);
    const read = await Promise.all(names.map((name) => this.#file(workspace, name, budgets.perFile)));
    const files = read.filter((file) => file !== null);
    const notice = canRead ? CUT_READABLE : CUT;
    const whole = layOut(files, budgets.total, notice);
    if (!whole.names.includes(BOOTSTRAP) || bootstrap()) return whole.text;
    const others = files.filter(({ name }) => name !== BOOTSTRAP);
    return layOut(others, budgets.total, notice).text;
  }

  async #file(workspace: Workspace, name: string, limit: number): Promise<ContextFile | null> {
    const place = `${workspace.root}\0${name}`;
    try {
      const facts = await workspace.look(name);
      if (facts?.kind !== 'file') {
        this.#known.delete(place);
        return null;
      }
      const known = this.#known.get(place);
      const { size, modifiedAt } = facts;
      if (known?.size === size && known.modifiedAt === modifiedAt && known.limit === limit) return known.file;
      const read = await workspace.read(name);
      if (!read) return null;
      const piece = cutMiddle(read.text.trim().toWellFormed(), limit);
      const file = { name, text: piece.text, cut: piece.cut || read.cut };
      this.#known.set(place, { size: read.size, modifiedAt: read.modifiedAt, limit, file });
      return file;
    } catch (error) {
      // An agent without its notes is better than none.
      const reason = error instanceof GatewayError ? error.message : error;
      log.warn('{name} of {root} is left out of the prompt: {reason}', { name, root: workspace.root, reason });
      return null;
    }
  }
}

async function present(workspace: Workspace): Promise<string[]> {
  // Nothing more is asked of the machine when there is no workspace.
  const root = await workspace.look('.').catch(() => null);
  if (root?.kind !== 'folder') return [];
  const memory = (await workspace.look('MEMORY.md').catch(() => null)) ? 'MEMORY.md' : MEMORY_BY_ANOTHER_NAME;
  return agentFileNames.map((name) => (name === 'MEMORY.md' ? memory : name));
}
