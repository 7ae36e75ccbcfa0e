// POST /v1/responses.
import { Hono } from 'hono';
import { RESPONSE } from '../src/openai/place.ts';
import { finished, responseEvents } from '../src/openai/responses-answer.ts';
import { readResponsesRequest } from '../src/openai/responses-request.ts';
import { admitted, bodyOf, type Entered, explain, limited, type OpenAiDeps, unlessOff } from './openai-door.ts';
import { beginTurn, QUIET_MS, streamOf } from './openai-turn.ts';

export function responsesRoutes(deps: OpenAiDeps): Hono<Entered> {
  const { endpoints, around } = deps.openai;
  const app = new Hono<Entered>();
  const on = unlessOff(endpoints.responses.enabled, 'responses');
  app.post('/v1/responses', on, admitted(deps, 'POST /v1/responses'), limited(), async (c) => {
    const asked = readResponsesRequest(await bodyOf(c));
    const turn = await beginTurn(c, asked, deps);
    const { run, runId } = turn;
    const { instructions, previousResponseId, user, clientTools } = asked;
    const facts = {
      id: `${RESPONSE}${runId}`,
      itemId: `msg_${runId}`,
      createdAt: Math.floor(around.now() / 1000),
      model: asked.model ?? 'openclaw',
      instructions,
      previousResponseId,
      user,
      clientTools,
    };
    if (asked.stream) {
      const explained = (error: unknown) => explain(error, c);
      return streamOf(
        c,
        turn,
        responseEvents(facts, run.parts(QUIET_MS), () => run.outcome(), explained),
      );
    }
    const outcome = await run.outcome();
    if (outcome.type === 'failed') throw outcome.error;
    return c.json(finished(facts, outcome), 200, { 'Cache-Control': 'no-store' });
  });
  return app;
}
