// Tools of whoever asks, as the AI SDK wants them: nobody here executes them, so a call ends the run.
import type { ModelMessage, ToolChoice, ToolSet } from 'ai';
import type { ToolFacts } from '../agent-seams.ts';
import type { Api } from '../config/schema.ts';
import { MOST_TOOLS } from '../protocol/tools.ts';
import type { ClientTools } from '../records.ts';
import type { ModelTools } from './tool-calls.ts';

/** Of two tools of one name only one can be meant; whoever asks was told so unless the rules have changed since. */
export function besideClientTools(own: readonly ToolFacts[], client: ClientTools | undefined): readonly ToolFacts[] {
  if (!client) return own;
  const theirs = new Set(client.tools.map(({ name }) => name));
  return own.filter(({ name }) => !theirs.has(name)).slice(0, MOST_TOOLS - theirs.size);
}

export function withClientTools(own: ModelTools, client: ClientTools | undefined): ModelTools {
  if (!client) return own;
  return (sdk) => ({
    ...own(sdk),
    ...Object.fromEntries(
      client.tools.map(({ name, description, parameters, strict }) => [
        name,
        sdk.dynamicTool({
          description,
          inputSchema: sdk.jsonSchema(parameters),
          ...(strict === undefined ? {} : { strict }),
        }),
      ]),
    ),
  });
}

/** Who has to call a tool is offered those of the client alone: a call of the agent's own would not be what was asked for. */
export function forcedChoice(client: ClientTools | undefined): {
  toolChoice?: ToolChoice<ToolSet>;
  activeTools?: string[];
} {
  if (!client || client.choice === 'auto') return {};
  if (client.choice !== 'required') return { toolChoice: { type: 'tool', toolName: client.choice.name } };
  return { toolChoice: 'required', activeTools: client.tools.map(({ name }) => name) };
}

/**
 * Anthropic refuses to think where a tool has to be called, and where results come without the thoughts that stood before
 * the calls: those were for the run that is over.
 */
export function mayNotThink(api: Api, client: ClientTools | undefined, told: readonly ModelMessage[]): boolean {
  if (api !== 'anthropic-messages') return false;
  return (client !== undefined && client.choice !== 'auto') || told.at(-1)?.role === 'tool';
}
