// Chat completions, whole and in chunks, in the shapes that OpenAI's clients read.
import type { ToolCallBlock, Usage } from '../records.ts';
import type { Part } from './ear.ts';
import type { OpenAiError } from './failure.ts';
import type { Finish, Outcome } from './run.ts';
import { written } from './tools.ts';

export type ChatFacts = { id: string; created: number; model: string };

type Said = Extract<Outcome, { type: 'said' }>;

export function chatCompletion(facts: ChatFacts, { text, calls, finish, usage }: Said) {
  const called = calls.length > 0 ? { tool_calls: calls.map(callOf) } : {};
  const content = text === '' && calls.length > 0 ? null : text;
  const message = { role: 'assistant', content, refusal: null, annotations: [], ...called };
  return {
    ...facts,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: reason(finish) }],
    usage: chatUsage(usage),
    system_fingerprint: null,
  };
}

/** The words of a stream of server-sent events, up to its end. */
export async function* chatChunks(
  facts: ChatFacts,
  parts: AsyncIterable<Part>,
  outcome: () => Promise<Outcome>,
  { usage: wanted, explain }: { usage: boolean; explain: (error: unknown) => OpenAiError },
): AsyncGenerator<string> {
  const chunk = (choices: object[], usage?: object) =>
    frame({
      ...facts,
      object: 'chat.completion.chunk',
      choices,
      system_fingerprint: null,
      ...(wanted ? { usage: usage ?? null } : {}),
    });
  const choice = (delta: object, finish_reason: string | null = null) =>
    chunk([{ index: 0, delta, logprobs: null, finish_reason }]);

  yield choice({ role: 'assistant', content: '', refusal: null });
  for await (const part of parts) yield part.type === 'text' ? choice({ content: part.delta }) : PING;
  const end = await outcome();
  if (end.type === 'failed') {
    yield frame({ error: explain(end.error) });
  } else {
    for (const [index, call] of end.calls.entries()) yield choice({ tool_calls: [{ index, ...callOf(call) }] });
    yield choice({}, reason(end.finish));
    if (wanted) yield chunk([], chatUsage(end.usage));
  }
  yield 'data: [DONE]\n\n';
}

/** A comment: it keeps the line open, and no client reads it. */
export const PING = ': ping\n\n';

export function frame(data: object, event?: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
}

function reason(finish: Finish): string {
  return finish === 'stopped' ? 'stop' : finish;
}

function callOf(call: ToolCallBlock) {
  return { id: call.id, type: 'function', function: written(call) };
}

function chatUsage({ input, output, cacheRead = 0 }: Usage) {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cacheRead, audio_tokens: 0 },
  };
}
