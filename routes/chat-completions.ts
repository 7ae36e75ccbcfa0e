// POST /v1/chat/completions.
import { Hono } from 'hono';
import { chatChunks, chatCompletion } from '../src/openai/chat-answer.ts';
import { readChatRequest } from '../src/openai/chat-request.ts';
import { admitted, bodyOf, type Entered, explain, limited, type OpenAiDeps, unlessOff } from './openai-door.ts';
import { beginTurn, QUIET_MS, streamOf } from './openai-turn.ts';

export function chatCompletionRoutes(deps: OpenAiDeps): Hono<Entered> {
  const { endpoints, around } = deps.openai;
  const app = new Hono<Entered>();
  const on = unlessOff(endpoints.chatCompletions.enabled, 'chatCompletions');
  app.post('/v1/chat/completions', on, admitted(deps, 'POST /v1/chat/completions'), limited(), async (c) => {
    const asked = readChatRequest(await bodyOf(c));
    const turn = await beginTurn(c, asked, deps);
    const { run, runId } = turn;
    const created = Math.floor(around.now() / 1000);
    const facts = { id: `chatcmpl_${runId}`, created, model: asked.model ?? 'openclaw' };
    if (asked.stream) {
      const how = { usage: asked.usage, explain: (error: unknown) => explain(error, c) };
      return streamOf(
        c,
        turn,
        chatChunks(facts, run.parts(QUIET_MS), () => run.outcome(), how),
      );
    }
    const outcome = await run.outcome();
    if (outcome.type === 'failed') throw outcome.error;
    return c.json(chatCompletion(facts, outcome), 200, { 'Cache-Control': 'no-store' });
  });
  return app;
}
