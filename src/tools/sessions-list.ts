// sessions_list: which sessions there are, the newest first.
import * as v from 'valibot';
import type { SessionSide } from './session-side.ts';
import { defineTool, type Tool } from './tool.ts';

const Input = v.object({
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50)), 20),
  search: v.optional(v.pipe(v.string(), v.maxLength(200), v.description('Words of a title, a key or a preview'))),
  agentId: v.optional(v.pipe(v.string(), v.nonEmpty(), v.description('Only sessions of this agent'))),
});

export function sessionsList(side: SessionSide): Tool {
  return defineTool({
    name: 'sessions_list',
    label: 'Sessions',
    description: 'Lists the sessions of this gateway, the newest first: key, title, last words, status and when.',
    group: 'sessions',
    input: Input,
    async run({ limit, search, agentId }, scene) {
      const { sessions, total } = await side.index.list({ limit, offset: 0, search, agentId });
      return JSON.stringify({
        total,
        sessions: sessions.map((session) => ({
          key: session.key,
          title: session.label ?? session.title,
          preview: session.preview,
          agent: session.agentId,
          status: session.status,
          updated: new Date(session.updatedAt).toISOString(),
          ...(session.key === scene.sessionKey ? { thisSession: true } : {}),
        })),
      });
    },
  });
}
