// From a provider's settings to a model that can be asked. Each api's client is loaded with the first model that needs it.
import type { LanguageModel, streamText } from 'ai';
import type { Api } from '../config/schema.ts';
import { apiAddress } from './base-url.ts';
import { ollamaFetch } from './ollama-wire.ts';
import type { Fetch } from './retry.ts';
import type { Effort } from './thinking.ts';

type ApiOptions = NonNullable<Parameters<typeof streamText>[0]['providerOptions']>;

export type Served = {
  api: Api;
  provider: string;
  model: string;
  baseUrl: string;
  key: string | null;
  headers: Record<string, string>;
  fetch: Fetch;
};

export async function openModel(served: Served): Promise<LanguageModel> {
  const { api, provider: name, model, headers } = served;
  const baseURL = apiAddress(api, served.baseUrl);
  const fetch = served.key === null ? withoutEmptyKey(served.fetch) : served.fetch;
  // Never undefined: the clients would look for a key in the environment, and nobody has told them to.
  const apiKey = served.key ?? '';
  switch (api) {
    case 'openai-completions': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      return createOpenAICompatible({ name, baseURL, apiKey, headers, fetch, includeUsage: true })(model);
    }
    case 'openai-responses': {
      const { createOpenAI } = await import('@ai-sdk/openai');
      return createOpenAI({ baseURL, apiKey, headers, fetch }).responses(model);
    }
    case 'anthropic-messages': {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return createAnthropic({ baseURL, apiKey, headers, fetch })(model);
    }
    case 'google-generative-ai': {
      const { createGoogle } = await import('@ai-sdk/google');
      return createGoogle({ baseURL, apiKey, headers, fetch })(model);
    }
    case 'ollama': {
      const [{ createOllama }, { APICallError }] = await Promise.all([import('ollama-ai-provider-v2'), import('ai')]);
      const own = apiKey === '' ? headers : { authorization: `Bearer ${apiKey}`, ...headers };
      return createOllama({ name, baseURL, headers: own, fetch: ollamaFetch(fetch, APICallError) })(model);
    }
  }
}

/** What an api wants to be told besides the level itself, so that its thoughts come back as words. */
export function apiOptions(
  api: Api,
  model: { reasoning: boolean; contextWindow: number | null; maxTokens: number | null; oneCall: boolean },
  effort: Effort | null,
): ApiOptions {
  const thinks = model.reasoning && effort !== 'none';
  switch (api) {
    case 'openai-responses':
      // Nothing of a conversation is left behind at the provider; `forceReasoning` is for names that the client cannot know.
      return {
        openai: {
          store: false,
          ...(model.reasoning ? { forceReasoning: true } : {}),
          ...(model.oneCall ? { parallelToolCalls: false } : {}),
          ...(thinks && effort !== null ? { reasoningSummary: 'auto' } : {}),
        },
      };
    case 'google-generative-ai':
      return thinks ? { google: { thinkingConfig: { includeThoughts: true } } } : {};
    case 'ollama':
      return {
        ollama: {
          // Without it Ollama reads only the last few thousand tokens of a conversation, and says nothing.
          options: {
            ...(model.contextWindow === null ? {} : { num_ctx: model.contextWindow }),
            ...(model.maxTokens === null ? {} : { num_predict: model.maxTokens }),
          },
        },
      };
    case 'anthropic-messages':
      return model.oneCall ? { anthropic: { disableParallelToolUse: true } } : {};
    case 'openai-completions':
      return {};
  }
}

function withoutEmptyKey(fetch: Fetch): Fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    for (const name of ['authorization', 'x-api-key', 'x-goog-api-key']) {
      if (/^(?:Bearer)?\s*$/.test(headers.get(name) ?? '-')) headers.delete(name);
    }
    return fetch(input, { ...init, headers });
  };
}
