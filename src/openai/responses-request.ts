// A request for a response.
import * as v from 'valibot';
import { type Asked, Flag, listOf, Name, Thinking, User } from './asked.ts';
import { Content, readContent } from './content.ts';
import { divide, type Line, readCall } from './conversation.ts';
import { badRequest } from './failure.ts';
import { readBody } from './parameters.ts';
import { readTools } from './tools.ts';

const Item = v.looseObject({
  type: v.nullish(v.string(), 'message'),
  role: v.nullish(v.picklist(['system', 'developer', 'user', 'assistant'])),
  content: v.optional(v.unknown()),
  call_id: v.nullish(v.string()),
  name: v.nullish(v.string()),
  arguments: v.nullish(v.string()),
  output: v.optional(v.unknown()),
});
const Body = v.looseObject({
  model: v.nullish(Name),
  input: v.union([v.string(), listOf(Item)]),
  instructions: v.nullish(v.string()),
  previous_response_id: v.nullish(Name),
  stream: Flag,
  user: User,
  reasoning: v.nullish(v.looseObject({ effort: v.nullish(Thinking) })),
});

export function readResponsesRequest(body: unknown): Asked {
  const { model, input, instructions, previous_response_id, stream, user, reasoning, ...rest } = readBody(Body, body);
  const items = typeof input === 'string' ? [{ type: 'message', role: 'user' as const, content: input }] : input;
  return {
    model: model ?? null,
    stream: stream ?? false,
    usage: true,
    user,
    previousResponseId: previous_response_id ?? null,
    thinking: reasoning?.effort ?? null,
    instructions: instructions ?? null,
    conversation: divide(items.flatMap(toLine), instructions ?? null, 'input'),
    clientTools: readTools(rest),
  };
}

function toLine(item: v.InferOutput<typeof Item>, index: number): Line[] {
  const at = `input[${index}]`;
  const nothing = { text: '', files: [], calls: [], callId: null };
  switch (item.type) {
    case 'message': {
      const { role } = item;
      if (!role) throw badRequest(`Cannot read ${at}: a message must have a role`, `${at}.role`);
      const read = readContent(contentOf(item.content, `${at}.content`), `${at}.content`);
      return [{ ...nothing, ...read, role: role === 'developer' ? 'system' : role }];
    }
    case 'function_call': {
      const { call_id, name, arguments: written } = item;
      return [{ ...nothing, role: 'assistant', calls: [readCall(call_id ?? '', name ?? 'unknown', written ?? '')] }];
    }
    case 'function_call_output': {
      const read = readContent(contentOf(item.output, `${at}.output`), `${at}.output`);
      return [{ ...nothing, ...read, role: 'tool', callId: item.call_id ?? null }];
    }
    // What a model thought is for that model alone.
    case 'reasoning':
      return [];
    default:
      throw badRequest(`Cannot read ${at}: items of type '${String(item.type).slice(0, 60)}' are not taken here`, at);
  }
}

/** Items of several types have something by these names; only here is it known to be content. */
function contentOf(value: unknown, param: string): Content {
  const read = v.safeParse(Content, value);
  if (read.success) return read.output;
  throw badRequest(`Cannot read ${param}: it must be a string or a list of parts`, param);
}
