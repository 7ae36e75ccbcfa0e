// OpenAI's HTTP interface: its addresses, under one way of saying no.
import { Hono } from 'hono';
import { chatCompletionRoutes } from './chat-completions.ts';
import { modelRoutes } from './models.ts';
import { answerFailure, nothingAt, type OpenAiDeps } from './openai-door.ts';
import { responsesRoutes } from './responses.ts';

export type { OpenAiDeps } from './openai-door.ts';

export function openAiRoutes(deps: OpenAiDeps): Hono {
  const app = new Hono();
  app.onError(answerFailure);
  for (const routes of [modelRoutes(deps), chatCompletionRoutes(deps), responsesRoutes(deps)]) app.route('/', routes);
  app.all('/v1/*', (c) => {
    const here = 'GET /v1/models, POST /v1/chat/completions and POST /v1/responses';
    throw nothingAt(c, `of OpenAI's interface there is ${here}`);
  });
  return app;
}
