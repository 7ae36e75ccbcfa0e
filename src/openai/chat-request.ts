// A request for a chat completion.
import * as v from 'valibot';
import { type Asked, Flag, listOf, Name, Thinking, User } from './asked.ts';
import { Content, readContent } from './content.ts';
import { divide, type Line, readCall } from './conversation.ts';
import { readBody } from './parameters.ts';
import { readTools } from './tools.ts';

const Call = v.looseObject({ id: v.string(), function: v.looseObject({ name: v.string(), arguments: v.string() }) });
const Message = v.looseObject({
  role: v.picklist(['system', 'developer', 'user', 'assistant', 'tool']),
  content: Content,
  tool_calls: v.nullish(v.array(Call)),
  tool_call_id: v.nullish(v.string()),
});
const Body = v.looseObject({
  model: Name,
  messages: listOf(Message),
  stream: Flag,
  stream_options: v.nullish(v.looseObject({ include_usage: Flag })),
  user: User,
  reasoning_effort: v.nullish(Thinking),
});

export function readChatRequest(body: unknown): Asked {
  const { model, messages, stream, stream_options, user, reasoning_effort, ...rest } = readBody(Body, body);
  return {
    model,
    stream: stream ?? false,
    usage: stream_options?.include_usage ?? false,
    user,
    previousResponseId: null,
    thinking: reasoning_effort ?? null,
    instructions: null,
    conversation: divide(messages.map(toLine), null, 'messages'),
    clientTools: readTools(rest),
  };
}

function toLine({ role, content, tool_calls, tool_call_id }: v.InferOutput<typeof Message>, index: number): Line {
  return {
    ...readContent(content, `messages[${index}].content`),
    role: role === 'developer' ? 'system' : role,
    calls: (tool_calls ?? []).map(({ id, function: { name, arguments: written } }) => readCall(id, name, written)),
    callId: tool_call_id ?? null,
  };
}
