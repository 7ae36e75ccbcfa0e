// A turn with one configured model, through the AI SDK, which is loaded when first needed.
import type { LanguageModelUsage, TextStreamPart, ToolSet } from 'ai';
import * as v from 'valibot';
import type { MediaStore } from '../agent-seams.ts';
import type { AgentEvent, StepUsage, Turn } from '../ports.ts';
import type { ServedChoice } from './catalog.ts';
import { forcedChoice, mayNotThink } from './client-tools.ts';
import { toMessages } from './messages.ts';
import type { OpenModel } from './opened-models.ts';
import { priced } from './price.ts';
import { providerFailure } from './provider-failure.ts';
import { apiOptions } from './providers.ts';
import { loadSdk } from './sdk.ts';
import { askForSummary } from './summary.ts';
import { effortOf } from './thinking.ts';
import { type ModelTools, ToolFailure } from './tool-calls.ts';

const STEPS = 24;
const CUT = new Set(['length', 'content-filter', 'error']);
const TOOL_CHARACTERS = 100;

export type ModelTurn = {
  choice: ServedChoice;
  key: string | null;
  instructions: string;
  tools: ModelTools;
  thinking: string | null;
  /** Where the files of messages are; without it they are only named. */
  media?: MediaStore | undefined;
  open: OpenModel;
};

const Arguments = v.fallback(v.record(v.string(), v.unknown()), {});

/** When `signal` aborts, the request is closed and the events just end. */
export async function* runModel(turn: Turn, signal: AbortSignal, options: ModelTurn): AsyncGenerator<AgentEvent> {
  const { key } = options;
  const { model, endpoint, maxTokens, contextWindow, price } = options.choice;
  const summing = turn.purpose === 'summary';
  yield { type: 'model', provider: model.provider, model: model.id, contextTokens: model.contextWindow };

  const own = new AbortController();
  let started = false;
  const open = new Set<string>();
  try {
    const { api, baseUrl, headers } = endpoint;
    const served = { api, provider: model.provider, model: model.id, baseUrl, key, headers };
    const [sdk, languageModel] = await Promise.all([loadSdk(), options.open(served)]);
    const entries = turn.entries;
    const reader = options.media ? { model, api: endpoint.api, media: options.media } : null;
    const told = summing
      ? [{ role: 'user' as const, content: askForSummary(entries) }]
      : await toMessages(entries, reader);
    const wished = model.reasoning ? effortOf(options.thinking) : null;
    const effort = wished !== null && mayNotThink(endpoint.api, turn.clientTools, told) ? 'none' : wished;
    const { stream } = sdk.streamText({
      model: languageModel,
      instructions: options.instructions,
      messages: told,
      tools: options.tools(sdk),
      stopWhen: sdk.isStepCount(STEPS),
      // The last step must answer: a turn that ends with a tool call leaves the person with nothing.
      prepareStep: async ({ stepNumber, messages }) => {
        const heard = stepNumber === 0 ? [] : await toMessages(await turn.steer(stepNumber), reader);
        return {
          ...(heard.length > 0 ? { messages: [...messages, ...heard] } : {}),
          ...(stepNumber === STEPS - 1 ? { toolChoice: 'none' } : forcedChoice(turn.clientTools)),
        };
      },
      // Trying again is done where it can be told apart what came: see retry.ts.
      maxRetries: 0,
      abortSignal: AbortSignal.any([signal, own.signal]),
      // Without it the SDK prints errors to the console.
      onError: () => {},
      providerOptions: apiOptions(
        endpoint.api,
        { reasoning: model.reasoning, contextWindow, maxTokens, oneCall: turn.clientTools?.parallel === false },
        effort,
      ),
      ...(maxTokens === null ? {} : { maxOutputTokens: maxTokens }),
      ...(effort === null ? {} : { reasoning: effort }),
    });
    for await (const part of stream) {
      if (part.type === 'abort' || signal.aborted) return;
      if (part.type === 'error') throw part.error;
      if (part.type === 'finish-step' && part.finishReason === 'interrupted')
        throw new Error('The stream was terminated');
      const event = toEvent(part, (usage) => priced(countsOf(usage), price));
      if (!event) continue;
      started = true;
      if (event.type === 'tool-start') open.add(event.id);
      if (event.type === 'tool-end') open.delete(event.id);
      // Not every provider says why it ended when it ended with calls.
      const left = event.type === 'step' && open.size > 0 && !CUT.has(event.stopReason);
      yield left ? { ...event, stopReason: 'toolUse' } : event;
    }
  } catch (error) {
    if (signal.aborted) return;
    throw providerFailure(error, {
      provider: model.provider,
      model: model.id,
      api: endpoint.api,
      host: new URL(endpoint.baseUrl).host,
      secrets: [key ?? '', ...Object.values(endpoint.headers)],
      started,
    });
  } finally {
    // Whoever stops reading stops the request too.
    own.abort();
  }
}

function toEvent(part: TextStreamPart<ToolSet>, count: (usage: LanguageModelUsage) => StepUsage): AgentEvent | null {
  switch (part.type) {
    case 'text-delta':
      return part.text === '' ? null : { type: 'text', delta: part.text };
    case 'reasoning-delta':
      return part.text === '' ? null : { type: 'reasoning', delta: part.text };
    case 'tool-call':
      return {
        type: 'tool-start',
        id: part.toolCallId,
        name: part.toolName,
        arguments: v.parse(Arguments, part.input),
      };
    case 'tool-result':
      return { type: 'tool-end', id: part.toolCallId, name: part.toolName, text: String(part.output), isError: false };
    case 'tool-error': {
      const text = toolError(part.toolName, part.error);
      return { type: 'tool-end', id: part.toolCallId, name: part.toolName, text, isError: true };
    }
    case 'finish-step': {
      const stopReason = part.finishReason === 'tool-calls' ? 'toolUse' : part.finishReason;
      return { type: 'step', usage: count(part.usage), stopReason };
    }
    default:
      return null;
  }
}

/** The input with all that was read from a cache or written to it, however the provider counts. */
function countsOf({ inputTokens, outputTokens, inputTokenDetails }: LanguageModelUsage): StepUsage {
  const { cacheReadTokens: cacheRead, cacheWriteTokens: cacheWrite } = inputTokenDetails;
  return {
    input: inputTokens ?? 0,
    output: outputTokens ?? 0,
    ...(cacheRead ? { cacheRead } : {}),
    ...(cacheWrite ? { cacheWrite } : {}),
  };
}

function toolError(tool: string, error: unknown): string {
  if (error instanceof ToolFailure) return error.message;
  // Of a call that it could not even hand on, the SDK gives only its own words.
  const reason = String(error);
  const what = `Cannot use "${tool.slice(0, TOOL_CHARACTERS)}":`;
  if (reason.startsWith('AI_NoSuchToolError'))
    return `${what} there is no tool of that name; use one of those that there are`;
  if (reason.startsWith('AI_InvalidToolInputError'))
    return `${what} its arguments are not valid JSON; send them again as an object`;
  return `${what} the call cannot be read; make it again`;
}
