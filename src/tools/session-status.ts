// session_status: the time, and how it stands with the session that asks.
import * as v from 'valibot';
import { clockIn } from './clock.ts';
import type { SessionSide } from './session-side.ts';
import { defineTool, type Tool } from './tool.ts';

const Input = v.object({
  timeZone: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(100),
      v.description('IANA name, for example Europe/Berlin; without it the zone of the gateway'),
    ),
  ),
});

export function sessionStatus(side: SessionSide): Tool {
  return defineTool({
    name: 'session_status',
    label: 'Session Status',
    description:
      'Tells the date and the time, in UTC and in a time zone, and how it stands with this session: key, title, agent, model, thinking level, number of entries, tokens and what is left of the context, cost, queue mode.',
    group: 'sessions',
    input: Input,
    async run({ timeZone }, scene) {
      const [session] = await side.index.find({ key: scene.sessionKey });
      const terms = side.terms();
      const model = scene.model ?? session?.model ?? null;
      const window = terms.contextWindow({ agentId: scene.agentId, model });
      const context = session?.contextTokens ?? 0;
      return JSON.stringify({
        ...clockIn(side.now(), timeZone),
        session: scene.sessionKey,
        title: session?.label ?? session?.title ?? null,
        agent: scene.agentId,
        model,
        thinking: session?.thinking ?? null,
        entries: session?.position ?? 0,
        tokens: {
          input: session?.inputTokens ?? 0,
          output: session?.outputTokens ?? 0,
          context,
          contextWindow: window,
          contextLeft: window === null ? null : Math.max(0, window - context),
        },
        costDollars: session?.cost ?? 0,
        queueMode: session?.queueMode ?? terms.queueMode,
      });
    },
  });
}
