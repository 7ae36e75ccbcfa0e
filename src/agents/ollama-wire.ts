// Ollama's client leaves things out. Its request gets what Ollama reads, and an answer that breaks off is an error.
import type { APICallError } from 'ai';
import * as v from 'valibot';
import type { Fetch } from './retry.ts';

const Request = v.looseObject({
  tool_choice: v.optional(v.unknown()),
  messages: v.array(
    v.looseObject({
      role: v.string(),
      content: v.optional(v.unknown()),
      tool_call_id: v.optional(v.string()),
      tool_calls: v.optional(v.array(v.looseObject({ id: v.string(), function: v.looseObject({ name: v.string() }) }))),
    }),
  ),
});
const Line = v.looseObject({ done: v.optional(v.boolean()), error: v.optional(v.string()) });

/** The status of a stream that has begun says nothing about how it went on. */
const BEGUN = 200;

export function ollamaFetch(fetch: Fetch, CallError: typeof APICallError): Fetch {
  return async (input, init) => {
    const body = typeof init?.body === 'string' ? completeRequest(init.body) : init?.body;
    const response = await fetch(input, { ...init, ...(body === undefined ? {} : { body }) });
    if (!response.ok || !response.body) return response;
    const broken = (message: string, responseBody: string) =>
      new CallError({ message, url: response.url, requestBodyValues: {}, statusCode: BEGUN, responseBody });
    const whole = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(checkedLines(broken));
    const { status, statusText, headers } = response;
    return new Response(whole.pipeThrough(new TextEncoderStream()), { status, statusText, headers });
  };
}

/** A result names its tool, a message of nothing but pictures has a text, and who may use no tool is told of none. */
function completeRequest(text: string): string {
  const { tool_choice: choice, messages, ...request } = v.parse(Request, JSON.parse(text));
  const names = new Map(
    messages.flatMap(({ tool_calls: calls = [] }) => calls.map((call) => [call.id, call.function.name])),
  );
  const complete = messages.map((message) => ({
    ...message,
    ...(Array.isArray(message.content) ? { content: '' } : {}),
    ...(message.role === 'tool' ? { tool_name: names.get(message.tool_call_id ?? '') } : {}),
  }));
  return JSON.stringify({ ...request, ...(choice === 'none' ? { tools: undefined } : {}), messages: complete });
}

/** Lets whole lines through, until one of them is an error, is no JSON, or the last one did not come. */
function checkedLines(broken: (message: string, body: string) => Error): TransformStream<string, string> {
  let open = '';
  let done = false;
  const check = (line: string): Error | null => {
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Line), line);
    if (!read.success)
      return Object.assign(new Error('A line is not what Ollama sends'), { name: 'AI_JSONParseError' });
    if (read.output.error !== undefined) return broken(read.output.error, line);
    done ||= read.output.done === true;
    return null;
  };
  return new TransformStream({
    transform(text, controller) {
      const lines = (open + text).split('\n');
      open = lines.pop() ?? '';
      for (const line of lines) {
        if (line.trim() === '') continue;
        const error = check(line);
        if (error) return controller.error(error);
        controller.enqueue(`${line}\n`);
      }
    },
    flush(controller) {
      const error = open.trim() === '' ? null : check(open);
      if (error) return controller.error(error);
      if (!done) return controller.error(broken('The stream ended before the answer did', ''));
      if (open.trim() !== '') controller.enqueue(`${open}\n`);
    },
  });
}
