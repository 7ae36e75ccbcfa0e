// A tool as its server describes it, within bounds, under a name that is ours.
import * as v from 'valibot';
import type { ToolFacts, ToolNotice } from '../agent-seams.ts';

export type Offered = { facts: ToolFacts /** What the server calls it. */; name: string };

const LONGEST_NAME = 64;
const DESCRIPTION_CHARACTERS = 2000;
const SCHEMA_CHARACTERS = 64_000;
const MOST_TOOLS = 256;

const Told = v.object({
  name: v.pipe(v.string(), v.nonEmpty(), v.maxLength(256)),
  title: v.optional(v.string()),
  description: v.optional(v.string(), ''),
  inputSchema: v.pipe(
    v.record(v.string(), v.unknown()),
    v.check(({ type }) => type === 'object', 'its input must be of the type "object"'),
  ),
});

/** What cannot be used is left out, and a notice says so. `hide` takes secrets out of what a server says. */
export function readTools(server: string, told: readonly unknown[], hide: (text: string) => string) {
  const offered = new Map<string, Offered>();
  const left: string[] = [];
  for (const one of told.slice(0, MOST_TOOLS)) {
    const read = v.safeParse(Told, one, { abortEarly: true });
    if (!read.success) {
      left.push(`${quoted(nameOf(one))} (${read.issues[0].message.slice(0, 100)})`);
      continue;
    }
    const { name, title, description, inputSchema } = read.output;
    if (JSON.stringify(inputSchema).length > SCHEMA_CHARACTERS) {
      left.push(`${quoted(name)} (the schema of its input is too large)`);
      continue;
    }
    const facts: ToolFacts = {
      name: ownName(server, name, offered),
      label: hide(title ?? name).slice(0, 100),
      description: hide(description).slice(0, DESCRIPTION_CHARACTERS),
      parameters: inputSchema,
      source: 'mcp',
      group: 'mcp',
    };
    offered.set(facts.name, { facts, name });
  }
  if (told.length > MOST_TOOLS) left.push(`${told.length - MOST_TOOLS} beyond the first ${MOST_TOOLS}`);
  return { offered, notices: left.length === 0 ? [] : [leftOut(server, left)] };
}

function leftOut(server: string, left: readonly string[]): ToolNotice {
  const more = left.length > 5 ? ` and ${left.length - 5} more` : '';
  const message = `The MCP server ${quoted(server)} has tools that cannot be used: ${left.slice(0, 5).join(', ')}${more}`;
  return { id: `mcp-tools-left-out:${server}`, severity: 'warning', message, servers: [server] };
}

/** Models take letters, digits, "_" and "-", and no more than 64 of them. */
function ownName(server: string, name: string, taken: ReadonlyMap<string, unknown>): string {
  const plain = `${server}__${name}`.replace(/[^A-Za-z0-9_-]/g, '_');
  for (let count = 1; ; count += 1) {
    const end = count === 1 ? '' : `_${count}`;
    const candidate = plain.slice(0, LONGEST_NAME - end.length) + end;
    if (!taken.has(candidate)) return candidate;
  }
}

function nameOf(told: unknown): string {
  const read = v.safeParse(v.object({ name: v.string() }), told);
  return read.success ? read.output.name : 'without a name';
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
