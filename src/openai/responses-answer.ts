// Responses, whole and as the events that build them up, in the shapes that OpenAI's clients read.
import type { ClientTools, ToolCallBlock, Usage } from '../records.ts';
import { frame, PING } from './chat-answer.ts';
import type { Part } from './ear.ts';
import type { OpenAiError } from './failure.ts';
import type { Finish, Outcome } from './run.ts';
import { written } from './tools.ts';

export type ResponseFacts = {
  id: string;
  itemId: string;
  createdAt: number;
  model: string;
  instructions: string | null;
  previousResponseId: string | null;
  user: string | null;
  clientTools: ClientTools | null;
};

type State = {
  status: 'in_progress' | 'completed' | 'incomplete' | 'failed';
  text?: string;
  calls?: ToolCallBlock[];
  usage?: Usage;
  error?: { code: string; message: string };
  incomplete?: { reason: string } | null;
};

export function response(facts: ResponseFacts, { status, text = '', calls = [], usage, error, incomplete }: State) {
  const { clientTools } = facts;
  return {
    id: facts.id,
    object: 'response',
    created_at: facts.createdAt,
    status,
    background: false,
    error: error ?? null,
    incomplete_details: incomplete ?? null,
    instructions: facts.instructions,
    max_output_tokens: null,
    metadata: {},
    model: facts.model,
    output: [
      ...(text === '' ? [] : [item(facts, text, status === 'completed' ? 'completed' : 'incomplete')]),
      ...calls.map((call, index) => callItem(facts, call, index)),
    ],
    parallel_tool_calls: clientTools?.parallel ?? true,
    previous_response_id: facts.previousResponseId,
    reasoning: { effort: null, summary: null },
    store: true,
    temperature: null,
    text: { format: { type: 'text' } },
    tool_choice: choiceOf(clientTools),
    tools: (clientTools?.tools ?? []).map((tool) => ({ type: 'function', strict: false, ...tool })),
    top_p: null,
    truncation: 'disabled',
    usage: usage ? responseUsage(usage) : null,
    ...(facts.user === null ? {} : { user: facts.user }),
  };
}

export function finished(facts: ResponseFacts, { text, calls, finish, usage }: Extract<Outcome, { type: 'said' }>) {
  return response(facts, { ...ends[finish], text, calls, usage });
}

const ends: Record<Finish, Pick<State, 'incomplete'> & { status: 'completed' | 'incomplete' }> = {
  stop: { status: 'completed' },
  tool_calls: { status: 'completed' },
  length: { status: 'incomplete', incomplete: { reason: 'max_output_tokens' } },
  content_filter: { status: 'incomplete', incomplete: { reason: 'content_filter' } },
  // OpenAI has no word for a person who stopped it.
  stopped: { status: 'incomplete' },
};

/** The words of a stream of server-sent events, numbered, up to the event that ends it. */
export async function* responseEvents(
  facts: ResponseFacts,
  parts: AsyncIterable<Part>,
  outcome: () => Promise<Outcome>,
  explain: (error: unknown) => OpenAiError,
): AsyncGenerator<string> {
  let next = 0;
  const event = (type: string, fields: object) => frame({ type, sequence_number: next++, ...fields }, type);
  const place = { item_id: facts.itemId, output_index: 0, content_index: 0 };

  yield event('response.created', { response: response(facts, { status: 'in_progress' }) });
  yield event('response.in_progress', { response: response(facts, { status: 'in_progress' }) });
  let text = '';
  for await (const part of parts) {
    if (part.type === 'quiet') {
      yield PING;
      continue;
    }
    if (text === '') {
      const empty = { ...item(facts, '', 'in_progress'), content: [] };
      yield event('response.output_item.added', { output_index: 0, item: empty });
      yield event('response.content_part.added', { ...place, part: words('') });
    }
    text += part.delta;
    yield event('response.output_text.delta', { ...place, delta: part.delta, logprobs: [] });
  }
  const end = await outcome();
  const status = end.type === 'said' ? ends[end.finish].status : 'failed';
  if (text !== '') {
    yield event('response.output_text.done', { ...place, text, logprobs: [] });
    yield event('response.content_part.done', { ...place, part: words(text) });
    const done = item(facts, text, status === 'completed' ? 'completed' : 'incomplete');
    yield event('response.output_item.done', { output_index: 0, item: done });
  }
  if (end.type === 'said') {
    for (const [index, call] of end.calls.entries())
      yield* callEvents(callItem(facts, call, index), index + Number(text !== ''), event);
    yield event(`response.${status}`, { response: finished(facts, { ...end, text }) });
    return;
  }
  const { message, code } = explain(end.error);
  const error = { code: code === 'rate_limit_exceeded' ? code : 'server_error', message };
  yield event('response.failed', { response: response(facts, { status: 'failed', text, usage: end.usage, error }) });
}

function item({ itemId }: ResponseFacts, text: string, status: 'in_progress' | 'completed' | 'incomplete') {
  return { id: itemId, type: 'message', role: 'assistant', status, content: [words(text)] };
}

function* callEvents(
  item: ReturnType<typeof callItem>,
  output_index: number,
  event: (type: string, fields: object) => string,
): Generator<string> {
  const { id: item_id, name, arguments: whole } = item;
  yield event('response.output_item.added', { output_index, item: { ...item, arguments: '', status: 'in_progress' } });
  yield event('response.function_call_arguments.delta', { item_id, output_index, delta: whole });
  yield event('response.function_call_arguments.done', { item_id, output_index, name, arguments: whole });
  yield event('response.output_item.done', { output_index, item });
}

function callItem({ itemId }: ResponseFacts, call: ToolCallBlock, index: number) {
  const id = `${itemId.replace(/^msg_/, 'fc_')}_${index}`;
  return { id, type: 'function_call', call_id: call.id, ...written(call), status: 'completed' };
}

function choiceOf(clientTools: ClientTools | null) {
  const choice = clientTools?.choice ?? 'auto';
  return typeof choice === 'string' ? choice : { type: 'function', ...choice };
}

function words(text: string) {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

function responseUsage({ input, output, cacheRead = 0, cacheWrite = 0 }: Usage) {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: cacheWrite },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}
