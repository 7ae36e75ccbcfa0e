// read, write and edit: the files of an agent, inside its workspace.
import * as v from 'valibot';
import type { Workspace, Workspaces } from '../agent-seams.ts';
import { invalidRequest } from '../errors.ts';
import { applyEdits } from './edits.ts';
import { defineTool, type Tool } from './tool.ts';

const LINES = 2000;
const CHARACTERS = 50_000;
/** So much that no sensible change is refused, and no answer runs away. */
const EDITS = 100;

const Path = v.pipe(v.string(), v.nonEmpty(), v.description('Relative to the workspace'));
const Position = v.pipe(v.number(), v.integer(), v.minValue(1));
const Edit = v.object({
  oldText: v.pipe(v.string(), v.nonEmpty(), v.description('Must be in the file exactly once')),
  newText: v.string(),
});

export function createFileTools(workspaces: Workspaces): Tool[] {
  return [readTool(workspaces), writeTool(workspaces), editTool(workspaces)];
}

function readTool(workspaces: Workspaces): Tool {
  return defineTool({
    name: 'read',
    label: 'Read',
    group: 'fs',
    description: 'Reads a text file of the workspace, or lists a folder of it ("." is the workspace).',
    input: v.object({
      path: Path,
      offset: v.optional(v.pipe(Position, v.description('The first line, from 1'))),
      limit: v.optional(v.pipe(Position, v.maxValue(LINES), v.description(`How many lines, ${LINES} at most`))),
    }),
    async run({ path, offset = 1, limit = LINES }, { agentId }) {
      const workspace = workspaces(agentId);
      const facts = await workspace.look(path);
      if (!facts && !isRoot(path)) throw invalidRequest(`Cannot read "${path.slice(0, 200)}": it does not exist`);
      return facts?.kind === 'file' ? readLines(workspace, path, offset, limit) : listFolder(workspace, path);
    },
  });
}

function writeTool(workspaces: Workspaces): Tool {
  return defineTool({
    name: 'write',
    label: 'Write',
    group: 'fs',
    description: 'Writes a text file of the workspace. What the file held before is replaced; folders are made.',
    input: v.object({ path: Path, content: v.string() }),
    async run({ path, content }, { agentId }) {
      const { size } = await workspaces(agentId).write(path, content);
      return `Wrote ${size} bytes in ${counted(countLines(content), 'line')}.`;
    },
  });
}

function editTool(workspaces: Workspaces): Tool {
  return defineTool({
    name: 'edit',
    label: 'Edit',
    group: 'fs',
    description:
      'Changes parts of a text file of the workspace: all of the given edits, or none when one does not fit.',
    input: v.object({
      path: Path,
      edits: v.optional(v.pipe(v.array(Edit), v.maxLength(EDITS))),
      oldText: v.optional(v.pipe(v.string(), v.description('For one edit, instead of "edits"'))),
      newText: v.optional(v.string()),
    }),
    async run({ path, edits = [], oldText, newText }, { agentId }) {
      const single = oldText && newText !== undefined ? [{ oldText, newText }] : [];
      const all = [...edits, ...single];
      if (all.length === 0)
        throw invalidRequest('Cannot edit a file without "edits": give oldText and newText for each');
      const name = path.slice(0, 200);
      const { size } = await workspaces(agentId).write(path, (before) => {
        if (before === null) throw invalidRequest(`Cannot edit "${name}": it does not exist; use write to make it`);
        return applyEdits(name, before, all);
      });
      return `Made ${counted(all.length, 'edit')}; the file has ${size} bytes now.`;
    },
  });
}

async function readLines(workspace: Workspace, path: string, from: number, count: number): Promise<string> {
  const read = await workspace.read(path, { from, count });
  if (!read) throw invalidRequest(`Cannot read "${path.slice(0, 200)}": it has just been removed`);
  const of = read.total === null ? `a file of ${megabytes(read.size)}` : `${read.total}`;
  if (read.to < from) return `[No line ${from}: the file has ${counted(read.total ?? 0, 'line')}]`;
  const text = read.text.slice(0, CHARACTERS);
  const whole = text.length === read.text.length && !read.cut;
  // The last line of a text that is cut is not complete, so the next part begins with it.
  const to = whole ? read.to : Math.max(from, from + countLines(text) - 1);
  const after = read.total === null || to < read.total ? to + 1 : null;
  const more = whole || to === from ? after : to;
  const next = more === null ? '' : `; go on with offset ${more}`;
  const cut = whole ? '' : to === from ? `; line ${from} is longer than can be shown` : `; line ${to} is cut`;
  return `[Lines ${from}-${to} of ${of}${cut}${next}]\n${text.toWellFormed()}`;
}

async function listFolder(workspace: Workspace, path: string): Promise<string> {
  const folder = (await workspace.list(path)) ?? { entries: [], more: 0 };
  const names = folder.entries.map(({ name, kind, size }) =>
    kind === 'folder' ? `${name}/` : `${name} (${size} bytes)`,
  );
  const more = folder.more > 0 ? [`[and ${folder.more} more]`] : [];
  return [`[A folder with ${counted(folder.entries.length + folder.more, 'entry')}]`, ...names, ...more].join('\n');
}

function isRoot(path: string): boolean {
  return path === '.' || path === './';
}

function countLines(text: string): number {
  if (text === '') return 0;
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : what.replace(/y$/, 'ie').concat('s')}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
