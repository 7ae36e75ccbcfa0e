// A turn with a configured model: any OpenAI-compatible endpoint, through the AI SDK, loaded when first needed.
import { toJsonSchema } from '@valibot/to-json-schema';
import type { TextStreamPart, ToolSet } from 'ai';
import * as v from 'valibot';
import type { Provider } from '../config/schema.ts';
import type { AgentEvent, Turn } from '../ports.ts';
import { type CatalogModel, referenceOf } from './catalog.ts';
import { toMessages } from './messages.ts';
import { providerFailure } from './provider-failure.ts';
import { retryAfter } from './provider-words.ts';
import { askForSummary } from './summary.ts';
import { tools } from './tools.ts';

const STEPS = 8;
const RETRIES = 1;
/** A longer wait is told, not sat through: the person decides. */
const LONGEST_WAIT_MS = 5000;
const TOOL_ERROR_CHARACTERS = 500;

export type ModelTurn = {
  model: CatalogModel;
  endpoint: Provider;
  maxTokens: number | null;
  instructions: string;
  now: () => number;
  fetch: typeof globalThis.fetch;
};

const Effort = v.picklist(['minimal', 'low', 'medium', 'high', 'xhigh']);
const Arguments = v.fallback(v.record(v.string(), v.unknown()), {});

/** When `signal` aborts, the request is closed and the events just end. */
export async function* runModel(turn: Turn, signal: AbortSignal, options: ModelTurn): AsyncGenerator<AgentEvent> {
  const { model, endpoint, maxTokens } = options;
  const summing = turn.purpose === 'summary';
  yield { type: 'model', provider: model.provider, model: model.id, contextTokens: model.contextWindow };

  const [sdk, { createOpenAICompatible }] = await Promise.all([import('ai'), import('@ai-sdk/openai-compatible')]);

  const own = new AbortController();
  let started = false;
  try {
    const provider = createOpenAICompatible({
      name: model.provider,
      baseURL: endpoint.baseUrl,
      headers: endpoint.headers,
      includeUsage: true,
      fetch: refuseLongWaits(options.fetch, sdk.APICallError),
      ...(endpoint.apiKey === undefined ? {} : { apiKey: endpoint.apiKey }),
    });
    const effort = v.safeParse(Effort, model.reasoning ? turn.thinking : null);
    const { stream } = sdk.streamText({
      model: provider(model.id),
      instructions: options.instructions,
      messages: summing ? [{ role: 'user', content: askForSummary(turn.entries) }] : toMessages(turn.entries),
      tools: summing ? {} : sdkTools(sdk, turn, options),
      stopWhen: sdk.isStepCount(STEPS),
      // The last step must answer: a turn that ends with a tool call leaves the person with nothing.
      prepareStep: async ({ stepNumber, messages }) => {
        const heard = stepNumber === 0 ? [] : toMessages(await turn.steer(stepNumber));
        return {
          ...(heard.length > 0 ? { messages: [...messages, ...heard] } : {}),
          ...(stepNumber === STEPS - 1 ? { toolChoice: 'none' } : {}),
        };
      },
      maxRetries: RETRIES,
      abortSignal: AbortSignal.any([signal, own.signal]),
      // Without it the SDK prints errors to the console.
      onError: () => {},
      ...(maxTokens === null ? {} : { maxOutputTokens: maxTokens }),
      ...(effort.success ? { reasoning: effort.output } : {}),
    });
    for await (const part of stream) {
      if (part.type === 'abort' || signal.aborted) return;
      if (part.type === 'error') throw part.error;
      const event = toEvent(part);
      if (!event) continue;
      started = true;
      yield event;
    }
  } catch (error) {
    if (signal.aborted) return;
    throw providerFailure(error, {
      provider: model.provider,
      model: model.id,
      host: new URL(endpoint.baseUrl).host,
      secrets: [endpoint.apiKey ?? '', ...Object.values(endpoint.headers)],
      started,
    });
  } finally {
    // Whoever stops reading stops the request too.
    own.abort();
  }
}

function toEvent(part: TextStreamPart<ToolSet>): AgentEvent | null {
  switch (part.type) {
    case 'text-delta':
      return { type: 'text', delta: part.text };
    case 'reasoning-delta':
      return { type: 'reasoning', delta: part.text };
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
      const reason = part.error instanceof Error ? part.error.message : String(part.error);
      const text = reason.slice(0, TOOL_ERROR_CHARACTERS);
      return { type: 'tool-end', id: part.toolCallId, name: part.toolName, text, isError: true };
    }
    case 'finish-step': {
      const usage = { input: part.usage.inputTokens ?? 0, output: part.usage.outputTokens ?? 0 };
      return { type: 'step', usage, stopReason: part.finishReason === 'tool-calls' ? 'toolUse' : part.finishReason };
    }
    default:
      return null;
  }
}

function sdkTools(sdk: typeof import('ai'), turn: Turn, { model, now }: ModelTurn): ToolSet {
  return Object.fromEntries(
    Object.entries(tools).map(([name, { description, parameters, run }]) => [
      name,
      sdk.dynamicTool({
        description,
        inputSchema: sdk.jsonSchema(toJsonSchema(parameters)),
        execute: (input) => run(input, { turn, model: referenceOf(model), now: now() }),
      }),
    ]),
  );
}

function refuseLongWaits(
  fetch: typeof globalThis.fetch,
  CallError: typeof import('ai').APICallError,
): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const responseHeaders = Object.fromEntries(response.headers);
    if (response.ok || (retryAfter(responseHeaders) ?? 0) <= LONGEST_WAIT_MS) return response;
    throw new CallError({
      message: response.statusText,
      url: response.url,
      requestBodyValues: {},
      statusCode: response.status,
      responseHeaders,
      responseBody: await response.text(),
      isRetryable: false,
    });
  };
}
