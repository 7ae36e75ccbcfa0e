// Tools as the AI SDK wants them: what a model calls goes to the toolbox, and its result comes back as text.
import { getLogger } from '@logtape/logtape';
import type { ToolSet } from 'ai';
import type { Toolbox, ToolFacts, ToolScene } from '../agent-seams.ts';
import { GatewayError } from '../errors.ts';

const log = getLogger(['pincer', 'tools']);

/** The tools of one run, once the SDK is there. */
export type ModelTools = (sdk: typeof import('ai')) => ToolSet;

/** What the model is told of a tool that failed: all of it, as the toolbox has bounded it. */
export class ToolFailure extends Error {
  override name = 'ToolFailure';
}

/** What is called in one answer runs in that order: what one tool writes the next may read. */
export function modelTools(facts: readonly ToolFacts[], toolbox: Toolbox, scene: ToolScene): ModelTools {
  let before: Promise<unknown> = Promise.resolve();
  const call = (name: string, input: unknown, signal: AbortSignal): Promise<string> => {
    const result = before.then(() => callTool(toolbox, name, input, scene, signal));
    before = result.catch(() => undefined);
    return result;
  };
  return (sdk) =>
    Object.fromEntries(
      facts.map(({ name, description, parameters }) => [
        name,
        sdk.dynamicTool({
          description,
          inputSchema: sdk.jsonSchema(parameters),
          execute: (input, { abortSignal }) => call(name, input, abortSignal ?? new AbortController().signal),
        }),
      ]),
    );
}

async function callTool(toolbox: Toolbox, name: string, input: unknown, scene: ToolScene, signal: AbortSignal) {
  signal.throwIfAborted();
  try {
    const { text, isError } = await toolbox.call(name, input, scene, signal);
    if (!isError) return text;
    throw new ToolFailure(text);
  } catch (error) {
    if (error instanceof ToolFailure) throw error;
    if (error instanceof GatewayError) throw new ToolFailure(error.message);
    if (!signal.aborted) log.error('Tool {name} failed: {error}', { name, error });
    throw new ToolFailure(`Cannot use "${name}": it failed for a reason of its own; the log of the gateway has it`);
  }
}
