// What a tool of this gateway is: what is said of it, and what it does with an input that it has checked itself.
import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import type { ToolFacts, ToolScene } from '../agent-seams.ts';
import { type GatewayError, invalidRequest } from '../errors.ts';

export type Tool = {
  facts: ToolFacts;
  /** How long it may take; without it, as long as any tool may. */
  timeoutMs?: number;
  /** What it throws is told to the model: the words of its own errors, and of the others only that there was one. */
  run(input: unknown, scene: ToolScene, signal: AbortSignal): Promise<string>;
};

/** The code of the error of a tool that was given what it cannot take. */
export const INVALID_INPUT = 'TOOL_INPUT';

type Definition<Input extends v.GenericSchema> = Pick<ToolFacts, 'name' | 'label' | 'description' | 'group'> & {
  input: Input;
  timeoutMs?: number;
  run(input: v.InferOutput<Input>, scene: ToolScene, signal: AbortSignal): Promise<string>;
};

/** A tool of the gateway's own. The schema of its input is what models are shown and what their input is checked with. */
export function defineTool<Input extends v.GenericSchema>(definition: Definition<Input>): Tool {
  const { name, label, description, group, input, timeoutMs, run } = definition;
  let parameters: Record<string, unknown> | undefined;
  return {
    facts: {
      name,
      label,
      description,
      group,
      source: 'core',
      // Made when a model is first told of it: a start does without.
      get parameters() {
        parameters ??= schemaOf(input);
        return parameters;
      },
    },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    // No input at all is what some models send for an empty object.
    run: async (given, scene, signal) => run(readInput(name, input, given ?? {}), scene, signal),
  };
}

function schemaOf(input: v.GenericSchema): Record<string, unknown> {
  const { $schema: _, ...schema } = toJsonSchema(input, { typeMode: 'input', ignoreActions: ['check'] });
  return schema;
}

function readInput<Input extends v.GenericSchema>(name: string, schema: Input, given: unknown): v.InferOutput<Input> {
  const read = v.safeParse(schema, given, { abortEarly: true });
  if (read.success) return read.output;
  const [issue] = read.issues;
  const path = v.getDotPath(issue)?.slice(0, 100);
  const where = path ? `"${path}" of its input: ` : 'its input: ';
  throw invalidInput(`Cannot use "${name}" because of ${where}${issue.message.slice(0, 200)}`);
}

/** A tool that was given what it cannot take has not begun. */
export function invalidInput(message: string): GatewayError {
  return invalidRequest(message, { code: INVALID_INPUT });
}
