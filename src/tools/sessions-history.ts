// sessions_history: what was said in a session, as people see it, the newest of it.
import * as v from 'valibot';
import type { Message } from '../protocol/messages.ts';
import { existing, keyFrom, type SessionSide } from './session-side.ts';
import { defineTool, type Tool } from './tool.ts';

const MESSAGE_CHARACTERS = 8000;
const ALL_CHARACTERS = 40_000;
/** Rows of tools stand between what was said: so many more are read to find enough that is not theirs. */
const ROWS_A_MESSAGE = 4;

const Input = v.object({
  key: v.pipe(v.string(), v.nonEmpty(), v.maxLength(512), v.description('The key of the session, from sessions_list')),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 20),
  includeTools: v.optional(v.pipe(v.boolean(), v.description('Also which tools were used, and their results')), false),
});

type Said = { role: string; at: string; text: string; tool?: string; uses?: string[] };

export function sessionsHistory(side: SessionSide): Tool {
  return defineTool({
    name: 'sessions_history',
    label: 'Session History',
    description: 'Reads what was said in a session of this gateway, the newest messages of it, oldest first.',
    group: 'sessions',
    input: Input,
    async run({ key, limit, includeTools }, scene) {
      const session = await existing({ key: keyFrom(key, scene.agentId, side) }, side);
      const history = await side.sessions().call(side.principal, session.key, {
        type: 'history',
        params: { sessionKey: session.key, limit: includeTools ? limit : limit * ROWS_A_MESSAGE, offset: 0 },
        maxChars: MESSAGE_CHARACTERS,
      });
      if (!('messages' in history) || 'kind' in history) return JSON.stringify({ session: session.key, messages: [] });
      const all = history.messages.flatMap((message) => tell(message, includeTools));
      const { kept, cut } = fitting(all.slice(-limit));
      return JSON.stringify({
        session: session.key,
        title: session.label ?? session.title,
        messages: kept,
        ...(history.hasMore || cut || all.length > limit ? { earlierMessagesLeftOut: true } : {}),
      });
    },
  });
}

function tell(message: Message, includeTools: boolean): Said[] {
  const { role, content, timestamp } = message;
  if (role === 'toolResult' && !includeTools) return [];
  const blocks = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  const text = blocks.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n\n');
  const uses = blocks.flatMap((block) => (block.type === 'toolCall' ? [block.name] : []));
  if (text === '' && !(includeTools && uses.length > 0)) return [];
  const tool = role === 'toolResult' && typeof message.toolName === 'string' ? { tool: message.toolName } : {};
  const named = includeTools && uses.length > 0 ? { uses } : {};
  return [{ role, at: new Date(timestamp).toISOString(), text, ...tool, ...named }];
}

/** The newest that fit together. */
function fitting(said: readonly Said[]): { kept: Said[]; cut: boolean } {
  let room = ALL_CHARACTERS;
  const from = said.findLastIndex(({ text }) => {
    room -= text.length + 100;
    return room < 0;
  });
  return { kept: said.slice(from + 1), cut: from >= 0 };
}
