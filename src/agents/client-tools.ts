// Tools of whoever asks, as the AI SDK wants them: nobody here executes them, so a call ends the run.
import type { ToolChoice, ToolSet } from 'ai';
import type { ClientTools } from '../records.ts';
import type { ModelTools } from './tool-calls.ts';

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
