// Tools of whoever asks, in either dialect: what they are, whether one must be called, and how a call is told.
import * as v from 'valibot';
import type { ClientTool, ClientTools, ToolCallBlock } from '../records.ts';
import { badRequest } from './failure.ts';

const MAX_TOOLS = 64;
const MAX_CHARACTERS = 200_000;

const Facts = v.looseObject({
  name: v.pipe(v.string(), v.regex(/^(?!__proto__$)[\w-]{1,64}$/)),
  description: v.nullish(v.string(), ''),
  parameters: v.nullish(v.looseObject({ type: v.nullish(v.literal('object'), 'object') }), {}),
  strict: v.nullish(v.boolean()),
});
/** Chat completions have the facts in a `function` of their own, responses beside the type. */
const Tool = v.union([
  v.pipe(
    v.looseObject({ function: Facts }),
    v.transform((tool) => tool.function),
  ),
  Facts,
]);
const Named = v.union([
  v.pipe(
    v.looseObject({ type: v.literal('function'), function: v.looseObject({ name: v.string() }) }),
    v.transform((choice) => choice.function),
  ),
  v.looseObject({ type: v.literal('function'), name: v.string() }),
]);

export type GivenTools = { tools?: unknown; tool_choice?: unknown; parallel_tool_calls?: unknown };

/** Null when there are none, or none is to be called. */
export function readTools({
  tools,
  tool_choice: wanted,
  parallel_tool_calls: parallel,
}: GivenTools): ClientTools | null {
  if (wanted === 'none') return null;
  const list = readList(tools ?? []);
  const choice = readChoice(wanted ?? 'auto', list);
  if (typeof (parallel ?? true) !== 'boolean') {
    throw badRequest("Cannot read 'parallel_tool_calls': it must be true or false", 'parallel_tool_calls');
  }
  return list.length === 0 ? null : { tools: list, choice, parallel: parallel !== false };
}

function readList(given: unknown): ClientTool[] {
  if (!Array.isArray(given)) throw badRequest("Cannot read 'tools': it must be a list", 'tools');
  if (given.length > MAX_TOOLS) {
    throw badRequest(`Cannot take ${given.length} tools: ${MAX_TOOLS} is the most`, 'tools', 'too_many_tools');
  }
  const tools = given.map(readTool);
  const size = lengthOf(tools);
  if (size > MAX_CHARACTERS) {
    const words = `Cannot take tools of ${Number.isFinite(size) ? size : 'so many'} characters: ${MAX_CHARACTERS} is the most`;
    throw badRequest(words, 'tools', 'tools_too_long');
  }
  const names = tools.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw badRequest(`Cannot take two tools of the name '${twice}'`, 'tools');
  return tools;
}

function readTool(given: unknown, index: number): ClientTool {
  const { type } = v.is(v.looseObject({ type: v.string() }), given) ? given : { type: 'function' };
  if (type !== 'function') {
    const words = `Cannot use tools[${index}]: this gateway takes tools of type 'function'; whatever else there is, its agent has itself`;
    throw badRequest(words, 'tools', 'unsupported_parameter');
  }
  const read = v.safeParse(Tool, given);
  if (!read.success) {
    const words = `Cannot read tools[${index}]: it must be a function with a name of 1 to 64 letters, digits, '_' and '-', and parameters that are a JSON Schema of an object`;
    throw badRequest(words, 'tools');
  }
  const { name, description, parameters, strict } = read.output;
  const schema = 'properties' in parameters ? parameters : { ...parameters, properties: {} };
  return {
    name,
    description,
    parameters: { ...schema, type: 'object' },
    ...(typeof strict === 'boolean' ? { strict } : {}),
  };
}

function readChoice(wanted: unknown, tools: readonly ClientTool[]): ClientTools['choice'] {
  if (wanted === 'auto') return 'auto';
  if (tools.length === 0) throw badRequest("Cannot follow 'tool_choice': the request has no tools", 'tool_choice');
  if (wanted === 'required') return 'required';
  const read = v.safeParse(Named, wanted);
  if (!read.success) {
    const words = "Cannot follow 'tool_choice': it must be auto, none, required or the name of one function";
    throw badRequest(words, 'tool_choice', 'unsupported_parameter');
  }
  const { name } = read.output;
  if (tools.some((tool) => tool.name === name)) return { name };
  throw badRequest(`Cannot follow 'tool_choice': no tool has the name '${name.slice(0, 100)}'`, 'tool_choice');
}

/** What is nested too deeply to be written down is too long. */
function lengthOf(value: unknown): number {
  try {
    return JSON.stringify(value).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Two tools of one name would leave open whose is called. */
export function refuseClash(client: ClientTools, own: readonly { name: string }[]): void {
  const clash = client.tools.find(({ name }) => own.some((tool) => tool.name === name));
  if (!clash) return;
  const words = `Cannot take the tool '${clash.name}': the agent has a tool of that name; call yours something else, or take the agent's from it with tools.deny in the settings`;
  throw badRequest(words, 'tools', 'tool_name_taken');
}

/** The parts of a call that both dialects have. */
export function written({ name, arguments: given }: ToolCallBlock): { name: string; arguments: string } {
  return { name, arguments: JSON.stringify(given) };
}
